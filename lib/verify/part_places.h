#pragma once
// Parts that came back elsewhere than they were cut from: exchanged, pulled apart, laid out side by side.
#include "verify/comparison.h"

namespace meshgate {

/// Looks for the place of each part that may lie wrong by matching it with what of the source nothing covers:
/// its skin has to coincide there under a rigid move, or exactly under a reflection where no move does, and
/// the rest of it to lie inside of the source and of no other part. A skin that is round is turned until it
/// does. The part that covers most goes first, so that a body which only resembles the source somewhere finds
/// that place taken. Puts them there. Needs coverage and part surfaces, which are those of before afterwards.
/// Returns whether it moved one.
bool place_parts_by_skin(Comparison& comparison);

}  // namespace meshgate
