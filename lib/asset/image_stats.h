#pragma once
// One look at the pixels of a picture.
#include <cstdint>
#include <stop_token>

#include "meshgate/image.h"

namespace meshgate {

/// Numbers that tell whether a picture can be used. Luminance is 0.21 R + 0.71 G + 0.07 B of the stored
/// samples, scaled to 0…1 (floats as display_image shows them). Pixels with alpha below 1/255 are invisible:
/// they do not count in mean, min, max and levels.
struct ImageStats {
  double mean = 0;  ///< of luminance
  double min = 0;
  double max = 0;
  std::uint32_t levels =
      0;  ///< distinct luminance values (8-bit: ≤ 256, 16-bit: ≤ 65 536); 0 = nothing visible
  /// 0 (no steep edge at all) to 1 (all edges within one pixel), of the picture scaled to at most 1024 pixels
  /// a side; about 0.2 for edges as wide as a Gaussian of 3 pixels. Does not depend on contrast, size or on
  /// how much of the picture has edges.
  double sharpness = 0;
  /// Share of pixels with alpha ≥ 1/2 when some are below, otherwise share that differs from the median
  /// colour of the border by more than 0.08 in a channel.
  double foreground_fraction = 1;
  double transparent_fraction = 0;  ///< share of pixels with alpha < 1/255
};

/// O(pixels), parallel, deterministic. The image must be decoded.
ImageStats compute_image_stats(const Image& image, const std::stop_token& stop);

}  // namespace meshgate
