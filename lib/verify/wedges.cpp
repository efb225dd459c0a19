#include "verify/wedges.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace meshgate {
namespace {

// Of the largest coordinate.
constexpr double kAccuracy = 2e-5;
constexpr double kTurn = 2 * std::numbers::pi;
// Faces within a hundredth of a radian, or within what rounding may have turned them, lie on each other.
constexpr double kSameAngle = 0.01;
// The angle of a face that may be turned by more says nothing.
constexpr double kAimless = 0.5;

std::uint64_t edge_key(const Surface& surface, std::size_t half_edge) {
  const std::uint32_t a = surface.corners[half_edge], b = surface.corners[next_corner(half_edge)];
  return std::uint64_t{std::min(a, b)} << 32U | std::max(a, b);
}

double3 unit(double3 v) {
  const double size = length(v);
  return size > 0 ? v * (1 / size) : v;
}

double angle_between(const Spoke& one, const Spoke& next) {
  const double gap = next.angle - one.angle;
  return gap < 0 ? gap + kTurn : gap;
}

double same_angle(const Spoke& one, const Spoke& next) {
  return std::max(kSameAngle, one.noise + next.noise);
}

// From behind the widest gap on. Of faces in the same place those that run with the axis come first, which
// have their material behind: so that the gap between two parts is empty and not a sliver of material.
void order_around(std::vector<Spoke>& around) {
  std::size_t start = 0;
  double widest = 0;
  for (std::size_t i = 0; i < around.size(); ++i) {
    const double gap = angle_between(around[(i + around.size() - 1) % around.size()], around[i]);
    if (gap <= widest) continue;
    widest = gap;
    start = i;
  }
  std::rotate(around.begin(), around.begin() + static_cast<std::ptrdiff_t>(start), around.end());
  for (std::size_t begin = 0; begin < around.size();) {
    std::size_t end = begin + 1;
    while (end < around.size() &&
           angle_between(around[end - 1], around[end]) < same_angle(around[end - 1], around[end]))
      ++end;
    std::stable_partition(around.begin() + static_cast<std::ptrdiff_t>(begin),
                          around.begin() + static_cast<std::ptrdiff_t>(end),
                          [](const Spoke& spoke) { return spoke.with_axis; });
    begin = end;
  }
}

// The first that runs with the axis goes with the first that runs against it, and so on.
void pair_in_order(std::span<const Spoke> spokes, FacePairs& pairs) {
  std::vector<std::uint32_t> with, against;
  for (const Spoke& spoke : spokes) (spoke.with_axis ? with : against).push_back(spoke.face);
  for (std::size_t i = 0; i < std::min(with.size(), against.size()); ++i)
    pairs.emplace_back(against[i], with[i]);
}

}  // namespace

CrowdedEdges crowded_edges(const Surface& surface, const Topology& topology) {
  CrowdedEdges edges;
  topology.non_manifold.for_each([&](std::size_t half_edge) {
    edges[edge_key(surface, half_edge)];
    return true;
  });
  if (edges.empty()) return edges;
  for (std::size_t half_edge = 0; half_edge < surface.corners.size(); ++half_edge) {
    if (!surface.usable(half_edge / 3)) continue;
    const auto found = edges.find(edge_key(surface, half_edge));
    if (found != edges.end()) found->second.push_back(static_cast<std::uint32_t>(half_edge));
  }
  return edges;
}

double corner_accuracy(const Surface& surface) {
  double largest = 0;
  for (std::size_t face = 0; face < surface.face_count(); ++face) {
    if (!surface.usable(face)) continue;
    const Box3 box = surface.box(face);
    for (const float x : {box.min.x, box.min.y, box.min.z, box.max.x, box.max.y, box.max.z})
      largest = std::max(largest, std::abs(static_cast<double>(x)));
  }
  return kAccuracy * largest;
}

std::vector<Spoke> spokes_around(const Surface& surface, std::span<const std::uint32_t> half_edges,
                                 double accuracy) {
  const std::size_t first = half_edges.front();
  const auto [from, to] = std::minmax(surface.corners[first], surface.corners[next_corner(first)]);
  const double3 origin = to_double(surface.positions[from]);
  const double3 along = to_double(surface.positions[to]) - origin;
  const double size = length(along);
  const double3 axis = unit(along);
  const double3 helper = std::abs(axis.x) < 0.5 ? double3{1, 0, 0} : double3{0, 1, 0};
  const double3 u = unit(cross(axis, helper)), v = cross(axis, u);
  std::vector<Spoke> spokes;
  for (const std::uint32_t half_edge : half_edges) {
    const double3 arm = to_double(surface.positions[surface.corners[previous_corner(half_edge)]]) - origin;
    const double x = dot(arm, u), y = dot(arm, v), height = std::hypot(x, y);
    // The corner is off, and so is the line of the edge at its foot: more so beyond the edge's ends.
    const double foot = dot(arm, axis) / size;
    const double off = accuracy * (1 + std::max(std::abs(foot), std::abs(1 - foot)));
    const double noise = off < std::numbers::pi * height ? off / height : std::numbers::pi;
    spokes.push_back({std::atan2(y, x), noise, surface.corners[half_edge] == from, half_edge / 3});
  }
  std::sort(spokes.begin(), spokes.end(), [](const Spoke& a, const Spoke& b) {
    return a.angle != b.angle ? a.angle < b.angle : a.face < b.face;
  });
  return spokes;
}

bool is_aimless(const Spoke& spoke) { return spoke.noise >= kAimless; }

bool lie_together(const Spoke& a, const Spoke& b) {
  return !is_aimless(a) && !is_aimless(b) &&
         std::min(angle_between(a, b), angle_between(b, a)) < same_angle(a, b);
}

bool is_doubtful(std::span<const Spoke> spokes) {
  for (std::size_t i = 0; i < spokes.size(); ++i) {
    const Spoke& next = spokes[(i + 1) % spokes.size()];
    const double noise = spokes[i].noise + next.noise;
    const double gap = angle_between(spokes[i], next);
    if (noise > kSameAngle && noise > gap) return true;
    // Which of two that look the same way is nearer to a third face is chance.
    if (spokes[i].with_axis == next.with_axis && gap < kSameAngle && spokes.size() > 2) return true;
  }
  return false;
}

FacePairs pair_wedges(std::span<const Spoke> spokes) {
  FacePairs pairs;
  std::vector<Spoke> around, aimless, left;
  for (const Spoke& spoke : spokes) (is_aimless(spoke) ? aimless : around).push_back(spoke);
  if (!around.empty()) order_around(around);
  for (std::size_t i = 0; i < around.size(); ++i) {
    const Spoke& own = around[i];
    const Spoke& ahead = around[(i + 1) % around.size()];
    const Spoke& behind = around[(i + around.size() - 1) % around.size()];
    if (!own.with_axis && ahead.with_axis) {
      pairs.emplace_back(own.face, ahead.face);
    } else if (!own.with_axis || behind.with_axis) {
      left.push_back(own);
    }
  }
  // A part that is inside out has its material on the wrong sides; its faces are what is left over.
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (i + 1 < left.size() && left[i].with_axis && !left[i + 1].with_axis) {
      pairs.emplace_back(left[i].face, left[i + 1].face);
      ++i;
    } else if (!aimless.empty()) {
      aimless.push_back(left[i]);
    }
  }
  pair_in_order(aimless, pairs);
  return pairs;
}

}  // namespace meshgate
