#include "asset/self_intersection.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>

#include "asset/pair_search.h"
#include "asset/triangle_overlap.h"
#include "meshgate/location.h"

namespace meshgate {
namespace {

using Corners = std::array<std::uint32_t, 3>;

Corners corners_of(const Surface& surface, std::size_t face) {
  return {surface.corners[3 * face], surface.corners[3 * face + 1], surface.corners[3 * face + 2]};
}

// Turns the corners so that the one at `first` leads; the sense of rotation stays.
Triangle turned(const Surface& surface, const Corners& c, std::size_t first) {
  return {surface.positions[c[first]], surface.positions[c[(first + 1) % 3]],
          surface.positions[c[(first + 2) % 3]]};
}

TriangleOverlap overlap_of_faces(const Surface& surface, const Corners& s, const Corners& t) {
  std::size_t shared = 0, in_s = 0, in_t = 0;  // how many, and the last one
  std::size_t sum_s = 0, sum_t = 0;            // of the places of shared corners
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) {
      if (s[i] != t[j]) continue;
      ++shared;
      in_s = i;
      in_t = j;
      sum_s += i;
      sum_t += j;
    }
  }
  if (shared == 0) return overlap_of(turned(surface, s, 0), turned(surface, t, 0));
  if (shared == 1) return overlap_at_corner(turned(surface, s, in_s), turned(surface, t, in_t));
  if (shared == 3) return TriangleOverlap::kNone;
  // Places add up to 3: the one that is not shared leads, and the edge follows it.
  const Triangle a = turned(surface, s, 3 - sum_s), b = turned(surface, t, 3 - sum_t);
  return overlap_at_edge({a[1], a[2], a[0]}, {b[1], b[2], b[0]});
}

// The smallest face that this one overlaps.
OverlappingPair witness_of(const Surface& surface, const BoxTree& tree, std::uint32_t face) {
  OverlappingPair pair{face, std::numeric_limits<std::uint32_t>::max(), false};
  const Corners own = corners_of(surface, face);
  tree.visit_touching(surface.box(face), 0, [&](std::size_t packet, unsigned mask) {
    for (; mask != 0; mask &= mask - 1) {
      const std::uint32_t other = tree.item(4 * packet + static_cast<std::size_t>(std::countr_zero(mask)));
      if (other == face || other >= pair.other) continue;
      const TriangleOverlap overlap = overlap_of_faces(surface, own, corners_of(surface, other));
      if (overlap != TriangleOverlap::kNone) pair = {face, other, overlap == TriangleOverlap::kCoplanar};
    }
    return true;
  });
  return pair;
}

}  // namespace

SelfIntersection compute_self_intersection(const Surface& surface, const BoxTree& tree,
                                           const std::stop_token& stop) {
  SelfIntersection result;
  result.crossing = BitSet(surface.face_count());
  result.coplanar = BitSet(surface.face_count());
  if (tree.size() == 0) return result;
  const auto overlap = [&](std::uint32_t face, std::uint32_t other) {
    const TriangleOverlap kind =
        overlap_of_faces(surface, corners_of(surface, face), corners_of(surface, other));
    if (kind == TriangleOverlap::kNone) return false;
    BitSet& set = kind == TriangleOverlap::kCrossing ? result.crossing : result.coplanar;
    set.set(face);
    set.set(other);
    return true;
  };
  const auto is_marked = [&](std::uint32_t face) {
    return result.crossing.test(face) || result.coplanar.test(face);
  };
  result.gave_up = !PairSearch(tree, overlap, is_marked, stop).run();
  if (result.gave_up) return result;
  result.crossing_faces = result.crossing.count();
  result.coplanar_faces = result.coplanar.count();
  for (std::size_t face = 0; face < surface.face_count(); ++face) {
    if (!result.crossing.test(face) && !result.coplanar.test(face)) continue;
    ++result.faces;
    if (result.witnesses.size() < kMaxWitnesses)
      result.witnesses.push_back(witness_of(surface, tree, static_cast<std::uint32_t>(face)));
  }
  return result;
}

}  // namespace meshgate
