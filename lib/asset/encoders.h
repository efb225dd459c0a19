#pragma once
// Pixels to the bytes of a picture file: one encoder for each format, for reports and for the user's
// pictures.
#include <cstdint>
#include <span>

#include "meshgate/array.h"
#include "meshgate/image.h"
#include "meshgate/result.h"

namespace meshgate {

/// Pixels wherever they are: rows from the top, interleaved, in one of the two spans.
struct Pixels {
  std::uint32_t width = 0, height = 0;
  std::uint32_t channels = 0;  ///< 1 gray, 2 gray and alpha, 3 rgb, 4 rgba
  std::span<const std::uint8_t> samples8;
  std::span<const std::uint16_t> samples16;
  std::span<const std::byte> color_profile = {};  ///< ICC, embedded as it is; empty = none

  [[nodiscard]] bool is_16() const { return !samples16.empty(); }
};

/// Those of a decoded image, with its colour profile.
Pixels pixels_of(const Image& image);

/// PNG with 8 or 16 bits, lossless. kLimit without memory.
Result<Array<std::byte>> encode_png(const Pixels& pixels);

/// From this quality on a JPEG has all of its chroma: the loss of colour would be the largest.
inline constexpr int kFullChromaQuality = 90;

/// Progressive JPEG with optimised tables. `quality` 1–100; chroma is halved below kFullChromaQuality, or
/// always. Gray or rgb of 8 bits: alpha and more bits are kUnsupported, and so are sides above 65 500.
Result<Array<std::byte>> encode_jpeg(const Pixels& pixels, int quality, bool halve_chroma = false);

/// WebP, `quality` 1–99 lossy, 100 lossless, alpha kept; 8 bits. kUnsupported for 16 bits and for sides above
/// 16 383.
Result<Array<std::byte>> encode_webp(const Pixels& pixels, int quality);

}  // namespace meshgate
