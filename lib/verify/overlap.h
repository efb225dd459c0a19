#pragma once
// How two parts share space.
#include <cstdint>
#include <optional>
#include <stop_token>

#include "asset/surface_samples.h"
#include "verify/body.h"

namespace meshgate {

/// What two bodies have in common. Touching is nothing: faces that lie on each other have depth 0.
struct Overlap {
  bool crossing = false;  ///< exact: some triangle of one crosses a triangle of the other
  double depth = 0;       ///< largest distance from a point of one inside the other to the other's surface
  float3 deepest;         ///< where
  double volume = 0;      ///< cubic units; 0 when one of them has no inside
  double volume_margin_95 = 0;        ///< of the volume, from the spread of the rays
  double a_inside = 0, b_inside = 0;  ///< share of the area of one that is inside the other
  std::uint64_t samples = 0;          ///< points that were tested
};

/// Boxes apart: nothing. Else triangle against triangle exactly, then points of both surfaces (corners and
/// samples) inside the other one, then rays through the common box for the volume, so many a side. Parallel,
/// deterministic.
inline constexpr std::size_t kMostRaysASide = 128;
Overlap measure_overlap(const Body& a, const SurfaceSamples& a_samples, const Body& b,
                        const SurfaceSamples& b_samples, const std::stop_token& stop,
                        std::size_t rays_a_side = kMostRaysASide);

/// Exact: whether a triangle of one crosses a triangle of the other (not in one plane). Nothing when there
/// are too many candidates to say.
std::optional<bool> surfaces_cross(const Body& a, const Body& b, const std::stop_token& stop);

}  // namespace meshgate
