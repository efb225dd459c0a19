#pragma once
// Faces of a mesh that use the same part of a texture.
#include <cstdint>
#include <stop_token>
#include <vector>

#include "core/bit_set.h"
#include "meshgate/mesh.h"

namespace meshgate {

struct UvOverlap {
  BitSet faces;              ///< whose UV triangles overlap that of another face
  std::uint64_t count = 0;   ///< of them
  std::uint64_t judged = 0;  ///< faces with finite UVs and an area in UV space
  bool gave_up = false;      ///< too many candidates (kMostCandidatesPerItem): nothing above is complete
};

/// One entry for each UV set. Two faces overlap when the insides of their UV triangles do, as stored: exact,
/// without tolerance, without wrapping, so neighbours that share an edge do not. O(F) when there is no
/// overlap and charts have few edges for their size, O(F log F) else; parallel, the same for any number of
/// threads. Sets that share their data are looked at once.
std::vector<UvOverlap> compute_uv_overlaps(const Mesh& mesh, const std::stop_token& stop);

}  // namespace meshgate
