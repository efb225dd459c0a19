#include "formats/detail/png_pixels.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "core/buffer.h"
#include "core/text.h"
#include "formats/detail/stb_decoder.h"

namespace meshgate {
namespace {

// A part of the picture that is stored on its own: all of it, or one of the seven Adam7 passes.
struct Pass {
  std::uint32_t x0 = 0, y0 = 0, dx = 1, dy = 1;
  std::uint64_t width = 0, height = 0;
  std::uint64_t row_bytes = 0;  // without the filter byte
};

std::uint32_t samples_of(std::uint8_t color_type) {
  switch (color_type) {
    case 2:
      return 3;
    case 4:
      return 2;
    case 6:
      return 4;
    default:
      return 1;
  }
}

std::vector<Pass> passes_of(const PngScan& scan) {
  constexpr std::array<Pass, 7> kAdam7{
      {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}}};
  const std::uint64_t bits = std::uint64_t{samples_of(scan.color_type)} * scan.depth;
  std::vector<Pass> passes;
  const auto add = [&](Pass pass) {
    if (scan.image.width <= pass.x0 || scan.image.height <= pass.y0) return;
    pass.width = (scan.image.width - pass.x0 + pass.dx - 1) / pass.dx;
    pass.height = (scan.image.height - pass.y0 + pass.dy - 1) / pass.dy;
    pass.row_bytes = (pass.width * bits + 7) / 8;
    passes.push_back(pass);
  };
  if (scan.interlaced) {
    for (const Pass& pass : kAdam7) add(pass);
  } else {
    add(Pass{});
  }
  return passes;
}

std::uint64_t raw_bytes_of(const std::vector<Pass>& passes) {
  std::uint64_t bytes = 0;
  for (const Pass& pass : passes) bytes += pass.height * (pass.row_bytes + 1);
  return bytes;
}

std::uint32_t compute_adler32(std::span<const std::uint8_t> bytes) {
  constexpr std::uint32_t kModulus = 65521;
  constexpr std::size_t kBlock = 5552;  // largest run without overflow of 32 bits
  std::uint32_t a = 1, b = 0;
  for (std::size_t start = 0; start < bytes.size(); start += kBlock) {
    const std::size_t end = std::min(bytes.size(), start + kBlock);
    std::size_t i = start;
    // Sixteen at a time: the weighted sum has no chain of dependent additions then.
    for (; i + 16 <= end; i += 16) {
      std::uint32_t sum = 0, weighted = 0;
      for (std::uint32_t k = 0; k < 16; ++k) {
        sum += bytes[i + k];
        weighted += (16 - k) * bytes[i + k];
      }
      b += 16 * a + weighted;
      a += sum;
    }
    for (; i < end; ++i) {
      a += bytes[i];
      b += a;
    }
    a %= kModulus;
    b %= kModulus;
  }
  return (b << 16U) | a;
}

// Written so that it compiles to conditional moves: which neighbour is nearest cannot be predicted.
std::uint8_t paeth(int a, int b, int c) {
  const int from_b = b - c, from_a = a - c;
  const int pb = std::abs(from_a), pc = std::abs(from_a + from_b);
  int nearest = std::abs(from_b);
  int value = a;
  value = pb < nearest ? b : value;
  nearest = pb < nearest ? pb : nearest;
  return static_cast<std::uint8_t>(pc < nearest ? c : value);
}

std::uint8_t add(std::uint8_t x, std::uint8_t y) { return static_cast<std::uint8_t>(x + y); }

// Undoes the filter of one row. `out` may lie before `in` in the same buffer (moving forward), `above` is the
// finished row before or zeros. kBpp: bytes of a pixel, at least 1; a constant lets the loops keep the left
// pixel in registers.
template <std::size_t kBpp>
bool unfilter_row(int filter, const std::uint8_t* in, const std::uint8_t* above, std::uint8_t* out,
                  std::size_t n) {
  const std::size_t first = std::min(n, kBpp);
  switch (filter) {
    case 0:
      std::memmove(out, in, n);
      return true;
    case 1: {
      std::array<std::uint8_t, kBpp> left{};
      for (std::size_t i = 0; i + kBpp <= n; i += kBpp) {
        for (std::size_t k = 0; k < kBpp; ++k) out[i + k] = left[k] = add(in[i + k], left[k]);
      }
      return true;
    }
    case 2:
      for (std::size_t i = 0; i < n; ++i) out[i] = add(in[i], above[i]);
      return true;
    case 3: {
      for (std::size_t i = 0; i < first; ++i) out[i] = add(in[i], static_cast<std::uint8_t>(above[i] / 2));
      for (std::size_t i = first; i < n; ++i) {
        out[i] = add(in[i], static_cast<std::uint8_t>((out[i - kBpp] + above[i]) / 2));
      }
      return true;
    }
    case 4: {
      std::array<std::uint8_t, kBpp> left{}, corner{};
      for (std::size_t i = 0; i + kBpp <= n; i += kBpp) {
        for (std::size_t k = 0; k < kBpp; ++k) {
          const std::uint8_t up = above[i + k];
          left[k] = add(in[i + k], paeth(left[k], up, corner[k]));
          corner[k] = up;
          out[i + k] = left[k];
        }
      }
      return true;
    }
    default:
      return false;
  }
}

using Unfilter = bool (*)(int, const std::uint8_t*, const std::uint8_t*, std::uint8_t*, std::size_t);

Unfilter unfilter_for(std::size_t bytes_per_pixel) {
  switch (bytes_per_pixel) {
    case 2:
      return unfilter_row<2>;
    case 3:
      return unfilter_row<3>;
    case 4:
      return unfilter_row<4>;
    case 6:
      return unfilter_row<6>;
    case 8:
      return unfilter_row<8>;
    default:
      return unfilter_row<1>;
  }
}

// Concatenates the IDAT payloads unless there is just one.
class Compressed {
 public:
  explicit Compressed(const PngScan& scan) {
    if (scan.data.size() == 1) {
      view_ = scan.data.front();
      return;
    }
    joined_ = Buffer<std::byte>(scan.data_bytes);
    std::size_t at = 0;
    for (const ByteView part : scan.data) {
      if (!part.empty()) std::memcpy(joined_.data() + at, part.data(), part.size());
      at += part.size();
    }
    view_ = joined_.span();
  }
  [[nodiscard]] ByteView view() const { return view_; }

 private:
  Buffer<std::byte> joined_;
  ByteView view_;
};

// Samples of a row as they are stored, spread to one value each.
void spread_bits(const std::uint8_t* row, std::uint8_t depth, std::span<std::uint8_t> values) {
  const std::uint32_t per_byte = 8U / depth;
  const std::uint32_t mask = (1U << depth) - 1;
  for (std::size_t x = 0; x < values.size(); ++x) {
    const auto shift = static_cast<std::uint32_t>(8 - depth * (x % per_byte + 1));
    values[x] = static_cast<std::uint8_t>((std::uint32_t{row[x / per_byte]} >> shift) & mask);
  }
}

// Turns stored rows into the samples of Image: palette and tRNS applied, 1–4 bit grey scaled to 8 bits.
class Unpacker {
 public:
  explicit Unpacker(const PngScan& scan) : scan_(&scan), stored_(samples_of(scan.color_type)) {
    const bool key = !scan.transparency.empty() && scan.color_type != 3;
    channels_ = scan.color_type == 3 ? (scan.transparency.empty() ? 3U : 4U) : stored_ + (key ? 1U : 0U);
    for (std::size_t i = 0; key && i < stored_; ++i) {
      key_[i] = load_be<std::uint16_t>(scan.transparency.data() + 2 * i);
    }
    has_key_ = key;
    for (std::size_t i = 0; i < scan.palette.size() / 3 && scan.color_type == 3; ++i) {
      for (std::size_t k = 0; k < 3; ++k)
        colors_[i][k] = std::to_integer<std::uint8_t>(scan.palette[3 * i + k]);
      colors_[i][3] =
          i < scan.transparency.size() ? std::to_integer<std::uint8_t>(scan.transparency[i]) : 255;
    }
  }

  [[nodiscard]] std::uint32_t channels() const { return channels_; }
  [[nodiscard]] bool is_copy() const { return scan_->depth == 8 && scan_->color_type != 3 && !has_key_; }
  [[nodiscard]] std::uint64_t bad_indices() const { return bad_indices_; }

  void unpack8(const std::uint8_t* row, const Pass& pass, std::uint8_t* out) {
    values_.resize(pass.width * stored_);
    if (scan_->depth < 8) {
      spread_bits(row, scan_->depth, values_);
    } else {
      std::memcpy(values_.data(), row, values_.size());
    }
    const std::size_t step = std::size_t{pass.dx} * channels_;
    for (std::size_t x = 0; x < pass.width; ++x, out += step) {
      const std::uint8_t* in = values_.data() + x * stored_;
      if (scan_->color_type == 3) {
        if (*in >= scan_->palette.size() / 3) ++bad_indices_;
        std::memcpy(out, colors_[*in].data(), channels_);
        continue;
      }
      bool keyed = has_key_;
      for (std::size_t k = 0; k < stored_; ++k) {
        keyed = keyed && in[k] == key_[k];
        out[k] = static_cast<std::uint8_t>(in[k] * scale());
      }
      if (has_key_) out[stored_] = keyed ? 0 : 255;
    }
  }

  void unpack16(const std::uint8_t* row, const Pass& pass, std::uint16_t* out) const {
    const std::size_t step = std::size_t{pass.dx} * channels_;
    for (std::size_t x = 0; x < pass.width; ++x, out += step) {
      bool keyed = has_key_;
      for (std::size_t k = 0; k < stored_; ++k, row += 2) {
        const auto value = static_cast<std::uint16_t>((row[0] << 8) | row[1]);
        keyed = keyed && value == key_[k];
        out[k] = value;
      }
      if (has_key_) out[stored_] = keyed ? 0 : 0xFFFF;
    }
  }

 private:
  [[nodiscard]] std::uint32_t scale() const { return 255U / ((1U << scan_->depth) - 1U); }

  const PngScan* scan_;
  std::uint32_t stored_;
  std::uint32_t channels_ = 0;
  bool has_key_ = false;
  std::array<std::uint16_t, 4> key_{};
  std::array<std::array<std::uint8_t, 4>, 256> colors_{};
  std::vector<std::uint8_t> values_;
  std::uint64_t bad_indices_ = 0;
};

// The Adler checksum stands behind the stream. stb does not say where the stream ended, so when the last four
// bytes are others, it is looked for further ahead: then there are spare bytes, which every decoder ignores.
bool has_adler(ByteView compressed, std::uint32_t adler) {
  const std::array<std::byte, 4> wanted{std::byte(adler >> 24U), std::byte((adler >> 16U) & 0xFFU),
                                        std::byte((adler >> 8U) & 0xFFU), std::byte(adler & 0xFFU)};
  return std::search(compressed.rbegin(), compressed.rend(), wanted.rbegin(), wanted.rend()) !=
         compressed.rend();
}

bool inflate(const PngScan& scan, std::span<std::uint8_t> raw, std::size_t wanted, PictureDamage& damage) {
  const Compressed compressed(scan);
  const Result<Inflated> inflated = inflate_zlib(compressed.view(), raw);
  if (!inflated) {
    damage.undecodable(scan.data_offset,
                       fmt::format("the compressed pixels (from byte {}) cannot be unpacked: {}",
                                   scan.data_offset, printable(inflated.error().message)));
    return false;
  }
  if (inflated->bytes < wanted) {
    damage.truncated(scan.data_offset,
                     fmt::format("the compressed pixels hold {} of {} bytes: rows are missing",
                                 group_digits(inflated->bytes), group_digits(wanted)));
    return false;
  }
  if (inflated->more || inflated->bytes > wanted) {
    damage.trailing(scan.data_offset, "the compressed data go on after the last pixel");
    return true;
  }
  if (!has_adler(compressed.view(), compute_adler32(raw.first(wanted)))) {
    damage.corrupt(scan.data_offset, "the checksum at the end of the compressed pixels is wrong");
    return false;
  }
  return true;
}

struct RowFailure {
  std::uint64_t row = 0;
  int filter = 0;
};

// Unfilters every pass in place: a row moves to the front by the filter bytes before it.
bool unfilter(const std::vector<Pass>& passes, std::size_t bytes_per_pixel, std::uint8_t* raw,
              RowFailure& failure) {
  const Unfilter unfilter_one = unfilter_for(bytes_per_pixel);
  const std::uint8_t* in = raw;
  std::uint8_t* out = raw;
  for (const Pass& pass : passes) {
    const std::vector<std::uint8_t> zeros(pass.row_bytes);
    const std::uint8_t* above = zeros.data();
    for (std::uint64_t y = 0; y < pass.height; ++y) {
      if (!unfilter_one(*in, in + 1, above, out, pass.row_bytes)) {
        failure = {y, *in};
        return false;
      }
      above = out;
      in += pass.row_bytes + 1;
      out += pass.row_bytes;
    }
  }
  return true;
}

template <class T, class UnpackRow>
Array<T> unpack(const PngScan& scan, const std::vector<Pass>& passes, const std::uint8_t* row,
                std::uint32_t channels, UnpackRow unpack_row) {
  const std::size_t stride = std::size_t{scan.image.width} * channels;
  Buffer<T> out(stride * scan.image.height);
  for (const Pass& pass : passes) {
    for (std::uint64_t y = 0; y < pass.height; ++y, row += pass.row_bytes) {
      unpack_row(row, pass, out.data() + (pass.y0 + y * pass.dy) * stride + std::size_t{pass.x0} * channels);
    }
  }
  return std::move(out).freeze();
}

}  // namespace

std::uint64_t png_decoding_bytes(const PngScan& scan) {
  const std::uint64_t pixels = std::uint64_t{scan.image.width} * scan.image.height;  // below 2^62
  if (pixels >= std::uint64_t{1} << 40U) return std::numeric_limits<std::uint64_t>::max();
  const std::uint64_t joined = scan.data.size() == 1 ? 0 : scan.data_bytes;
  const Unpacker unpacker(scan);
  const std::uint64_t raw = raw_bytes_of(passes_of(scan)) + kInflateSlack;
  const bool in_place = unpacker.is_copy() && !scan.interlaced;
  const std::uint64_t unpacked = in_place ? 0 : pixels * unpacker.channels() * (scan.depth == 16 ? 2 : 1);
  return raw + std::max(joined, unpacked);
}

void decode_png_pixels(PngScan& scan, PictureDamage& damage) {
  constexpr std::uint64_t kDeflateRatio = 1032;  // no deflate stream packs more
  const std::vector<Pass> passes = passes_of(scan);
  const std::uint64_t wanted = raw_bytes_of(passes);
  if (wanted / kDeflateRatio > scan.data_bytes) {
    return damage.truncated(scan.data_offset, fmt::format("{} of compressed data cannot hold {} × {} pixels",
                                                          count_of(scan.data_bytes, "byte"), scan.image.width,
                                                          scan.image.height));
  }
  if (wanted > std::numeric_limits<std::int32_t>::max() - kInflateSlack ||
      scan.data_bytes > std::numeric_limits<std::int32_t>::max()) {
    return damage.undecodable(scan.data_offset,
                              "the picture has more than 2 GB of samples, too many for the decoder");
  }
  Buffer<std::uint8_t> raw(wanted + kInflateSlack);
  // A match may point before the start of what is written: such bytes must not come from other memory.
  std::memset(raw.data(), 0, std::min<std::size_t>(raw.size(), std::size_t{1} << 22U));
  if (!inflate(scan, raw.span(), wanted, damage)) return;

  const std::size_t bits = std::size_t{samples_of(scan.color_type)} * scan.depth;
  RowFailure failure;
  if (!unfilter(passes, std::max<std::size_t>(1, bits / 8), raw.data(), failure)) {
    return damage.undecodable(scan.data_offset, fmt::format("row {} uses filter {}, which PNG does not have",
                                                            failure.row, failure.filter));
  }
  Unpacker unpacker(scan);
  Image& image = scan.image;
  image.pixel_channels = unpacker.channels();
  if (scan.depth == 16) {
    image.pixels16 = unpack<std::uint16_t>(scan, passes, raw.data(), unpacker.channels(),
                                           [&](const std::uint8_t* row, const Pass& pass,
                                               std::uint16_t* out) { unpacker.unpack16(row, pass, out); });
  } else if (unpacker.is_copy() && !scan.interlaced) {
    image.pixels8 = raw.freeze_prefix(wanted - image.height);
  } else {
    image.pixels8 = unpack<std::uint8_t>(scan, passes, raw.data(), unpacker.channels(),
                                         [&](const std::uint8_t* row, const Pass& pass, std::uint8_t* out) {
                                           unpacker.unpack8(row, pass, out);
                                         });
  }
  if (unpacker.bad_indices() > 0) {
    damage.corrupt(scan.data_offset,
                   fmt::format("{} name a colour beyond the palette's {}",
                               count_of(unpacker.bad_indices(), "pixel"), scan.palette.size() / 3));
  }
}

}  // namespace meshgate
