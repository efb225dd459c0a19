#pragma once
// Where on a surface a piece of it may have come from, from anywhere: pairs of points vote.
#include <cstddef>
#include <stop_token>
#include <vector>

#include "verify/pose.h"

namespace meshgate {

/// Rigid moves that may bring `piece` onto `place`, best first, at most `most` and none twice. Pairs of
/// oriented points that look alike (distance and three angles) vote for the turn and the point that they
/// share, one table of votes for each of some points of the place (point pair features: Drost, Ulrich, Navab
/// & Ilic 2010). What of the piece is not on the place, as its cut faces, votes for nothing in common. As
/// right as the points are apart: to be refined. `diagonal` is that of the piece. O(points of the place · a
/// bounded number). Parallel, deterministic.
std::vector<Similarity> vote_for_poses(const OrientedPoints& piece, double diagonal,
                                       const OrientedPoints& place, std::size_t most,
                                       const std::stop_token& stop);

}  // namespace meshgate
