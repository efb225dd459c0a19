#pragma once
// What hangs together beside a cut: a ball, tongue or pin by the mesh, with what it stands in.
#include <vector>

#include "verify/joint_sides.h"

namespace meshgate {

/// Faces of both parts that may be one joint.
struct JointPiece {
  JointFaces faces;  ///< ascending
  JointSides sides;  ///< points on them
};

/// Cuts the faces that are not in the planes of the cut into connected pieces (by welded corners), and puts
/// each together with the piece of the other part that looks back at it: a pin and its hole. Each has some
/// hundred points whatever its size: its own samples when `seen` has fewer on it. A piece that hardly meets
/// the other part, as the skin, is none, but its faces around another piece count as what that one looks at:
/// the wall of a hole right through the part. Largest first; at most 64 pieces a side.
/// O(faces · log + pieces · log).
std::vector<JointPiece> find_pieces(const JointPlace& place, const JointFaces& faces, const JointSides& seen,
                                    const CutPlanes& cuts);

}  // namespace meshgate
