#pragma once
// One step of iterative closest points, point to plane.
#include <optional>
#include <span>

#include "verify/similarity.h"

namespace meshgate {

/// A point, where it should go, and the unit normal along which that counts.
struct PointPair {
  double3 point, target, normal;
};

/// What a step may change.
enum class PoseFreedom {
  kMoves,       ///< the place
  kRigid,       ///< place and turn
  kSimilarity,  ///< and the scale
};

/// About which point, and in units of what size, so that turning, scaling and moving weigh alike.
struct StepFrame {
  double3 centre;
  double size = 1;
  PoseFreedom freedom = PoseFreedom::kSimilarity;
};

/// A change of pose, and its size: of turn and scale in radians and shares, of place in sizes of the frame.
struct PoseStep {
  Similarity change;
  double size = 0;
};

/// A step of Gauss and Newton on the distances along the normals (Chen & Medioni 1992). Nothing when no pair
/// holds anything.
std::optional<PoseStep> step_towards(std::span<const PointPair> pairs, const StepFrame& frame);

}  // namespace meshgate
