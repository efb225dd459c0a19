#pragma once
// Pictures of an input for reports.
#include <cstdint>
#include <vector>

#include "asset/facts.h"
#include "meshgate/report.h"
#include "render/canvas.h"

namespace meshgate {

/// For reports: views of a model as WebP with the defects among the findings drawn on it, the last one a
/// close-up of the worst finding that has a place; of a picture a thumbnail and its histogram (SVG). None for
/// a model without a triangle. Budget of 20 million triangles. O(F + pixels) a view.
std::vector<Picture> render_pictures(const AssetFacts& facts, const InputReport& report);

/// For people: the same views as PNG on light ground, `size` pixels a side, and first a "sheet" with all of
/// them.
std::vector<Picture> render_sheet(const AssetFacts& facts, const InputReport& report, std::uint32_t size);

/// A picture, turned as its EXIF orientation says, at most `side` pixels a side, on transparent ground.
/// Empty when it is not decoded.
Canvas render_thumbnail(const Image& image, std::uint32_t side);

/// Pixels of render_histogram.
inline constexpr std::uint32_t kHistogramWidth = 480, kHistogramHeight = 200;

/// Histogram of red, green, blue and luminance as SVG.
std::string render_histogram(const Image& image);

}  // namespace meshgate
