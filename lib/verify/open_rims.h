#pragma once
// Where a part is open, and whether its source is open there as well.
#include <cstdint>
#include <stop_token>

#include "verify/body.h"

namespace meshgate {

/// Open edges of a part, in chains that hang together.
struct OpenRims {
  std::uint64_t edges = 0, chains = 0;
  std::uint64_t new_edges = 0, new_chains = 0;  ///< that the source does not explain
  double length = 0;                            ///< of all of them, units
};

/// Looks at the rims of a part in the frame of its source. The source explains a chain when one of its edges
/// lies on an open edge of the source, within `tolerance` (units): a cut through a single layer runs from rim
/// to rim. So it does where the source has no inside on the chain, as in the middle of a cloth. A cut through
/// a body that nothing closed is new. Beyond 200 000 open edges only their numbers are compared.
/// O(edges · log), parallel.
OpenRims measure_open_rims(const Body& source, const Body& part, double tolerance,
                           const std::stop_token& stop);

/// Marks the part as a sheet when the source explains all of its rims and they are long, against its area:
/// clothes and leaves, not a body with holes.
void mark_sheet(const Body& source, Body& part, double tolerance, const std::stop_token& stop);

}  // namespace meshgate
