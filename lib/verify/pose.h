#pragma once
// How a result has to be moved, turned and scaled to lie on its source.
#include <span>
#include <stop_token>
#include <vector>

#include "meshgate/geometry.h"
#include "verify/closest_set.h"
#include "verify/pose_step.h"
#include "verify/similarity.h"

namespace meshgate {

/// Points with the unit normals of their faces.
struct OrientedPoints {
  std::vector<float3> points;
  std::vector<double3> normals;
  [[nodiscard]] std::size_t size() const { return points.size(); }
};

/// In an order in which neighbours follow each other, so that questions for them are quick. O(n log n).
OrientedPoints along_curve(const OrientedPoints& points, const std::stop_token& stop);

/// What is laid onto what: points of the source onto the surface of the result. In this direction cut faces,
/// which only the result has, do not pull, and what the result lost is a minority that is left out.
struct PoseProblem {
  const OrientedPoints* source = nullptr;
  Box3 source_box;
  const ClosestSet* result = nullptr;
  const OrientedPoints* result_points = nullptr;
  double tolerance = 0;   ///< a distance in the frame of the source
  bool any_turn = false;  ///< look for turns by any angle, too, when those near right angles do not fit
};

/// A pose that maps the source into the frame of the result, and how well that fits.
struct Fit {
  Similarity pose;
  double share = 0;  ///< of the source's points that lie within the tolerance
  double close = 0;  ///< within an eighth of it
  double exact = 0;  ///< within a 32nd of it: the same surface, but for rounding
};

/// Measures a pose without changing it.
Fit measure_pose(const PoseProblem& problem, const Similarity& pose, const std::stop_token& stop);

/// Improves a pose by iterative closest points, point to plane (Chen & Medioni 1992), with what `freedom`
/// leaves to change. Points farther than a limit that follows the nearer half take no part. Stops when
/// nothing moves by more than 1e-8 of the size. What lies off then, as one part that was turned, may have
/// pulled the others aside: a pose that lays more of them exactly onto the target is looked for without it.
Fit refine_pose(const PoseProblem& problem, const Similarity& start, PoseFreedom freedom, int most_steps,
                const std::stop_token& stop);

/// Searches the pose: near the one as it lies when that fits, moved only or moved, turned and scaled; else
/// among the 24 turns by right angles with and without a reflection, each where it is and with the scales and
/// places that bring boxes or centres of area together; the best ones are refined. With any_turn the same
/// from 240 turns spread evenly when none of these explains the most of it, or only a reflection does. What
/// the best pose leaves unexplained is looked for in the poses that the source's own symmetry makes of it: a
/// box with a knob fits nearly as well on its head. Another pose than as it lies is taken only when it fits
/// clearly better and as closely, and so is a reflection; one that lays much more exactly onto the result, or
/// all but single points, is taken first, and what a quarter of lies exactly as it is stays. Parallel,
/// deterministic.
Fit find_pose(const PoseProblem& problem, const std::stop_token& stop);

}  // namespace meshgate
