#include "sandbox/geometry/joint.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace meshgate::sandbox {
namespace {

constexpr std::uint32_t kSegments = 40, kSphereRings = 14;
// In radii of the ball. The neck is thinner than the ball, so that the socket holds it.
constexpr double kNeckRadius = 0.6, kNeckLength = 0.25, kBallWall = 0.3;
// In half widths of the dovetail at its widest.
constexpr double kTailRoot = 0.7, kTailDepth = 0.9, kTailHalfLength = 1.0, kTailWall = 0.3;

double ball_height(double radius) {
  return radius * (std::sqrt(1 - kNeckRadius * kNeckRadius) + kNeckLength);
}

// A surface that begins at a ring in the plane (height 0) and closes above it; seen from outside, it is the
// joint.
struct Patch {
  struct Point {
    double u, v, height;
  };
  std::vector<std::vector<Point>> rings;  // the first one at height 0, all counter-clockwise and of one size
  bool has_pole = false;                  // the last ring closes to a point; else it is flat and convex
  Point pole{};
};

// `gap` makes the surface larger by that distance everywhere: the cavity for the joint.
Patch ball_patch(double radius, double gap) {
  const double neck = kNeckRadius * radius + gap, sphere = radius + gap, centre = ball_height(radius);
  Patch patch;
  const auto add_ring = [&patch](double r, double height) {
    std::vector<Patch::Point> ring;
    for (std::uint32_t i = 0; i < kSegments; ++i) {
      const double angle = 2 * std::numbers::pi * i / kSegments;
      ring.push_back({r * std::cos(angle), r * std::sin(angle), height});
    }
    patch.rings.push_back(std::move(ring));
  };
  add_ring(neck, 0);
  const double first = std::asin(neck / sphere);  // from the lower pole
  for (std::uint32_t i = 0; i < kSphereRings; ++i) {
    const double angle = first + (std::numbers::pi - first) * i / kSphereRings;
    add_ring(sphere * std::sin(angle), centre - sphere * std::cos(angle));
  }
  patch.has_pole = true;
  patch.pole = {0, 0, centre + sphere};
  return patch;
}

Patch dovetail_patch(double half_width, double gap) {
  const double root = kTailRoot * half_width, depth = kTailDepth * half_width;
  const double slope = (half_width - root) / depth;
  const double side = gap * std::sqrt(1 + slope * slope);  // a slanting wall moves further along the plane
  const double half_length = kTailHalfLength * half_width + gap;
  Patch patch;
  for (const double height : {0.0, depth + gap}) {
    const double u = root + slope * height + side;
    patch.rings.push_back({{-u, -half_length, height},
                           {u, -half_length, height},
                           {u, half_length, height},
                           {-u, half_length, height}});
  }
  return patch;
}

Patch make_patch(const JointStyle& style, double size, double gap) {
  return style.kind == JointKind::kBall ? ball_patch(size, gap) : dovetail_patch(size, gap);
}

float3 placed(const Patch::Point& point, const Seat& seat, int direction) {
  const float2 uv{static_cast<float>(seat.centre.x + point.u), static_cast<float>(seat.centre.y + point.v)};
  const float height = point.height == 0
                           ? seat.plane.at
                           : static_cast<float>(double{seat.plane.at} + direction * point.height);
  return lifted(uv, height, seat.plane.axis);
}

void add_face(std::array<float3, 3> corners, std::array<float2, 3> uvs, bool turned, Body& body) {
  if (turned) std::swap(corners[1], corners[2]), std::swap(uvs[1], uvs[2]);
  for (std::size_t i = 0; i < 3; ++i) {
    body.corners.push_back(static_cast<std::uint32_t>(body.positions.size()));
    body.positions.push_back(corners[i]);
    body.uvs.push_back(uvs[i]);
  }
  body.material.push_back(kMade);
}

// Adds a patch to a body; `hollow` = it bounds a cavity of the body instead of sticking out of it.
void add_patch(const Patch& patch, const Seat& seat, int direction, bool hollow, Body& body) {
  const bool turned = (direction < 0) != hollow;
  const std::size_t size = patch.rings.front().size();
  const auto uv = [&](std::size_t i, std::size_t ring) {
    return float2{static_cast<float>(i) / static_cast<float>(size),
                  static_cast<float>(ring) / static_cast<float>(patch.rings.size())};
  };
  for (std::size_t ring = 0; ring + 1 < patch.rings.size(); ++ring) {
    for (std::size_t i = 0; i < size; ++i) {
      const std::size_t j = (i + 1) % size;
      const auto& low = patch.rings[ring];
      const auto& high = patch.rings[ring + 1];
      const float3 a = placed(low[i], seat, direction), b = placed(low[j], seat, direction),
                   c = placed(high[j], seat, direction), d = placed(high[i], seat, direction);
      add_face({a, b, c}, {uv(i, ring), uv(i + 1, ring), uv(i + 1, ring + 1)}, turned, body);
      add_face({a, c, d}, {uv(i, ring), uv(i + 1, ring + 1), uv(i, ring + 1)}, turned, body);
    }
  }
  const auto& last = patch.rings.back();
  const std::size_t top = patch.rings.size() - 1;
  for (std::size_t i = patch.has_pole ? 0 : 1; i < (patch.has_pole ? size : size - 1); ++i) {
    const float3 tip = placed(patch.has_pole ? patch.pole : last[0], seat, direction);
    add_face({placed(last[i], seat, direction), placed(last[(i + 1) % size], seat, direction), tip},
             {uv(i, top), uv(i + 1, top), uv(i, top + 1)}, turned, body);
  }
}

// The area of the cut, without the ring of the joint if there is one. Faces up for the part below.
void add_cap(const Plane& plane, const Outline& outline, const Loop2* ring, bool for_below, Body& body) {
  std::vector<Loop2> loops;
  for (const SectionLoop& loop : outline.loops) loops.push_back(loop.points);
  if (ring != nullptr) loops.emplace_back(ring->rbegin(), ring->rend());
  std::vector<float2> points;
  for (const Loop2& loop : loops) points.insert(points.end(), loop.begin(), loop.end());
  Box3 box;
  for (const float2 p : points) box.add(float3{p.x, p.y, 0});
  const float extent =
      std::max({box.max.x - box.min.x, box.max.y - box.min.y, std::numeric_limits<float>::min()});
  const std::vector<std::uint32_t> triangles = triangulate(loops);
  for (std::size_t i = 0; i + 2 < triangles.size(); i += 3) {
    std::array<float3, 3> corners{};
    std::array<float2, 3> uvs{};
    for (std::size_t k = 0; k < 3; ++k) {
      const float2 p = points[triangles[i + k]];
      corners[k] = lifted(p, plane.at, plane.axis);
      uvs[k] = {(p.x - box.min.x) / extent, (p.y - box.min.y) / extent};
    }
    add_face(corners, uvs, !for_below, body);
  }
}

Loop2 ring_of(const Patch& patch, const Seat& seat) {
  Loop2 ring;
  for (const Patch::Point& point : patch.rings.front())
    ring.push_back(flat(placed(point, seat, 1), seat.plane.axis));
  return ring;
}

double distance_to_segment(float2 p, float2 a, float2 b) {
  const double dx = double{b.x} - double{a.x}, dy = double{b.y} - double{a.y};
  const double px = double{p.x} - double{a.x}, py = double{p.y} - double{a.y};
  const double length2 = dx * dx + dy * dy;
  const double t = length2 > 0 ? std::clamp((px * dx + py * dy) / length2, 0.0, 1.0) : 0;
  return std::hypot(px - t * dx, py - t * dy);
}

// Distance of a point of the plane to the border of the area; negative outside.
double inset(const Outline& outline, float2 p) {
  double distance = std::numeric_limits<double>::max();
  bool inside = false;
  for (const SectionLoop& loop : outline.loops) {
    if (contains(loop.points, p)) inside = !inside;
    for (std::size_t i = 0; i < loop.points.size(); ++i)
      distance = std::min(distance,
                          distance_to_segment(p, loop.points[i], loop.points[(i + 1) % loop.points.size()]));
  }
  return inside ? distance : -distance;
}

// The point of the area that is farthest from its border, on a grid that is refined around the best cell.
float2 deepest_point(const Outline& outline) {
  Box3 box;
  for (const float2 p : outline.loops.front().points) box.add(float3{p.x, p.y, 0});
  float2 centre{(box.min.x + box.max.x) / 2, (box.min.y + box.max.y) / 2},
      half{box.max.x - centre.x, box.max.y - centre.y};
  constexpr int kCells = 8, kRounds = 4;
  for (int round = 0; round < kRounds; ++round) {
    float2 best = centre;
    double depth = inset(outline, centre);
    for (int i = -kCells; i <= kCells; ++i) {
      for (int j = -kCells; j <= kCells; ++j) {
        const float2 p{centre.x + half.x * static_cast<float>(i) / kCells,
                       centre.y + half.y * static_cast<float>(j) / kCells};
        const double here = inset(outline, p);
        if (here > depth) depth = here, best = p;
      }
    }
    centre = best;
    half = {half.x / kCells * 1.5F, half.y / kCells * 1.5F};
  }
  return centre;
}

// Closest point of a triangle (Ericson, Real-Time Collision Detection, 5.1.5).
double distance_to_triangle(double3 p, double3 a, double3 b, double3 c) {
  const double3 ab = b - a, ac = c - a, ap = p - a, bp = p - b, cp = p - c;
  const double d1 = dot(ab, ap), d2 = dot(ac, ap), d3 = dot(ab, bp), d4 = dot(ac, bp), d5 = dot(ab, cp),
               d6 = dot(ac, cp);
  if (d1 <= 0 && d2 <= 0) return length(ap);
  if (d3 >= 0 && d4 <= d3) return length(bp);
  if (d6 >= 0 && d5 <= d6) return length(cp);
  const double vc = d1 * d4 - d3 * d2, vb = d5 * d2 - d1 * d6, va = d3 * d6 - d5 * d4;
  if (vc <= 0 && d1 >= 0 && d3 <= 0) return length(ap - ab * (d1 / (d1 - d3)));
  if (vb <= 0 && d2 >= 0 && d6 <= 0) return length(ap - ac * (d2 / (d2 - d6)));
  if (va <= 0 && d4 >= d3 && d5 >= d6) {
    const double t = (d4 - d3) / ((d4 - d3) + (d5 - d6));
    return length(bp - (c - b) * t);
  }
  const double sum = va + vb + vc;
  return sum > 0 ? length(ap - ab * (vb / sum) - ac * (vc / sum))
                 : std::min({length(ap), length(bp), length(cp)});
}

bool has_room(const Body& body, double3 centre, double radius) {
  for (std::size_t face = 0; face < body.face_count(); ++face) {
    const double3 a = to_double(body.corner(3 * face)), b = to_double(body.corner(3 * face + 1)),
                  c = to_double(body.corner(3 * face + 2));
    if (std::min({a.x, b.x, c.x}) > centre.x + radius || std::max({a.x, b.x, c.x}) < centre.x - radius)
      continue;
    if (distance_to_triangle(centre, a, b, c) < radius) return false;
  }
  return true;
}

// A ball around the whole cavity with its wall.
struct Room {
  double height = 0, radius = 0;  // its centre above the plane, and how far nothing may be
  double rim = 0;                 // the same in the plane
};

Room room_for(const JointStyle& style, double size) {
  const double gap = std::max(style.clearance, 0.0);
  if (style.kind == JointKind::kBall)
    return {ball_height(size), size * (1 + kBallWall) + gap, size * (kNeckRadius + kBallWall) + gap};
  const double depth = kTailDepth * size, wall = kTailWall * size;
  const double root = kTailRoot * size;
  return {depth / 2, std::hypot(size + gap, kTailHalfLength * size + gap, depth / 2 + gap) + wall,
          std::hypot(root + gap, kTailHalfLength * size + gap) + wall};
}

bool fits(const Halves& halves, const Seat& seat, const JointStyle& style) {
  const Room room = room_for(style, seat.size);
  for (const int direction : {seat.direction, -seat.direction}) {
    if (direction != seat.direction && !style.loose) continue;
    const Body& around = direction > 0 ? halves.above : halves.below;
    const Patch::Point centre{0, 0, room.height};
    if (!has_room(around, to_double(placed(centre, seat, direction)), room.radius)) return false;
  }
  return true;
}

}  // namespace

std::optional<Seat> find_seat(const Halves& halves, const Plane& plane, const Outline& outline,
                              const JointStyle& style) {
  const float2 centre = deepest_point(outline);
  const double depth = inset(outline, centre);
  constexpr double kShrink = 0.85;
  std::optional<Seat> best;
  for (const int direction : {1, -1}) {
    for (double size = depth; size >= style.smallest; size *= kShrink) {
      if (best && size <= best->size) break;
      if (room_for(style, size).rim > depth) continue;
      const Seat seat{plane, centre, direction, size};
      if (!fits(halves, seat, style)) continue;
      best = seat;
      break;
    }
  }
  return best;
}

Body close_cut(Halves& halves, const Plane& plane, const Outline& outline, const std::optional<Seat>& seat,
               const JointStyle& style) {
  Body connector;
  if (!seat) {
    add_cap(plane, outline, nullptr, true, halves.below);
    add_cap(plane, outline, nullptr, false, halves.above);
    return connector;
  }
  const Patch tip = make_patch(style, seat->size, 0), cavity = make_patch(style, seat->size, style.clearance);
  const Loop2 tip_ring = ring_of(tip, *seat), cavity_ring = ring_of(cavity, *seat);
  for (const int side : {1, -1}) {  // above, below
    Body& body = side > 0 ? halves.above : halves.below;
    const bool is_female = style.loose || side == seat->direction;
    if (is_female && style.no_socket) {
      add_cap(plane, outline, nullptr, side < 0, body);
      continue;
    }
    add_cap(plane, outline, is_female ? &cavity_ring : &tip_ring, side < 0, body);
    // The tip sticks out of the other part; a cavity goes into the part itself.
    add_patch(is_female ? cavity : tip, *seat, is_female ? side : -side, is_female, body);
  }
  if (!style.loose) return connector;
  add_patch(tip, *seat, 1, false, connector);
  add_patch(tip, *seat, -1, false, connector);
  return welded(std::move(connector));
}

}  // namespace meshgate::sandbox
