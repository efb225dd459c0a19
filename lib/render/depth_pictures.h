#pragma once
// Pictures of a depth map beside its source, for reports.
#include <stop_token>
#include <vector>

#include "meshgate/report.h"
#include "verify/depth.h"

namespace meshgate {

/// The source upright, the map in false colours, and where subject and foreground differ, as WebP. Only what
/// could be measured. O(pixels of the working grid).
std::vector<Picture> render_depth_pictures(const DepthComparison& comparison, const std::stop_token& stop);

/// A colour for 0…1: dark blue, green, yellow; lightness grows all the way, so that it can be read without
/// colours.
std::array<std::uint8_t, 3> depth_color(double value);

}  // namespace meshgate
