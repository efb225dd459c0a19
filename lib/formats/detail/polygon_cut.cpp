#include "formats/detail/polygon_cut.h"

#include <algorithm>
#include <cmath>

namespace meshgate {
namespace {

// Newell: twice the area vector of a polygon, also of one that is not flat.
double3 area_vector(std::span<const float3> corners) {
  double3 sum;
  const double3 origin = to_double(corners[0]);  // differences keep the precision far from the origin
  for (std::size_t i = 1; i + 1 < corners.size(); ++i) {
    sum = sum + cross(to_double(corners[i]) - origin, to_double(corners[i + 1]) - origin);
  }
  return sum;
}

}  // namespace

std::span<const std::uint32_t> PolygonCutter::cut(std::span<const float3> corners) {
  triangles_.clear();
  if (corners.size() == 4 && cut_quad(corners)) return triangles_;
  if (corners.size() < 4 || !project(corners) || is_convex()) {
    fan(corners.size());
  } else {
    clip_ears();
  }
  return triangles_;
}

void PolygonCutter::fan(std::size_t count) {
  for (std::uint32_t i = 1; i + 1 < count; ++i) triangles_.insert(triangles_.end(), {0, i, i + 1});
}

// Takes the diagonal that leaves two triangles facing the same way; false when neither does.
bool PolygonCutter::cut_quad(std::span<const float3> corners) {
  const double3 a = to_double(corners[0]), b = to_double(corners[1]), c = to_double(corners[2]),
                d = to_double(corners[3]);
  const double3 normal = cross(c - a, d - b);
  const auto faces_up = [&](double3 p, double3 q, double3 r) { return dot(cross(q - p, r - p), normal) > 0; };
  if (faces_up(a, b, c) && faces_up(a, c, d)) {
    triangles_ = {0, 1, 2, 0, 2, 3};
  } else if (faces_up(a, b, d) && faces_up(b, c, d)) {
    triangles_ = {0, 1, 3, 1, 2, 3};
  } else {
    return false;
  }
  return true;
}

// Drops the coordinate along which the polygon is thinnest, keeping it counter-clockwise. False when it has
// no area.
bool PolygonCutter::project(std::span<const float3> corners) {
  const double3 normal = area_vector(corners);
  const double x = std::abs(normal.x), y = std::abs(normal.y), z = std::abs(normal.z);
  const double largest = std::max({x, y, z});
  if (!(largest > 0) || !std::isfinite(largest)) return false;
  points_.clear();
  points_.reserve(corners.size());
  for (const float3& p : corners) {
    Point point = largest == x ? Point{p.y, p.z} : largest == y ? Point{p.z, p.x} : Point{p.x, p.y};
    const double sign = largest == x ? normal.x : largest == y ? normal.y : normal.z;
    if (sign < 0) std::swap(point.x, point.y);
    points_.push_back(point);
  }
  return true;
}

// Strictly convex and winding once; corners on a straight line do not count, since a fan could make them
// flat.
bool PolygonCutter::is_convex() const {
  const std::size_t n = points_.size();
  int changes = 0;
  double last_dx = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const Point &a = points_[i], &b = points_[(i + 1) % n], &c = points_[(i + 2) % n];
    if (!((b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x) > 0)) return false;
    const double dx = b.x - a.x;
    if (dx == 0) continue;
    if (last_dx != 0 && (dx > 0) != (last_dx > 0)) ++changes;
    last_dx = dx;
  }
  return changes <= 2;  // a star that turns left everywhere changes more often
}

double PolygonCutter::turn(std::uint32_t i) const {
  const Point &a = points_[previous_[i]], &b = points_[i], &c = points_[next_[i]];
  return (b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x);
}

bool PolygonCutter::is_ear(std::uint32_t i) {
  if (budget_ == 0) return false;
  --budget_;
  if (!(turn(i) > 0)) return false;
  const Point &a = points_[previous_[i]], &b = points_[i], &c = points_[next_[i]];
  const double min_x = std::min({a.x, b.x, c.x}), max_x = std::max({a.x, b.x, c.x});
  const double min_y = std::min({a.y, b.y, c.y}), max_y = std::max({a.y, b.y, c.y});
  const auto side = [](const Point& p, const Point& q, const Point& r) {
    return (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x);
  };
  const auto same = [](const Point& p, const Point& q) { return p.x == q.x && p.y == q.y; };
  for (std::size_t at = 0; at < blockers_.size(); ++at) {
    if (budget_ == 0) return false;
    --budget_;
    while (at < blockers_.size() && blocking_[blockers_[at]] == 0) {
      blockers_[at] = blockers_.back();
      blockers_.pop_back();
    }
    if (at == blockers_.size()) break;
    const Point& p = points_[blockers_[at]];
    if (p.x < min_x || p.x > max_x || p.y < min_y || p.y > max_y) continue;
    if (same(p, a) || same(p, b) || same(p, c)) continue;  // the seam of a keyholed polygon
    if (side(a, b, p) >= 0 && side(b, c, p) >= 0 && side(c, a, p) >= 0) return false;
  }
  return true;
}

void PolygonCutter::clip(std::uint32_t i) {
  const std::uint32_t before = previous_[i], after = next_[i];
  triangles_.insert(triangles_.end(), {before, i, after});
  next_[before] = after;
  previous_[after] = before;
  blocking_[i] = 0;
  update_blocking(before);
  update_blocking(after);
}

void PolygonCutter::update_blocking(std::uint32_t i) {
  const bool blocks = !(turn(i) > 0);
  if (blocks && blocking_[i] == 0) blockers_.push_back(i);
  blocking_[i] = blocks ? 1 : 0;
}

void PolygonCutter::clip_ears() {
  const auto n = static_cast<std::uint32_t>(points_.size());
  previous_.resize(n);
  next_.resize(n);
  blocking_.assign(n, 0);
  blockers_.clear();
  for (std::uint32_t i = 0; i < n; ++i) {
    previous_[i] = i == 0 ? n - 1 : i - 1;
    next_[i] = i + 1 == n ? 0 : i + 1;
  }
  for (std::uint32_t i = 0; i < n; ++i) update_blocking(i);
  std::uint32_t left = n, i = 0, misses = 0;
  while (left > 3) {
    // After a round without an ear the polygon crosses itself: clip wherever we stand and go on.
    if (is_ear(i) || misses > left) {
      clip(i);
      --left;
      misses = 0;
      i = next_[next_[i]];  // not the neighbour: a fan around one corner makes slivers
    } else if (budget_ == 0) {
      ++fanned_;
      triangles_.clear();
      return fan(n);
    } else {
      ++misses;
      i = next_[i];
    }
  }
  triangles_.insert(triangles_.end(), {previous_[i], i, next_[i]});
}

}  // namespace meshgate
