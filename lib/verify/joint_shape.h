#pragma once
// What a joint is, by the shapes of the two sides that meet in it.
#include <vector>

#include "verify/fits.h"
#include "verify/joints.h"

namespace meshgate {

/// The points of one part that face the other part, or are inside of it, at one place.
struct JointSide {
  const Body* body = nullptr;
  std::vector<SurfacePoint> points;
  std::vector<std::uint32_t> faces;  ///< of the body, one a point
  std::vector<float> gaps;           ///< to the other part, negative inside of it; one a point
  double area_each = 0;
};

/// Recognises the joint between side 0 and side 1; `male` of the answer is 0 or 1, a and b are not set.
///
/// Ball: points of one side on a sphere with outward normals over more than a third of it; socket: a sphere
/// with inward normals around the same centre on the other side. Dovetail: planes beside the cut plane that
/// look back at it (undercut, by 3° or more) from two sides. Peg: other faces that stand out of the cut
/// plane.
Joint classify_joint(const JointSide& zero, const JointSide& one);

}  // namespace meshgate
