#pragma once
// Where the search for a pose begins.
#include <span>
#include <vector>

#include "verify/pose.h"

namespace meshgate {

/// 240 turns spread evenly over all there are (super-Fibonacci spiral, Alexa 2022), then as many with a
/// reflection: any is within 38° of one of them.
std::vector<Similarity> any_turns();

/// The 24 turns by right angles, then the 24 with a reflection, each with the scales and places that bring
/// boxes or centres of area together, and where it is.
std::vector<Similarity> right_angle_starts(const PoseProblem& problem);

/// Each of any_turns(). Centres of area are brought together, with and without another size.
std::vector<Similarity> any_turn_starts(const PoseProblem& problem);

/// Poses that look like `pose` as far as the source looks like itself: turned by right angles about its
/// centre of area, and by what leads from one of the `others` to another. They all lay most of the source
/// onto the result, so what leads between them maps most of the source onto itself. Each once, `most` at
/// most; those without a reflection first.
std::vector<Similarity> look_alike_starts(const PoseProblem& problem, const Similarity& pose,
                                          std::span<const Similarity> others, std::size_t most);

}  // namespace meshgate
