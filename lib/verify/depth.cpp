#include "verify/depth.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::uint32_t kWorkingSide = 512;
constexpr double kUniformBorder = 0.5;  // less of the border has one value: there is no background
constexpr double kEdgesFit = 0.75;      // a higher score: no other orientation is looked at
constexpr double kMargin = 0.03;        // of the long side, around the subject: its outline is soft

double percentile(std::vector<float>& values, double share) {
  const auto at = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1) + 0.5);
  std::nth_element(values.begin(), values.begin() + at, values.end());
  return static_cast<double>(values[static_cast<std::size_t>(at)]);
}

void count_levels(const std::vector<float>& values, DepthStats& stats) {
  std::unordered_set<float> seen;
  for (const float value : values) {
    if (!std::isfinite(value)) continue;
    seen.insert(value == 0 ? 0.0F : value);
    if (seen.size() >= DepthStats::kMaxLevels) break;
  }
  stats.levels = seen.size();
  if (stats.levels >= DepthStats::kMaxLevels || stats.max <= stats.min) return;
  std::vector<float> sorted(seen.begin(), seen.end());
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    stats.largest_gap =
        std::max(stats.largest_gap, static_cast<double>(sorted[i] - sorted[i - 1]) / (stats.max - stats.min));
  }
}

DepthStats measure_values(const std::vector<float>& values, std::uint32_t width) {
  DepthStats stats;
  stats.pixels = values.size();
  double sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto value = static_cast<double>(values[i]);
    if (!std::isfinite(value)) {
      if (stats.non_finite++ == 0) {
        stats.first_x = static_cast<std::uint32_t>(i % width);
        stats.first_y = static_cast<std::uint32_t>(i / width);
      }
      continue;
    }
    if (stats.finite++ == 0) stats.min = stats.max = value;
    stats.min = std::min(stats.min, value);
    stats.max = std::max(stats.max, value);
    sum += value;
  }
  if (stats.finite > 0) stats.mean = sum / static_cast<double>(stats.finite);
  // Maps are stored in 0…1, whether they use it or not; others have a range of their own.
  stats.range = stats.min >= 0 && stats.max <= 1 ? 1 : stats.max - stats.min;
  count_levels(values, stats);
  return stats;
}

// Of the grid: of the subject where the background is gone, since it would take a percentile for itself.
void measure_percentiles(DepthComparison& comparison) {
  std::vector<float> values;
  const bool subject_only = comparison.background_known && comparison.foreground.count() > 0;
  for (std::size_t i = 0; i < comparison.grid.values.size(); ++i) {
    const float value = comparison.grid.values[i];
    if (std::isfinite(value) && (!subject_only || comparison.foreground.set[i] != 0)) values.push_back(value);
  }
  if (values.empty()) return;
  comparison.stats.p1 = percentile(values, 0.01);
  comparison.stats.p99 = percentile(values, 0.99);
}

void measure_channels(const Image& image, DepthComparison& comparison) {
  if (image.pixel_channels < 3) return;
  const auto spread_of = [&](const auto& samples) {
    double spread = 0, low = 0, high = 0;
    for (std::size_t i = 0; i + 2 < samples.size(); i += image.pixel_channels) {
      const auto r = static_cast<double>(samples[i]), g = static_cast<double>(samples[i + 1]),
                 b = static_cast<double>(samples[i + 2]);
      if (!std::isfinite(r + g + b)) continue;
      spread = std::max({spread, std::abs(r - g), std::abs(g - b)});
      low = std::min({low, r, g, b});
      high = std::max({high, r, g, b});
    }
    return high > low ? spread / (high - low) : 0.0;
  };
  comparison.channel_spread = !image.pixels8.empty()    ? spread_of(image.pixels8)
                              : !image.pixels16.empty() ? spread_of(image.pixels16)
                                                        : spread_of(image.pixels32f);
  comparison.is_colored = comparison.channel_spread > comparison.options.color_tolerance;
}

bool is_background(const DepthComparison& comparison, float value) {
  return std::abs(static_cast<double>(value) - comparison.background) <=
         comparison.options.background_tolerance * comparison.span;
}

void measure_span(DepthComparison& comparison) {
  std::vector<float> values;
  for (const float value : comparison.grid.values) {
    if (std::isfinite(value)) values.push_back(value);
  }
  if (!values.empty()) comparison.span = percentile(values, 0.999) - percentile(values, 0.001);
  // A subject of a few pixels is an outlier too, then.
  if (comparison.span <= 0) comparison.span = comparison.stats.max - comparison.stats.min;
}

// The value that most of the map's border has, where the subject does not reach it.
void find_background(DepthComparison& comparison) {
  const Grid& grid = comparison.grid;
  std::vector<float> border;
  const auto add = [&](std::uint32_t x, std::uint32_t y) {
    const bool inside = comparison.subject.source != MaskSource::kNone && comparison.subject.mask.at(x, y);
    if (!inside && std::isfinite(grid.at(x, y))) border.push_back(grid.at(x, y));
  };
  for (std::uint32_t x = 0; x < grid.width; ++x) {
    add(x, 0);
    add(x, grid.height - 1);
  }
  for (std::uint32_t y = 1; y + 1 < grid.height; ++y) {
    add(0, y);
    add(grid.width - 1, y);
  }
  if (border.empty()) return;
  comparison.background = percentile(border, 0.5);
  const auto other =
      std::count_if(border.begin(), border.end(), [&](float v) { return !is_background(comparison, v); });
  comparison.border_varying = static_cast<double>(other) / static_cast<double>(border.size());
  comparison.background_known = comparison.border_varying < kUniformBorder;
  comparison.foreground = {grid.width, grid.height, std::vector<std::uint8_t>(grid.values.size(), 0)};
  for (std::size_t i = 0; i < grid.values.size(); ++i)
    comparison.foreground.set[i] =
        std::isfinite(grid.values[i]) && !is_background(comparison, grid.values[i]) ? 1 : 0;
}

void measure_outside(DepthComparison& comparison) {
  if (comparison.subject.source == MaskSource::kNone || !comparison.background_known) return;
  const Mask& subject = comparison.subject.mask;
  const auto margin = static_cast<std::uint32_t>(kMargin * std::max(subject.width, subject.height) + 0.5);
  const Mask around = dilated(subject, margin);
  std::size_t outside = 0, varying = 0;
  for (std::size_t i = 0; i < around.set.size(); ++i) {
    if (around.set[i] != 0) continue;
    ++outside;
    varying += comparison.foreground.set[i];
  }
  if (outside > 0) comparison.outside_varying = static_cast<double>(varying) / static_cast<double>(outside);
}

// Inside of the subject, away from its outline, which the comparison of masks looks at.
Mask inner_region(const DepthComparison& comparison) {
  if (comparison.subject.source == MaskSource::kNone) return {};
  const std::uint32_t margin = comparison.options.edge_reach + 2;
  const Mask outer = dilated(inverted(comparison.subject.mask), margin);
  return inverted(outer);
}

void compare_edges(const SourceGrid& grid, DepthComparison& comparison) {
  const Mask region = inner_region(comparison);
  const auto measure = [&](std::uint32_t orientation) {
    return compare_depth_edges(grid, comparison.grid, comparison.span, region, comparison.options,
                               orientation);
  };
  comparison.edges = measure(1);
  if (!comparison.edges || comparison.edges->score() > kEdgesFit) return;
  for (std::uint32_t orientation = 2; orientation <= kOrientations; ++orientation) {
    const std::optional<DepthEdges> turned = measure(orientation);
    if (!turned || (comparison.turned_edges && turned->score() <= comparison.turned_edges->score())) continue;
    comparison.turned_edges = turned;
    comparison.edges_orientation = orientation;
  }
}

}  // namespace

DepthComparison compare_depth(const Asset& source, const Asset* map, std::string problem,
                              const DepthOptions& options) {
  DepthComparison comparison;
  comparison.options = options;
  comparison.source_asset = &source;
  comparison.map_asset = map;
  comparison.problem = std::move(problem);
  const Image& picture = *source.image;
  const auto [width, height] = upright_size(picture);
  comparison.source_width = width;
  comparison.source_height = height;
  if (map == nullptr || !map->image || !map->image->decoded()) return comparison;
  comparison.has_map = true;
  const Image& image = *map->image;
  measure_channels(image, comparison);
  const std::vector<float> values = depth_values(image);
  comparison.stats = measure_values(values, image.width);
  if (options.stop.stop_requested()) throw Cancelled{};

  const SourceGrid grid = sample_source(picture, kWorkingSide);
  comparison.subject = find_subject(grid);
  comparison.grid = sample_depth(values, image.width, image.height, grid.width, grid.height);
  measure_span(comparison);
  find_background(comparison);
  compare_outlines(grid, comparison);
  measure_outside(comparison);
  measure_percentiles(comparison);
  if (options.stop.stop_requested()) throw Cancelled{};
  compare_edges(grid, comparison);
  return comparison;
}

}  // namespace meshgate
