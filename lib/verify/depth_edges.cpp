#include <cmath>

#include "verify/depth.h"

namespace meshgate {
namespace {

constexpr double kCrowded = 0.6;        // more of the picture near an edge: every place would fit
constexpr std::uint64_t kFewest = 200;  // fewer edge pixels say nothing
constexpr float kImageStep = 0.06F;     // of a colour channel between neighbours

template <class Differs>
Mask edges_of(std::uint32_t width, std::uint32_t height, Differs differs) {
  Mask mask{width, height, std::vector<std::uint8_t>(std::size_t{width} * height, 0)};
  for (std::uint32_t y = 0; y < height; ++y) {
    for (std::uint32_t x = 0; x < width; ++x) {
      const std::size_t i = std::size_t{y} * width + x;
      if ((x + 1 < width && differs(i, i + 1)) || (y + 1 < height && differs(i, i + width))) mask.set[i] = 1;
    }
  }
  return mask;
}

}  // namespace

std::optional<DepthEdges> compare_depth_edges(const SourceGrid& source, const Grid& depth, double range,
                                              const Mask& region, const DepthOptions& options,
                                              std::uint32_t orientation) {
  if (!(range > 0)) return std::nullopt;
  const auto step = static_cast<float>(range * options.edge_step);
  const Mask as_it_lies = edges_of(depth.width, depth.height, [&](std::size_t a, std::size_t b) {
    return std::abs(depth.values[a] - depth.values[b]) > step;
  });
  const Mask of_map =
      orientation == 1 ? as_it_lies : upright(as_it_lies, orientation, source.width, source.height);
  const Mask of_image = edges_of(source.width, source.height, [&](std::size_t a, std::size_t b) {
    return color_distance(source.colors[a], source.colors[b]) > kImageStep;
  });
  const Mask near = dilated(of_image, options.edge_reach);
  DepthEdges result;
  std::uint64_t hits = 0, places = 0, crowded = 0;
  for (std::size_t i = 0; i < near.set.size(); ++i) {
    if (!region.set.empty() && region.set[i] == 0) continue;
    ++places;
    crowded += near.set[i];
    if (of_map.set[i] == 0) continue;
    ++result.edges;
    hits += near.set[i];
  }
  if (result.edges < kFewest || places == 0) return std::nullopt;
  result.by_chance = static_cast<double>(crowded) / static_cast<double>(places);
  if (result.by_chance > kCrowded) return std::nullopt;
  result.on_image_edges = static_cast<double>(hits) / static_cast<double>(result.edges);
  return result;
}

}  // namespace meshgate
