#pragma once
// Points spread over a surface in proportion to area: what distances between surfaces are measured at.
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "meshgate/geometry.h"

namespace meshgate {

/// Points on the faces of a mesh. Every sample stands for the same area.
struct SurfaceSamples {
  std::vector<float3> points;
  std::vector<std::uint32_t> faces;  ///< the face that each point lies on; ascending
  double area = 0;                   ///< of the whole surface, square units; 0 when there is none

  [[nodiscard]] double area_each() const {
    return points.empty() ? 0 : area / static_cast<double>(points.size());
  }
};

/// Takes `count` samples by area: the faces laid end to end are cut into `count` equal strata with one sample
/// at a random place of each, so a region of area a gets a / area_each() samples, give or take one or two a
/// run of faces. On a face the place is uniform. Seeded: the same mesh, count and seed give the same samples
/// for any number of threads. Faces with an index out of range, a corner that is not finite or without area
/// get none. O(F + count), parallel. Throws Cancelled.
SurfaceSamples sample_surface(std::span<const float3> positions, std::span<const std::uint32_t> indices,
                              std::size_t count, std::uint64_t seed, const std::stop_token& stop);

}  // namespace meshgate
