#pragma once
// A part among the others: where the gaps between them are even.
#include <stop_token>
#include <vector>

#include "verify/body.h"
#include "verify/pose.h"

namespace meshgate {

/// A part to be put between others.
struct Seat {
  const OrientedPoints* points = nullptr;  ///< of the part, skin and cut faces
  Box3 box;                                ///< of the part
  const Body* source = nullptr;
  std::vector<const Body*> others;  ///< the parts that lie about it
  double reach = 0;                 ///< how far it may be off, units
};

/// What a round skin leaves open, as a turn about its axis or a way along it, is where the gaps to the other
/// parts are even: iterative closest points, point to plane, of the skin to the source and of the rest to the
/// other parts, where normals look at each other, from `reach` on. Rigid: the scale is that of `start`. Its
/// end is to be followed by fit_skin, which takes what uneven gaps pulled aside back where the skin holds.
/// Needs prepare_queries() of all bodies. At most 60 · points · others searches.
Similarity seat_part(const Seat& seat, const Similarity& start, const std::stop_token& stop);

}  // namespace meshgate
