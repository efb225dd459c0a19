#pragma once
// Which parts were cut from one body of the source, so that they have to hold together.
#include <cstdint>
#include <vector>

#include "verify/comparison.h"

namespace meshgate {

/// One number a part: parts with the same number share a body of the source. Each sample of the source
/// belongs to the part that is nearest, also where something is missing in between; parts share a connected
/// piece of the source when each has samples on it of at least `smallest` in area (square units). Parts that
/// lie inside of the source go with the largest part. Needs coverage and the assembly's groups, which stay
/// whole. O(faces of the source + samples); nothing is computed when there is one group.
std::vector<std::uint32_t> measure_source_bodies(const Comparison& comparison, double smallest);

/// Connected pieces of the source, larger than some tolerances, of whose surface nothing lies on the result,
/// however small a share of the whole they are; what lies inside of another piece may have been united with
/// it. Fills source_pieces and lost_bodies. O(faces of the source + pieces · log).
void find_lost_bodies(Comparison& comparison);

}  // namespace meshgate
