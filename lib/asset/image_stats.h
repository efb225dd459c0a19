#pragma once
// One look at the pixels of a picture.
#include <cstdint>
#include <stop_token>

#include "meshgate/image.h"

namespace meshgate {

/// Numbers that tell whether a picture can be used. Luminance and levels are in units of the stored samples
/// scaled to 0…1.
struct ImageStats {
  double mean = 0;       ///< of luminance
  double min = 0;
  double max = 0;
  std::uint32_t levels = 0;  ///< distinct luminance values (8-bit: ≤ 256, 16-bit: ≤ 65 536)
  double sharpness = 0;      ///< see image_stats.cpp
  double foreground_fraction = 1;  ///< share of pixels that differ from the background
  double transparent_fraction = 0;  ///< share of pixels with alpha < 1/255
};

/// O(pixels), parallel, deterministic. The image must be decoded.
ImageStats compute_image_stats(const Image& image, const std::stop_token& stop);

}  // namespace meshgate
