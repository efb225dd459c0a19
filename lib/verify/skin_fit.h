#pragma once
// How a part has to move so that its skin, what it has of the source's surface, lies exactly on it.
#include <cstddef>
#include <stop_token>

#include "verify/body.h"
#include "verify/pose.h"

namespace meshgate {

/// Where a part belongs, as its skin tells.
struct SkinFit {
  Similarity pose;         ///< rigid: from where the part lies
  std::size_t points = 0;  ///< that lie on the source then, with the same side out
  double before = 0;       ///< root mean square of their distances along the normals at the start, units
  double after = 0;        ///< the same at the end
};

/// Follows points of a part from a start onto the source by a rigid move: iterative closest points where
/// normals agree, from `reach` (units) down to `tolerance`, so that cut faces, which the source has not, do
/// not pull. Needs source.prepare_queries(). O(most_steps · points · log).
SkinFit fit_skin(const OrientedPoints& part, const Body& source, const Similarity& start, double reach,
                 double tolerance, int most_steps, const std::stop_token& stop);

}  // namespace meshgate
