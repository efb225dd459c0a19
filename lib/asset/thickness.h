#pragma once
// How thick the walls of a surface are.
#include <cstdint>
#include <stop_token>
#include <vector>

#include "asset/box_tree.h"
#include "asset/surface.h"

namespace meshgate {

/// Where a ray from the middle of a face, against its normal, leaves the surface.
struct WallSample {
  std::uint32_t face;
  double thickness;  ///< in units of the mesh; infinite when nothing is behind the face
};

/// Faces measured at most; of more, every n-th is.
inline constexpr std::size_t kMostWallSamples = 200'000;

/// One sample for each measured face, in face order. Only faces that look the other way stop the ray. Double
/// precision. O(n log F), parallel, deterministic.
std::vector<WallSample> compute_wall_samples(const Surface& surface, const BoxTree& faces,
                                             const std::stop_token& stop);

}  // namespace meshgate
