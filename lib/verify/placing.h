#pragma once
// Bringing a result, or a part of it, to where it belongs before distances are measured.
#include "verify/comparison.h"

namespace meshgate {

/// Finds the pose of the whole result and moves all parts by it, unless it changes next to nothing. Fills
/// pose, pose_changed, pose_shift and pose_share.
void lay_onto_source(Comparison& comparison);

/// Looks for parts that fit a region of the source that nothing covers, somewhere else than they lie, and
/// puts them there. Needs coverage and part surfaces. Returns whether it moved one.
bool place_moved_parts(Comparison& comparison);

}  // namespace meshgate
