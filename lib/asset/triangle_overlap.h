#pragma once
// Whether two triangles of a surface really overlap, decided exactly.
#include <array>

#include "meshgate/geometry.h"

namespace meshgate {

enum class TriangleOverlap {
  kNone,      ///< apart, or they touch only where both have their boundary
  kCrossing,  ///< not in one plane, and one has a point of the other inside
  kCoplanar,  ///< in one plane, and their interiors overlap
};

using Triangle = std::array<float3, 3>;
using FlatTriangle = std::array<float2, 3>;

/// Whether the insides of two triangles in the plane overlap. Exact. Neither may be degenerate; the sense in
/// which they turn does not matter.
bool flat_overlap(FlatTriangle s, FlatTriangle t);
/// The same for two that turn counter-clockwise.
bool flat_overlap_turned(const FlatTriangle& s, const FlatTriangle& t);

/// Two triangles without a common corner (positions may still be anywhere). Neither may be degenerate.
///
/// Exact. Interval test of Guigue & Devillers 2003 ("Fast and Robust Triangle–Triangle Overlap Test Using
/// Orientation Predicates"), tightened so that touching where both have their boundary is no overlap.
TriangleOverlap overlap_of(const Triangle& s, const Triangle& t);

/// Two triangles that share the corner s[0] == t[0] and no other.
TriangleOverlap overlap_at_corner(const Triangle& s, const Triangle& t);

/// Two triangles that share the edge s[0]–s[1] == t[0]–t[1]: they overlap only when folded onto each other.
TriangleOverlap overlap_at_edge(const Triangle& s, const Triangle& t);

}  // namespace meshgate
