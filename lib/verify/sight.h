#pragma once
// What points of one part see of another part.
#include <cstdint>
#include <stop_token>
#include <vector>

#include "asset/surface_samples.h"
#include "verify/body.h"

namespace meshgate {

/// What a sample of one part sees of another part.
struct Sight {
  bool facing = false;            ///< looks at it within the band
  bool inside = false;            ///< lies in its material
  float distance = 0;             ///< to its surface
  std::uint32_t face = kNoIndex;  ///< of it, the nearest; kNoIndex: none within the band

  [[nodiscard]] bool meets() const { return facing || inside; }
};

/// What samples of `own` see of `other`: they look at it where they are at most `band` (units) away, the
/// normals are more than 120° apart, the way there leads along the normal and none of `between` fills it or
/// is met before. One a sample. O(samples · log). Parallel.
std::vector<Sight> look_at(const Body& own, const SurfaceSamples& samples, const Body& other,
                           const std::vector<const Body*>& between, double band, const std::stop_token& stop);

/// Whether a point with a normal lies on a face of one of the bodies that looks at it, at most `reach`
/// (units) away. Needs prepare_queries().
bool touches(float3 point, double3 normal, const std::vector<const Body*>& bodies, double reach);

/// A box made larger by a length on every side.
Box3 grown(Box3 box, double by);
/// Whether two boxes have a point in common; an empty one has none.
bool meet(const Box3& a, const Box3& b);

}  // namespace meshgate
