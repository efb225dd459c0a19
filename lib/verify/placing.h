#pragma once
// Bringing a result, or a part of it, to where it belongs before distances are measured.
#include "verify/comparison.h"

namespace meshgate {

/// Finds the pose of the whole result and moves all parts by it, unless it changes next to nothing. Fills
/// pose, pose_changed, pose_shift and pose_share.
void lay_onto_source(Comparison& comparison);

/// The same for a split, then looks for parts that lie elsewhere than they were cut from, each by itself, and
/// puts them there: exchanged, pulled apart, laid out, scaled or mirrored. Fills coverage and part surfaces.
void put_parts_in_place(Comparison& comparison);

}  // namespace meshgate
