#pragma once
// A closed body and a plane: the outlines of the section, and cutting along one of them.
#include <optional>
#include <vector>

#include "sandbox/geometry/body.h"
#include "sandbox/geometry/triangulate.h"

namespace meshgate::sandbox {

/// All points whose coordinate `axis` (0 x, 1 y, 2 z) is `at`; its normal is the axis.
struct Plane {
  int axis = 0;
  float at = 0;
};

inline float along(float3 p, int axis) { return axis == 0 ? p.x : axis == 1 ? p.y : p.z; }
/// Coordinates in the plane, such that u, v and the axis are right-handed.
inline float2 flat(float3 p, int axis) {
  return axis == 0 ? float2{p.y, p.z} : axis == 1 ? float2{p.z, p.x} : float2{p.x, p.y};
}
inline float3 lifted(float2 p, float height, int axis) {
  return axis == 0   ? float3{height, p.x, p.y}
         : axis == 1 ? float3{p.y, height, p.x}
                     : float3{p.x, p.y, height};
}

/// One closed curve of a section.
struct SectionLoop {
  std::vector<std::uint32_t> faces;  ///< that the curve crosses, in order, each once
  Loop2 points;                      ///< counter-clockwise around material
};

/// An area of the section: its border and the borders of its holes.
struct Outline {
  std::vector<SectionLoop> loops;
  double area = 0;
  bool through_made = false;  ///< a loop crosses a face that the sandbox made
};

/// The place nearest to `at` where no position of the body lies exactly on the plane; nothing when there is
/// none within a few steps of float.
std::optional<Plane> clear_plane(const Body& body, int axis, float at);

/// O(F). `twins` are twins_of(body), all of them there.
std::vector<Outline> outlines_at(const Body& body, const std::vector<std::uint32_t>& twins,
                                 const Plane& plane);

/// Which faces come to lie on which side when the body is cut along outlines only.
struct Separation {
  std::vector<std::uint8_t> side;  ///< one a face: 1 below, 2 above, 3 = cut in two, 0 = another piece
  double volume_below = 0, volume_above = 0;  ///< of what is connected to the cut
};

/// Nothing when the body hangs together still. O(F).
std::optional<Separation> separate(const Body& body, const std::vector<std::uint32_t>& twins,
                                   const Plane& plane, const std::vector<const Outline*>& outlines);

/// Two open bodies, with the same points along the cut, bit for bit.
struct Halves {
  Body below, above;
};

/// Pieces that the cut does not touch go with the side that is nearest to them.
Halves cut(const Body& body, const Plane& plane, const Separation& separation);

}  // namespace meshgate::sandbox
