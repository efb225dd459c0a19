#pragma once
// Turns of a part that its round skin leaves open.
#include <optional>
#include <stop_token>
#include <vector>

#include "verify/body.h"
#include "verify/pose.h"

namespace meshgate {

/// A part whose skin lies on the source, and what the source wants from it.
struct SpinProblem {
  const Body* part = nullptr;
  const Body* source = nullptr;
  const OrientedPoints* points = nullptr;  ///< of the part
  const OrientedPoints* wanted = nullptr;  ///< of the source, where no other part lies
  double wanted_area = 0;                  ///< of the wanted points together, square units
  std::vector<const Body*> others;         ///< parts that lie right
  const OrientedPoints* facing = nullptr;  ///< of the others, about the place of the part
  double facing_area = 0;                  ///< of the facing points together, square units
  Similarity before;                       ///< what brought the part to where it is now; without a reflection
  double reach = 0;                        ///< units from which on a distance is no longer worse
};

/// What fits may be round, as a head on a neck, and then fits in any turn about the point where the normals
/// meet. Looks for the turn about it under which least of the part is outside of the source or inside of
/// another part, and least of the source is left bare: by smaller and smaller steps (pattern search) from
/// `pose` and from the best of turns by any angle. What is round about an axis as well is turned as little as
/// it can be. Nothing when no turn is clearly better than `pose`. What it returns is to be followed by
/// fit_skin. Needs prepare_queries() of both bodies. Up to about 2 000 poses are tried, each
/// with some hundred points that a turn moves; the starts in parallel.
std::optional<Similarity> spun_pose(const SpinProblem& problem, const Similarity& pose,
                                    const std::stop_token& stop);

}  // namespace meshgate
