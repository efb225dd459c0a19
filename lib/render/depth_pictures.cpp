#include "render/depth_pictures.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "asset/display_image.h"
#include "core/parallel.h"
#include "render/canvas.h"
#include "render/pictures.h"

namespace meshgate {
namespace {

constexpr std::uint32_t kSide = 480;
constexpr int kQuality = 85;

using Color = std::array<std::uint8_t, 3>;
constexpr Color kNotFinite{255, 0, 255}, kBoth{150, 150, 150}, kNeither{235, 235, 235},
    kOnlySource{214, 40, 40}, kOnlyMap{242, 140, 20};

void set(Canvas& canvas, std::size_t pixel, const Color& color) {
  std::copy(color.begin(), color.end(), &canvas.pixels[4 * pixel]);
  canvas.pixels[4 * pixel + 3] = 255;
}

Picture encoded(std::string name, std::string caption, const Canvas& canvas) {
  return {std::move(name), std::move(caption), "image/webp",
          canvas.width,    canvas.height,      webp_of(canvas, kQuality)};
}

// The range that the colours are spread over: that of the finite values.
Canvas false_colors(const DepthComparison& comparison) {
  const Grid& grid = comparison.grid;
  const double low = comparison.stats.min, span = comparison.stats.max - comparison.stats.min;
  Canvas canvas(grid.width, grid.height);
  for (std::size_t i = 0; i < grid.values.size(); ++i) {
    const auto value = static_cast<double>(grid.values[i]);
    set(canvas, i, std::isfinite(value) ? depth_color(span > 0 ? (value - low) / span : 0) : kNotFinite);
  }
  return canvas;
}

Canvas mask_difference(const DepthComparison& comparison) {
  Canvas canvas(comparison.foreground.width, comparison.foreground.height);
  for (std::size_t i = 0; i < comparison.foreground.set.size(); ++i) {
    const bool source = comparison.subject.mask.set[i] != 0, map = comparison.foreground.set[i] != 0;
    set(canvas, i, source && map ? kBoth : source ? kOnlySource : map ? kOnlyMap : kNeither);
  }
  return canvas;
}

}  // namespace

std::array<std::uint8_t, 3> depth_color(double value) {
  // Even steps of lightness from a dark blue over green to a light yellow; straight lines between them.
  constexpr std::array<std::array<double, 3>, 5> kStops{
      {{40, 10, 80}, {45, 75, 140}, {30, 135, 140}, {95, 195, 100}, {250, 230, 60}}};
  const double at = std::clamp(value, 0.0, 1.0) * (kStops.size() - 1);
  const auto first = std::min(static_cast<std::size_t>(at), kStops.size() - 2);
  const double share = at - static_cast<double>(first);
  Color color{};
  for (std::size_t c = 0; c < 3; ++c) {
    const double mixed = kStops.at(first).at(c) * (1 - share) + kStops.at(first + 1).at(c) * share;
    color.at(c) = static_cast<std::uint8_t>(mixed + 0.5);
  }
  return color;
}

std::vector<Picture> render_depth_pictures(const DepthComparison& comparison, const std::stop_token& stop) {
  std::vector<Picture> pictures;
  const Image& source = *comparison.source_asset->image;
  pictures.push_back(
      encoded("source", "the source picture, upright", render_thumbnail(display_image(source), kSide)));
  if (stop.stop_requested()) throw Cancelled{};
  if (!comparison.has_map) return pictures;
  const DepthStats& stats = comparison.stats;
  pictures.push_back(
      encoded("depth",
              fmt::format("the depth map in false colours, dark {:.4g} to light {:.4g}{}", stats.min,
                          stats.max, stats.non_finite > 0 ? "; NaN and infinite values magenta" : ""),
              false_colors(comparison)));
  if (comparison.subject.source != MaskSource::kNone && comparison.background_known) {
    pictures.push_back(
        encoded("mask-difference",
                fmt::format("grey: subject in both; red: only in the picture; orange: only in the map; "
                            "overlap over union {:.3f}",
                            comparison.iou),
                mask_difference(comparison)));
  }
  return pictures;
}

}  // namespace meshgate
