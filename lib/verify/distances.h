#pragma once
// Distances at samples as numbers, and places where they are large as regions.
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "meshgate/geometry.h"

namespace meshgate {

/// Of distances at samples that stand for equal areas. All 0 when there is none.
struct DistanceStats {
  std::uint64_t samples = 0;
  double mean = 0, rms = 0, p50 = 0, p95 = 0, p99 = 0, max = 0;
  double min = 0, p5 = 0;
};
DistanceStats summarize(std::vector<float> distances);

/// Half width of the 95 % confidence interval of a share found at `samples` random places (Wilson 1927); for
/// stratified samples an upper bound.
double share_margin_95(double share, std::uint64_t samples);

/// Samples that lie together.
struct Region {
  std::uint64_t samples = 0;
  double area = 0;  ///< square units
  float3 centre;    ///< mean of the samples
  Box3 box;
  std::vector<std::uint32_t> members;  ///< numbers of the samples, ascending
};

/// Groups the chosen samples: two belong together when a chain of them with steps up to about `reach`
/// connects them. Largest first. O(n log n), deterministic.
std::vector<Region> find_regions(std::span<const float3> points, std::span<const std::uint32_t> chosen,
                                 double area_each, double reach);

}  // namespace meshgate
