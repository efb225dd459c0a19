#include "asset/triangle_overlap.h"

#include <utility>

#include "asset/predicates.h"

namespace meshgate {
namespace {

using Sides = std::array<int, 3>;

// Corners of `s` against the plane of `t`.
Sides sides_of(const Triangle& s, const Triangle& t) {
  return {orient3d(t[0], t[1], t[2], s[0]), orient3d(t[0], t[1], t[2], s[1]),
          orient3d(t[0], t[1], t[2], s[2])};
}

bool on_one_side(const Sides& sides) {
  return (sides[0] > 0 && sides[1] > 0 && sides[2] > 0) || (sides[0] < 0 && sides[1] < 0 && sides[2] < 0);
}

bool in_plane(const Sides& sides) { return sides[0] == 0 && sides[1] == 0 && sides[2] == 0; }

// Whether an edge of `s` has `t` on its outer side or on its line. Both turn counter-clockwise.
bool has_separating_edge(const FlatTriangle& s, const FlatTriangle& t) {
  for (std::size_t i = 0; i < 3; ++i) {
    const float2 p = s[i], q = s[(i + 1) % 3];
    if (orient2d(p, q, t[0]) <= 0 && orient2d(p, q, t[1]) <= 0 && orient2d(p, q, t[2]) <= 0) return true;
  }
  return false;
}

FlatTriangle flatten(const Triangle& t, Projection projection) {
  return {project(t[0], projection), project(t[1], projection), project(t[2], projection)};
}

TriangleOverlap overlap_in_plane(const Triangle& s, const Triangle& t) {
  const Projection projection = projection_of(s[0], s[1], s[2]);
  return flat_overlap(flatten(s, projection), flatten(t, projection)) ? TriangleOverlap::kCoplanar
                                                                      : TriangleOverlap::kNone;
}

// A triangle turned so that its first corner lies alone on one side of the other's plane.
struct Split {
  Triangle corners;
  bool above = false;   // the first corner is above (or on the plane, with the rest below)
  bool inside = false;  // the cut runs through the inside: not only along an edge or through a corner
};

Split split(const Triangle& t, const Sides& sides) {
  std::size_t alone = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const int own = sides[i], next = sides[(i + 1) % 3], last = sides[(i + 2) % 3];
    const bool strict = own != 0 && next != own && last != own;
    const bool corner_on_plane = own == 0 && next != 0 && next == last;
    if (strict || corner_on_plane) {
      alone = i;
      break;
    }
  }
  Split result;
  const std::size_t next = (alone + 1) % 3, last = (alone + 2) % 3;
  result.corners = {t[alone], t[next], t[last]};
  result.above = sides[alone] > 0 || (sides[alone] == 0 && sides[next] < 0);
  // Along an edge: two corners on the plane. Through a corner only: the alone one on it. Else through the
  // inside, also when the cut ends in one corner.
  result.inside = sides[alone] != 0 && (sides[next] != 0 || sides[last] != 0);
  return result;
}

}  // namespace

bool flat_overlap(FlatTriangle s, FlatTriangle t) {
  if (orient2d(s[0], s[1], s[2]) < 0) std::swap(s[1], s[2]);
  if (orient2d(t[0], t[1], t[2]) < 0) std::swap(t[1], t[2]);
  return flat_overlap_turned(s, t);
}

// Convex: the insides are apart exactly when the line of an edge separates them.
bool flat_overlap_turned(const FlatTriangle& s, const FlatTriangle& t) {
  return !has_separating_edge(s, t) && !has_separating_edge(t, s);
}

TriangleOverlap overlap_of(const Triangle& s, const Triangle& t) {
  const Sides of_s = sides_of(s, t);
  if (on_one_side(of_s)) return TriangleOverlap::kNone;
  if (in_plane(of_s)) return overlap_in_plane(s, t);
  const Sides of_t = sides_of(t, s);
  if (on_one_side(of_t)) return TriangleOverlap::kNone;
  Split a = split(s, of_s), b = split(t, of_t);
  if (!a.inside && !b.inside) return TriangleOverlap::kNone;
  // Guigue & Devillers: with both first corners above the other's plane, the cuts are intervals on one line,
  // and two orientations compare their ends.
  if (!a.above) std::swap(b.corners[1], b.corners[2]);
  if (!b.above) std::swap(a.corners[1], a.corners[2]);
  const auto& [p1, q1, r1] = a.corners;
  const auto& [p2, q2, r2] = b.corners;
  const bool overlap = orient3d(p1, q1, p2, q2) < 0 && orient3d(p1, r1, r2, p2) < 0;
  return overlap ? TriangleOverlap::kCrossing : TriangleOverlap::kNone;
}

TriangleOverlap overlap_at_corner(const Triangle& s, const Triangle& t) {
  const int s1 = orient3d(t[0], t[1], t[2], s[1]), s2 = orient3d(t[0], t[1], t[2], s[2]);
  if (s1 * s2 > 0) return TriangleOverlap::kNone;
  if (s1 == 0 && s2 == 0) return overlap_in_plane(s, t);
  const int t1 = orient3d(s[0], s[1], s[2], t[1]), t2 = orient3d(s[0], s[1], s[2], t[2]);
  if (t1 * t2 > 0) return TriangleOverlap::kNone;
  // Both cuts begin in the common corner. Along an edge of both they are boundary of both.
  const bool edge_of_s = s1 == 0 || s2 == 0, edge_of_t = t1 == 0 || t2 == 0;
  if (edge_of_s && edge_of_t) return TriangleOverlap::kNone;
  // They run in the same direction when the far edge of one ends the other's cut: it pierces the triangle,
  // so it passes all three edges on the same side.
  const auto pierces = [](int first, int second, int third) {
    const bool positive = first > 0 || second > 0 || third > 0;
    const bool negative = first < 0 || second < 0 || third < 0;
    return !(positive && negative);
  };
  const bool s_ends = pierces(t1, orient3d(s[1], s[2], t[1], t[2]), -t2);
  const bool t_ends = pierces(s1, orient3d(t[1], t[2], s[1], s[2]), -s2);
  return s_ends || t_ends ? TriangleOverlap::kCrossing : TriangleOverlap::kNone;
}

TriangleOverlap overlap_at_edge(const Triangle& s, const Triangle& t) {
  if (orient3d(s[0], s[1], s[2], t[2]) != 0) return TriangleOverlap::kNone;
  return overlap_in_plane(s, t);
}

}  // namespace meshgate
