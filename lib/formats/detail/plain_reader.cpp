#include "formats/detail/plain_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "asset/image_ops.h"
#include "core/endian.h"
#include "core/text.h"
#include "formats/detail/stb_decoder.h"

namespace meshgate {
namespace {

constexpr auto kPlain = std::to_array<std::string_view>({"bmp", "gif", "hdr", "pnm", "psd", "tga"});

std::uint64_t u8(ByteView bytes, std::size_t at) { return std::to_integer<std::uint64_t>(bytes[at]); }

// Bytes that the file must have when its samples are stored plainly; 0 = cannot be told. The decoder fills
// what is missing with whatever it has.
std::uint64_t needed_by_bmp(ByteView bytes) {
  constexpr std::uint32_t kPlainRgb = 0, kBitFields = 3;
  if (bytes.size() < 34) return bytes.size() + 1;
  const std::uint64_t offset = load_le<std::uint32_t>(bytes.data() + 10);
  if (load_le<std::uint32_t>(bytes.data() + 14) < 40) return 0;
  const auto width = static_cast<std::uint64_t>(std::llabs(load_le<std::int32_t>(bytes.data() + 18)));
  const auto height = static_cast<std::uint64_t>(std::llabs(load_le<std::int32_t>(bytes.data() + 22)));
  const std::uint64_t bits = load_le<std::uint16_t>(bytes.data() + 28);
  const auto packing = load_le<std::uint32_t>(bytes.data() + 30);
  if (packing != kPlainRgb && packing != kBitFields) return 0;
  return offset + (width * bits + 31) / 32 * 4 * height;
}

std::uint64_t needed_by_tga(ByteView bytes) {
  if (bytes.size() < 18) return bytes.size() + 1;
  if ((u8(bytes, 2) & 8U) != 0) return 0;  // packed in runs
  const std::uint64_t palette = load_le<std::uint16_t>(bytes.data() + 5) * ((u8(bytes, 7) + 7) / 8);
  const std::uint64_t width = load_le<std::uint16_t>(bytes.data() + 12);
  const std::uint64_t height = load_le<std::uint16_t>(bytes.data() + 14);
  return 18 + u8(bytes, 0) + (u8(bytes, 1) != 0 ? palette : 0) + width * height * ((u8(bytes, 16) + 7) / 8);
}

// "P6", width, height and greatest value with blanks and comments between them, one blank, samples.
std::uint64_t needed_by_pnm(ByteView bytes, const PlainShape& shape) {
  const std::string_view text = as_text(bytes);
  constexpr std::string_view kBlanks = " \t\r\n\v\f";
  std::size_t at = 2;
  for (int number = 0; number < 3; ++number) {
    at = std::min(text.find_first_not_of(kBlanks, at), text.size());
    while (at < text.size() && text[at] == '#') {
      at = std::min(text.find('\n', at), text.size());
      at = std::min(text.find_first_not_of(kBlanks, at), text.size());
    }
    at = std::min(text.find_first_of(kBlanks, at), text.size());
  }
  return at + 1 + std::uint64_t{shape.width} * shape.height * shape.channels * (shape.wide ? 2U : 1U);
}

std::uint64_t needed_bytes(ByteView bytes, std::string_view format, const PlainShape& shape) {
  if (format == "bmp") return needed_by_bmp(bytes);
  if (format == "tga") return needed_by_tga(bytes);
  if (format == "pnm") return needed_by_pnm(bytes, shape);
  return 0;
}

std::uint64_t decoding_bytes(const PlainShape& shape) {
  // The result, a copy that the decoder makes to change the channels, and what GIF and PSD keep beside.
  return std::uint64_t{shape.width} * shape.height * (4U * (shape.wide ? 4U : 2U) + 9U);
}

ColorType color_type_of(std::uint32_t channels) {
  constexpr std::array<ColorType, 5> kTypes{ColorType::kGray, ColorType::kGray, ColorType::kGrayAlpha,
                                            ColorType::kRgb, ColorType::kRgba};
  return kTypes[channels];
}

void describe_shape(const PlainShape& shape, std::string_view format, Image& image) {
  image.width = shape.width;
  image.height = shape.height;
  image.channels = shape.channels;
  image.bit_depth = format == "hdr" ? 32U : shape.wide ? 16U : 8U;
  image.color_type = format == "gif" ? ColorType::kPalette : color_type_of(shape.channels);
  image.has_alpha = shape.channels % 2 == 0;
}

bool is_cut(ByteView bytes, std::string_view format, const PlainShape& shape, Image& image,
            PictureDamage& damage) {
  if (format == "gif") {
    const GifScan scan = scan_gif(bytes);
    image.frames = std::max(scan.frames, 1U);
    if (scan.complete) return false;
    damage.truncated(bytes.size(), "the file ends inside of a block, before the mark for the end");
    return true;
  }
  const std::uint64_t needed = needed_bytes(bytes, format, shape);
  if (needed <= bytes.size()) return false;
  damage.truncated(bytes.size(), fmt::format("the file has {} of the {} bytes that its pixels take",
                                             group_digits(bytes.size()), group_digits(needed)));
  return true;
}

void decode(ByteView bytes, const PlainShape& shape, Image& image, PictureDamage& damage) {
  Result<PlainPixels> pixels = decode_plain(bytes, shape);
  if (!pixels) {
    return damage.undecodable(
        0, fmt::format("the decoder refuses the picture: {}", printable(pixels.error().message)));
  }
  image.pixel_channels = shape.channels;
  image.pixels8 = std::move(pixels->samples8);
  image.pixels16 = std::move(pixels->samples16);
  // GIF and PSD are always decoded with alpha; most have none to speak of.
  if (image.has_alpha && !has_transparency(image)) {
    const ColorType type = image.color_type;
    image = over_white(image, {});
    if (type == ColorType::kPalette) image.color_type = type;
  }
}

}  // namespace

bool is_plain_picture(std::string_view format) {
  return std::find(kPlain.begin(), kPlain.end(), format) != kPlain.end();
}

Asset read_plain(const PictureJob& job, std::string_view format) {
  Asset asset = make_picture(job.source, format);
  asset.image.emplace();
  FindingSink notes;
  PictureDamage damage;
  const ByteView bytes = job.source.bytes();
  const Result<PlainShape> shape = read_plain_shape(bytes);
  if (!shape) {
    damage.undecodable(0, fmt::format("the header cannot be read: {}", printable(shape.error().message)));
  } else {
    describe_shape(*shape, format, *asset.image);
    const bool cut = is_cut(bytes, format, *shape, *asset.image, damage);
    const auto ticket = admit_decoding(job, *asset.image, cut ? 0 : decoding_bytes(*shape), notes);
    if (ticket && !cut) decode(bytes, *shape, *asset.image, damage);
  }
  std::move(damage).report(notes);
  asset.notes = std::move(notes).take();
  return asset;
}

}  // namespace meshgate
