#pragma once
// Faces of one surface that overlap other faces of it.
#include <cstdint>
#include <stop_token>
#include <vector>

#include "asset/box_tree.h"
#include "asset/surface.h"
#include "core/bit_set.h"

namespace meshgate {

/// A face and the first face that it overlaps.
struct OverlappingPair {
  std::uint32_t face;
  std::uint32_t other;
  bool coplanar;
};

/// Exact: no tolerance, no false pair. Faces that share an edge or a corner count only when they overlap
/// beyond it; touching along the boundary of both never counts. Degenerate faces and faces with the same
/// three corners (duplicate faces) are left out. A face that crosses some faces and lies on others counts in
/// both kinds; where faces meet more than 8 others, in the kinds that were met first.
struct SelfIntersection {
  BitSet crossing;  ///< faces that cross another one
  BitSet coplanar;  ///< faces that overlap another one in its plane
  std::uint64_t crossing_faces = 0;
  std::uint64_t coplanar_faces = 0;
  std::uint64_t faces = 0;                 ///< crossing, coplanar or both
  std::vector<OverlappingPair> witnesses;  ///< of the first kMaxWitnesses faces
  /// There were too many candidates (kMostCandidatesPerItem) and the search was given up: nothing above
  /// holds.
  bool gave_up = false;
};

/// `tree` holds the faces of the surface that have an area. O(F log F) for surfaces whose boxes meet few
/// others. Parallel, the same for any number of threads.
SelfIntersection compute_self_intersection(const Surface& surface, const BoxTree& tree,
                                           const std::stop_token& stop);

}  // namespace meshgate
