#pragma once
// What a joint is, by the shapes of the two sides that meet in it.
#include <optional>

#include "verify/joint_features.h"

namespace meshgate {

/// Recognises what stands on a cut, from the points of both sides that are not on the cut faces; `male` of
/// the answer is 0 or 1, a and b are not set. Nothing when it is no joint: a step or a bend of the cut.
///
/// Ball: most points of the male side lie on a sphere with their normals outwards, and these normals do not
/// lie on a circle as those of a cylinder or cone do; socket: a sphere with inward normals about the same
/// centre on the other side. Dovetail: planes that look back at the cut face (undercut, by 3° or more) from
/// two opposite sides. Pin: everything else that stands out of the cut face with steep walls all around.
std::optional<Joint> classify_feature(const JointSides& sides, const CutPlanes& cuts);

/// The joint of a cut on which nothing stands.
Joint plane_joint(const JointSides& sides);

}  // namespace meshgate
