#pragma once
// Changes to a decoded picture. Each returns a new one and leaves facts of the file (frames, orientation) as
// they are after the change.
#include <stop_token>

#include "meshgate/image.h"

namespace meshgate {

/// What the samples mean, which decides how they may be mixed.
enum class SampleUse {
  kColor,  ///< sRGB: mixed in linear light, weighted by alpha
  kData,   ///< normals, roughness: mixed as they are
};

/// Turned and mirrored as the EXIF orientation says; orientation is 1 afterwards.
Image upright(const Image& image, const std::stop_token& stop);

/// 8 bits a sample, rounded to nearest.
Image to_8_bits(const Image& image, const std::stop_token& stop);

/// Whether a pixel is not fully opaque.
bool has_transparency(const Image& image);

/// Without alpha: what is transparent shows white through, mixed in linear light.
Image over_white(const Image& image, const std::stop_token& stop);

/// Scaled with a Lanczos filter of three lobes. `width` and `height` must not be 0. O(pixels of both ×
/// filter), parallel, deterministic; memory beyond the result is a few rows for each thread. Throws
/// Cancelled.
Image resized(const Image& image, std::uint32_t width, std::uint32_t height, SampleUse use,
              const std::stop_token& stop);

/// The largest size of the same shape with no side above `max_side`; never less than 1 pixel.
struct ImageSize {
  std::uint32_t width = 0, height = 0;
};
ImageSize size_within(ImageSize size, std::uint32_t max_side);

}  // namespace meshgate
