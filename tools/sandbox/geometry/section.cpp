#include "sandbox/geometry/section.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <unordered_set>

namespace meshgate::sandbox {
namespace {

constexpr std::uint8_t kBelow = 1, kAbove = 2, kCut = 3;

std::uint32_t next_of(std::uint32_t corner) { return corner % 3 == 2 ? corner - 2 : corner + 1; }

bool is_above(const Body& body, const Plane& plane, std::uint32_t vertex) {
  return along(body.positions[vertex], plane.axis) > plane.at;
}

// Where the edge at a half-edge meets the plane: the same point from both of its faces.
struct Crossing {
  float3 point;
  double t = 0;  // from the start of the half-edge
};

Crossing crossing(const Body& body, const Plane& plane, std::uint32_t half_edge) {
  std::uint32_t from = body.corners[half_edge], to = body.corners[next_of(half_edge)];
  const bool turned = from > to;
  if (turned) std::swap(from, to);
  const double3 a = to_double(body.positions[from]), b = to_double(body.positions[to]);
  const double ha = double{along(body.positions[from], plane.axis)},
               hb = double{along(body.positions[to], plane.axis)};
  const double t = (double{plane.at} - ha) / (hb - ha);
  const double3 p = a + (b - a) * t;
  const float3 rounded{static_cast<float>(p.x), static_cast<float>(p.y), static_cast<float>(p.z)};
  return {lifted(flat(rounded, plane.axis), plane.at, plane.axis), turned ? 1 - t : t};
}

// The half-edge of a face that runs from above the plane to below it, or kNoIndex.
std::uint32_t falling_edge(const Body& body, const Plane& plane, std::uint32_t face) {
  for (std::uint32_t i = 3 * face; i < 3 * face + 3; ++i) {
    if (is_above(body, plane, body.corners[i]) && !is_above(body, plane, body.corners[next_of(i)])) return i;
  }
  return kNoIndex;
}

std::uint32_t rising_edge(const Body& body, const Plane& plane, std::uint32_t face) {
  for (std::uint32_t i = 3 * face; i < 3 * face + 3; ++i) {
    if (!is_above(body, plane, body.corners[i]) && is_above(body, plane, body.corners[next_of(i)])) return i;
  }
  return kNoIndex;
}

std::vector<SectionLoop> loops_at(const Body& body, const std::vector<std::uint32_t>& twins,
                                  const Plane& plane) {
  std::vector<SectionLoop> loops;
  std::vector<bool> seen(body.face_count(), false);
  for (std::uint32_t seed = 0; seed < body.face_count(); ++seed) {
    if (seen[seed] || falling_edge(body, plane, seed) == kNoIndex) continue;
    SectionLoop loop;
    for (std::uint32_t face = seed; !seen[face];) {
      seen[face] = true;
      loop.faces.push_back(face);
      const float2 point = flat(crossing(body, plane, falling_edge(body, plane, face)).point, plane.axis);
      // Edges that meet in one point of the grid of floats give it once.
      if (loop.points.empty() || loop.points.back() != point) loop.points.push_back(point);
      face = twins[rising_edge(body, plane, face)] / 3;
    }
    while (loop.points.size() > 1 && loop.points.back() == loop.points.front()) loop.points.pop_back();
    loops.push_back(std::move(loop));
  }
  return loops;
}

double tetrahedron(double3 a, double3 b, double3 c) { return dot(a, cross(b, c)) / 6; }

struct Triangle {
  std::array<float3, 3> position;
  std::array<float2, 3> uv;
};

float2 mixed(float2 a, float2 b, double t) {
  return {static_cast<float>(double{a.x} + t * (double{b.x} - double{a.x})),
          static_cast<float>(double{a.y} + t * (double{b.y} - double{a.y}))};
}

// The pieces of a face on one side of the plane: one triangle or two.
std::vector<Triangle> clipped(const Body& body, const Plane& plane, std::uint32_t face, bool above) {
  std::array<float3, 4> position{};
  std::array<float2, 4> uv{};
  std::size_t count = 0;
  for (std::uint32_t i = 3 * face; i < 3 * face + 3; ++i) {
    const bool here = is_above(body, plane, body.corners[i]) == above;
    const bool there = is_above(body, plane, body.corners[next_of(i)]) == above;
    if (here) position[count] = body.corner(i), uv[count++] = body.uvs[i];
    if (here == there) continue;
    const Crossing cross = crossing(body, plane, i);
    position[count] = cross.point;
    uv[count++] = mixed(body.uvs[i], body.uvs[next_of(i)], cross.t);
  }
  std::vector<Triangle> triangles{{{position[0], position[1], position[2]}, {uv[0], uv[1], uv[2]}}};
  if (count == 4) triangles.push_back({{position[0], position[2], position[3]}, {uv[0], uv[2], uv[3]}});
  return triangles;
}

// Marks what hangs together with one side of the cut faces; false when it comes round to the other side.
bool flood(const Body& body, const std::vector<std::uint32_t>& twins, const Plane& plane,
           const std::vector<std::uint32_t>& cut_faces, std::uint8_t mark, std::vector<std::uint8_t>& side) {
  std::vector<std::uint32_t> stack = cut_faces;
  while (!stack.empty()) {
    const std::uint32_t face = stack.back();
    stack.pop_back();
    for (std::uint32_t i = 3 * face; i < 3 * face + 3; ++i) {
      const std::uint32_t other = twins[i] / 3;
      // Nearly always: away from the cut nothing has to be asked of corners.
      if (side[face] != kCut && (side[other] == mark || side[other] == 0)) {
        if (side[other] == 0) stack.push_back(other);
        side[other] = mark;
        continue;
      }
      const bool start = is_above(body, plane, body.corners[i]),
                 end = is_above(body, plane, body.corners[next_of(i)]);
      const bool here = mark == kAbove;
      if (side[face] == kCut && start != here && end != here) continue;
      if (side[other] == mark) continue;
      if (side[other] == kCut) {
        if (side[face] != kCut && start == end && start != here) return false;
        continue;
      }
      if (side[other] != 0) return false;
      side[other] = mark;
      stack.push_back(other);
    }
  }
  return true;
}

void add_triangle(const Triangle& triangle, std::uint32_t material, Body& body) {
  for (std::size_t i = 0; i < 3; ++i) {
    body.corners.push_back(static_cast<std::uint32_t>(body.positions.size()));
    body.positions.push_back(triangle.position[i]);
    body.uvs.push_back(triangle.uv[i]);
  }
  body.material.push_back(material);
}

Triangle whole(const Body& body, std::uint32_t face) {
  return {{body.corner(3 * face), body.corner(3 * face + 1), body.corner(3 * face + 2)},
          {body.uvs[3 * face], body.uvs[3 * face + 1], body.uvs[3 * face + 2]}};
}

// Pieces that the cut does not reach, each with the side whose nearest corner is nearest to its first one.
void place_pieces(const Body& body, std::vector<std::uint8_t>& side) {
  const std::vector<std::uint32_t> piece = pieces_of(body, twins_of(body, {}));
  std::vector<std::pair<std::uint32_t, std::uint8_t>> placed;
  for (std::size_t face = 0; face < side.size(); ++face) {
    if (side[face] != 0) continue;
    const auto known =
        std::find_if(placed.begin(), placed.end(), [&](auto entry) { return entry.first == piece[face]; });
    if (known == placed.end()) {
      const double3 from = to_double(body.corner(3 * face));
      double best = std::numeric_limits<double>::max();
      std::uint8_t chosen = kBelow;
      for (std::size_t other = 0; other < side.size(); ++other) {
        if ((side[other] != kBelow && side[other] != kAbove) || piece[other] == piece[face]) continue;
        const double distance = length(to_double(body.corner(3 * other)) - from);
        if (distance < best) best = distance, chosen = side[other];
      }
      placed.emplace_back(piece[face], chosen);
    }
  }
  for (std::size_t face = 0; face < side.size(); ++face) {
    if (side[face] != 0) continue;
    side[face] = std::find_if(placed.begin(), placed.end(), [&](auto entry) {
                   return entry.first == piece[face];
                 })->second;
  }
}

}  // namespace

std::optional<Plane> clear_plane(const Body& body, int axis, float at) {
  std::unordered_set<float> near;
  constexpr int kSteps = 64;
  float low = at, high = at;
  for (int i = 0; i < kSteps; ++i) {
    low = std::nextafter(low, -std::numeric_limits<float>::infinity());
    high = std::nextafter(high, std::numeric_limits<float>::infinity());
  }
  for (const float3 p : body.positions) {
    const float height = along(p, axis);
    if (height >= low && height <= high) near.insert(height);
  }
  for (float candidate = at; candidate <= high;
       candidate = std::nextafter(candidate, std::numeric_limits<float>::infinity())) {
    if (near.count(candidate) == 0) return Plane{axis, candidate};
  }
  return {};
}

std::vector<Outline> outlines_at(const Body& body, const std::vector<std::uint32_t>& twins,
                                 const Plane& plane) {
  std::vector<Outline> outlines;
  std::vector<SectionLoop> holes;
  for (SectionLoop& loop : loops_at(body, twins, plane)) {
    if (loop.points.size() < 3) continue;
    const double area = doubled_area(loop.points) / 2;
    if (area < 0) {
      holes.push_back(std::move(loop));
    } else {
      outlines.push_back({});
      outlines.back().area = area;
      outlines.back().loops.push_back(std::move(loop));
    }
  }
  for (SectionLoop& hole : holes) {
    Outline* around = nullptr;
    for (Outline& outline : outlines) {
      if (!contains(outline.loops.front().points, hole.points.front())) continue;
      if (around == nullptr ||
          doubled_area(outline.loops.front().points) < doubled_area(around->loops.front().points))
        around = &outline;
    }
    if (around == nullptr) continue;
    around->area += doubled_area(hole.points) / 2;
    around->loops.push_back(std::move(hole));
  }
  for (Outline& outline : outlines) {
    for (const SectionLoop& loop : outline.loops) {
      for (const std::uint32_t face : loop.faces) outline.through_made |= body.material[face] == kMade;
    }
  }
  return outlines;
}

std::optional<Separation> separate(const Body& body, const std::vector<std::uint32_t>& twins,
                                   const Plane& plane, const std::vector<const Outline*>& outlines) {
  Separation result;
  result.side.assign(body.face_count(), 0);
  std::vector<std::uint32_t> cut_faces;
  for (const Outline* outline : outlines) {
    for (const SectionLoop& loop : outline->loops)
      cut_faces.insert(cut_faces.end(), loop.faces.begin(), loop.faces.end());
  }
  for (const std::uint32_t face : cut_faces) result.side[face] = kCut;
  if (!flood(body, twins, plane, cut_faces, kAbove, result.side)) return {};
  if (!flood(body, twins, plane, cut_faces, kBelow, result.side)) return {};

  // Seen from a point of the plane the cut itself has no volume.
  const double3 apex = to_double(lifted({}, plane.at, plane.axis));
  const auto volume = [&](const Triangle& t) {
    return tetrahedron(to_double(t.position[0]) - apex, to_double(t.position[1]) - apex,
                       to_double(t.position[2]) - apex);
  };
  for (std::uint32_t face = 0; face < body.face_count(); ++face) {
    if (result.side[face] == kBelow) result.volume_below += volume(whole(body, face));
    if (result.side[face] == kAbove) result.volume_above += volume(whole(body, face));
    if (result.side[face] != kCut) continue;
    for (const Triangle& t : clipped(body, plane, face, false)) result.volume_below += volume(t);
    for (const Triangle& t : clipped(body, plane, face, true)) result.volume_above += volume(t);
  }
  return result;
}

Halves cut(const Body& body, const Plane& plane, const Separation& separation) {
  std::vector<std::uint8_t> side = separation.side;
  if (std::find(side.begin(), side.end(), 0) != side.end()) place_pieces(body, side);
  Halves halves;
  for (std::uint32_t face = 0; face < body.face_count(); ++face) {
    const std::uint32_t material = body.material[face];
    if (side[face] == kBelow) add_triangle(whole(body, face), material, halves.below);
    if (side[face] == kAbove) add_triangle(whole(body, face), material, halves.above);
    if (side[face] != kCut) continue;
    for (const Triangle& t : clipped(body, plane, face, false)) add_triangle(t, material, halves.below);
    for (const Triangle& t : clipped(body, plane, face, true)) add_triangle(t, material, halves.above);
  }
  return halves;
}

}  // namespace meshgate::sandbox
