#pragma once
// Pictures of an input for reports.
#include <cstdint>
#include <stop_token>
#include <string_view>
#include <vector>

#include "asset/facts.h"
#include "meshgate/report.h"
#include "render/canvas.h"

namespace meshgate {

/// For reports: views of a model as WebP with the defects among the findings drawn on it, the last one a
/// close-up of the worst finding that has a place; of a picture a thumbnail and its histogram (SVG). None for
/// a model without a triangle. Budget of 20 million triangles. O(F + pixels) a view. Throws Cancelled.
std::vector<Picture> render_pictures(const AssetFacts& facts, const InputReport& report,
                                     const std::stop_token& stop);

/// For people: one PNG on light ground with `size` pixels a side of a view. `view` is "front", "side", "top",
/// "three-quarter", "defect", "parts" (a colour a mesh), or "sheet" with all but the parts. Empty when there
/// is nothing to see. Throws Cancelled.
std::vector<Picture> render_picture(const AssetFacts& facts, const InputReport& report, std::string_view view,
                                    std::uint32_t size, const std::stop_token& stop);

/// A picture, turned as its EXIF orientation says, at most `side` pixels a side, on transparent ground.
/// Empty when it is not decoded. Floats go through display_image first.
Canvas render_thumbnail(const Image& image, std::uint32_t side);

/// Pixels of render_histogram.
inline constexpr std::uint32_t kHistogramWidth = 480, kHistogramHeight = 200;

/// Histogram of red, green, blue and luminance as SVG. Floats go through display_image first.
std::string render_histogram(const Image& image);

}  // namespace meshgate
