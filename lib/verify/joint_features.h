#pragma once
// What stands out of a cut or sinks into it, each thing by itself: one cut may hold several joints.
#include <vector>

#include "verify/joint_sides.h"
#include "verify/joints.h"

namespace meshgate {

/// A ball, tongue or pin at one place, with what receives it.
struct JointFeature {
  Joint joint;       ///< as the points that were given show it; `male` is 0 or 1, a and b are not set
  Box3 box;          ///< of its points and a little more
  JointFaces faces;  ///< that it may be made of, in and out of the box
  CutPlanes cuts;    ///< the last plane of each side is the one that it stands on
};

/// Takes the cut faces away from where two parts meet, and keeps of what is left what is a joint: first the
/// pieces that hang together in the mesh, each with what it stands in; then what else lies together. The cut
/// face of two planes back to back is the one whose points are spread most: it lies around what stands on it.
/// What is no joint by itself is tried together (the flanks of a tongue), then as another cut face (of a
/// step). `faces` are those that touch the place, `sides` points on all of them. Largest first of each kind;
/// at most 64.
std::vector<JointFeature> find_features(const JointPlace& place, const JointFaces& faces,
                                        const JointSides& sides);

}  // namespace meshgate
