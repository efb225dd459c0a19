// Reading a JPEG: the walk over its markers and scans, then its pixels.
#include <fmt/format.h>

#include <vector>

#include "core/text.h"
#include "formats/detail/jpeg_scan.h"
#include "formats/detail/stb_decoder.h"

namespace meshgate {
namespace {

// stb_image holds all planes (rounded up to whole MCUs), for progressive ones also 16-bit coefficients, and
// the result.
std::uint64_t decoding_bytes(const JpegFacts& facts) {
  std::uint64_t samples = 0;
  for (const JpegComponent& c : facts.frame.components)
    samples += std::uint64_t{c.padded_columns} * c.padded_rows * 64;
  const std::uint64_t planes = samples * (facts.frame.progressive() ? 3 : 1);
  return planes + std::uint64_t{facts.frame.width} * facts.frame.height * (facts.image.channels == 1 ? 1 : 3);
}

// What the decoder is to see: a Motion-JPEG frame gets its tables in front, spare bytes go.
std::vector<std::byte> as_ordinary_jpeg(ByteView bytes, const JpegFacts& facts) {
  std::vector<std::byte> whole;
  std::size_t at = 0;
  const auto copy_to = [&](std::size_t end) {
    whole.insert(whole.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at),
                 bytes.begin() + static_cast<std::ptrdiff_t>(end));
    at = end;
  };
  whole.reserve(bytes.size() + standard_huffman_segment().size());
  if (facts.standard_tables) {
    copy_to(2);
    whole.insert(whole.end(), standard_huffman_segment().begin(), standard_huffman_segment().end());
  }
  for (const auto& [offset, size] : facts.spare) {
    copy_to(offset);
    at += size;
  }
  copy_to(bytes.size());
  return whole;
}

void decode(const ByteView bytes, JpegFacts& facts, PictureDamage& damage) {
  JpegShape shape;
  shape.width = facts.frame.width;
  shape.height = facts.frame.height;
  shape.channels = facts.image.channels == 1 ? 1 : 3;
  const bool ordinary = !facts.standard_tables && facts.spare.empty();
  Result<Array<std::uint8_t>> pixels =
      ordinary ? decode_jpeg(bytes, shape) : decode_jpeg(as_ordinary_jpeg(bytes, facts), shape);
  if (!pixels) {
    return damage.undecodable(
        0, fmt::format("the decoder refuses the picture: {}", printable(pixels.error().message)));
  }
  facts.image.pixel_channels = shape.channels;
  facts.image.pixels8 = std::move(*pixels);
}

}  // namespace

Asset read_jpeg(const PictureJob& job) {
  Asset asset = make_picture(job.source, "jpeg");
  FindingSink notes;
  PictureDamage damage;
  JpegFacts facts = scan_jpeg(job.source.bytes(), job.options, damage);
  if (facts.has_frame) {
    if (facts.frame.height != 0) {
      const std::uint64_t bytes = facts.decodable ? decoding_bytes(facts) : 0;
      const auto ticket = admit_decoding(job, facts.image, bytes, notes);
      if (ticket && facts.decodable) decode(job.source.bytes(), facts, damage);
    }
  }
  asset.image = std::move(facts.image);  // all zero when there is no header
  std::move(damage).report(notes);
  asset.notes = std::move(notes).take();
  return asset;
}

}  // namespace meshgate
