#pragma once
// Triangles with a small angle, by a threshold of the caller's.
#include <stop_token>

#include "asset/finding_sink.h"
#include "meshgate/mesh.h"

namespace meshgate {

struct SliverScan {
  Tally slivers;            ///< faces with an area and an angle below the threshold
  double worst_aspect = 0;  ///< longest edge over smallest height, of these
};

/// O(F), parallel, deterministic. Ask FaceScan::smallest_sine2 first: mostly there is nothing to look for.
SliverScan compute_sliver_scan(const Mesh& mesh, double sine2_limit, const std::stop_token& stop);

}  // namespace meshgate
