#include "prepare/hole_refine.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_set>

#include "asset/closest_point.h"
#include "asset/nearest_float.h"
#include "asset/predicates.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::size_t kMostInner = 30'000;
// How much longer edges may become from one inner vertex to the next: a hole needs less detail than its rim.
constexpr double kGrowth = 1.2;
// Turning edges ends by itself; the bound is for ties that rounding decides in a circle.
constexpr int kMostTurns = 100;

using Triangle = std::array<std::uint32_t, 3>;

std::uint64_t edge_key(std::uint32_t a, std::uint32_t b) {
  const auto [low, high] = std::minmax(a, b);
  return std::uint64_t{low} << 32U | high;
}

// The patch while it grows. Side k of a triangle runs from its corner k to the next one.
class Refinement {
 public:
  Refinement(std::span<const float3> rim, const std::vector<std::array<std::uint32_t, 2>>& chords,
             const std::vector<Triangle>& triangles)
      : triangles_(triangles), points_(rim.begin(), rim.end()) {
    const std::size_t size = rim.size();
    for (std::size_t i = 0; i < size; ++i) {
      const double3 here = point(i);
      lengths_.push_back(
          (length(point((i + 1) % size) - here) + length(point((i + size - 1) % size) - here)) / 2);
    }
    for (const auto& [a, b] : chords) edges_.insert(edge_key(a, b));
    link_sides();
  }

  // Divides each triangle that is large for its corners once. False when there was none.
  bool divide(std::size_t most) {
    const std::size_t count = triangles_.size();
    bool divided = false;
    for (std::uint32_t t = 0; t < count && points_.size() < most; ++t) divided = divide_one(t) || divided;
    return divided;
  }

  // Turns edges until each lies well between its two triangles.
  void relax(const std::stop_token& stop) {
    bool turned = true;
    for (int pass = 0; turned && pass < kMostTurns; ++pass) {
      if (stop.stop_requested()) throw Cancelled{};
      turned = false;
      for (std::uint32_t t = 0; t < triangles_.size(); ++t) {
        for (std::uint32_t side = 0; side < 3; ++side) turned = turn(t, side) || turned;
      }
    }
  }

  [[nodiscard]] const std::vector<Triangle>& triangles() const { return triangles_; }
  [[nodiscard]] const std::vector<float3>& points() const { return points_; }

 private:
  [[nodiscard]] double3 point(std::size_t i) const { return to_double(points_[i]); }
  [[nodiscard]] double3 normal(const Triangle& t) const {
    return cross(point(t[1]) - point(t[0]), point(t[2]) - point(t[0]));
  }

  void link_sides() {
    beside_.assign(triangles_.size(), {kNoIndex, kNoIndex, kNoIndex});
    std::vector<std::array<std::uint64_t, 2>> sides;
    for (std::uint32_t t = 0; t < triangles_.size(); ++t) {
      for (std::uint32_t side = 0; side < 3; ++side) {
        const std::uint64_t key = edge_key(triangles_[t][side], triangles_[t][(side + 1) % 3]);
        edges_.insert(key);
        sides.push_back({key, std::uint64_t{t} * 3 + side});
      }
    }
    std::sort(sides.begin(), sides.end());
    for (std::size_t i = 0; i + 1 < sides.size(); ++i) {
      if (sides[i][0] != sides[i + 1][0]) continue;
      const auto a = static_cast<std::uint32_t>(sides[i][1]), b = static_cast<std::uint32_t>(sides[i + 1][1]);
      beside_[a / 3][a % 3] = b / 3;
      beside_[b / 3][b % 3] = a / 3;
    }
  }

  void replace_neighbour(std::uint32_t of, std::uint32_t before, std::uint32_t after) {
    if (of != kNoIndex) std::replace(beside_[of].begin(), beside_[of].end(), before, after);
  }

  bool divide_one(std::uint32_t t) {
    const Triangle corners = triangles_[t];
    const double3 middle = (point(corners[0]) + point(corners[1]) + point(corners[2])) * (1.0 / 3);
    const double size = (lengths_[corners[0]] + lengths_[corners[1]] + lengths_[corners[2]]) / 3;
    for (const std::uint32_t corner : corners) {
      const double reach = std::sqrt(2.0) * length(point(corner) - middle);
      if (!(reach > size && reach > lengths_[corner])) return false;
    }
    const float3 place = nearest_float(middle);
    for (std::size_t k = 0; k < 3; ++k) {
      if (exactly_collinear(points_[corners[k]], points_[corners[(k + 1) % 3]], place)) return false;
    }
    const auto inner = static_cast<std::uint32_t>(points_.size());
    points_.push_back(place);
    lengths_.push_back(kGrowth * size);
    const std::array<std::uint32_t, 3> around = beside_[t];
    const auto next = static_cast<std::uint32_t>(triangles_.size()), last = next + 1;
    triangles_[t] = {corners[0], corners[1], inner};
    beside_[t] = {around[0], next, last};
    triangles_.push_back({corners[1], corners[2], inner});
    beside_.push_back({around[1], last, t});
    triangles_.push_back({corners[2], corners[0], inner});
    beside_.push_back({around[2], t, next});
    replace_neighbour(around[1], t, next);
    replace_neighbour(around[2], t, last);
    for (const std::uint32_t corner : corners) edges_.insert(edge_key(corner, inner));
    return true;
  }

  // The two angles opposite of an edge are together less than π where it lies well.
  [[nodiscard]] static bool lies_well(double3 a, double3 b, double3 c, double3 d) {
    const auto cotangent = [](double3 apex, double3 from, double3 to) {
      const double3 u = from - apex, v = to - apex;
      return dot(u, v) / length(cross(u, v));
    };
    return !(cotangent(c, a, b) + cotangent(d, a, b) < -1e-9);
  }

  // Turns the edge (a, b) between the apices c and d into (c, d).
  bool turn(std::uint32_t t, std::uint32_t side) {
    const std::uint32_t other = beside_[t][side];
    if (other == kNoIndex || other < t) return false;
    const std::uint32_t a = triangles_[t][side], b = triangles_[t][(side + 1) % 3],
                        c = triangles_[t][(side + 2) % 3];
    const auto& sides = triangles_[other];
    const auto at = static_cast<std::uint32_t>(std::find(sides.begin(), sides.end(), b) - sides.begin());
    if (at == 3 || sides[(at + 1) % 3] != a) return false;  // sides that meet twice
    const std::uint32_t d = sides[(at + 2) % 3];
    if (lies_well(point(a), point(b), point(c), point(d)) || edges_.contains(edge_key(c, d))) return false;
    const Triangle first{c, a, d}, second{d, b, c};
    if (exactly_collinear(points_[c], points_[a], points_[d]) ||
        exactly_collinear(points_[d], points_[b], points_[c]))
      return false;
    const double3 whole = normal(triangles_[t]) + normal(triangles_[other]);
    if (!(dot(normal(first), whole) > 0) || !(dot(normal(second), whole) > 0)) return false;  // it would fold
    const std::uint32_t bc = beside_[t][(side + 1) % 3], ca = beside_[t][(side + 2) % 3];
    const std::uint32_t ad = beside_[other][(at + 1) % 3], db = beside_[other][(at + 2) % 3];
    triangles_[t] = first;
    beside_[t] = {ca, ad, other};
    triangles_[other] = second;
    beside_[other] = {db, bc, t};
    replace_neighbour(ad, other, t);
    replace_neighbour(bc, t, other);
    edges_.erase(edge_key(a, b));
    edges_.insert(edge_key(c, d));
    return true;
  }

  std::vector<Triangle> triangles_;
  std::vector<Triangle> beside_;  // for each side the triangle behind it, kNoIndex at the rim
  std::vector<float3> points_;    // of the rim, then inner ones
  std::vector<double> lengths_;   // how long edges at each point should be
  std::unordered_set<std::uint64_t> edges_;
};

// Where on the patch before its refinement each inner vertex has its attributes from.
std::vector<InnerVertex> inner_vertices(std::span<const float3> inner, std::span<const float3> rim,
                                        const std::vector<Triangle>& before, const std::stop_token& stop) {
  std::vector<std::uint32_t> indices;
  for (const Triangle& triangle : before) indices.insert(indices.end(), triangle.begin(), triangle.end());
  const std::vector<ClosestHit> hits =
      ClosestPoint(rim, indices, stop).find_all(inner, ClosestPoint::kAnyDistance, stop);
  std::vector<InnerVertex> vertices(inner.size());
  for (std::size_t i = 0; i < inner.size(); ++i) {
    const Triangle& triangle = before[hits[i].face];
    vertices[i] = {inner[i], triangle, {}};
    double whole = 0;
    std::array<double, 3> areas{};
    for (std::size_t k = 0; k < 3; ++k) {
      const double3 at = to_double(hits[i].point);
      areas[k] = length(
          cross(to_double(rim[triangle[(k + 1) % 3]]) - at, to_double(rim[triangle[(k + 2) % 3]]) - at));
      whole += areas[k];
    }
    for (std::size_t k = 0; k < 3; ++k) vertices[i].weights[k] = static_cast<float>(areas[k] / whole);
  }
  return vertices;
}

}  // namespace

void refine_patch(std::span<const float3> points, const std::vector<std::array<std::uint32_t, 2>>& chords,
                  HolePatch& patch, const std::stop_token& stop) {
  Refinement refinement(points, chords, patch.triangles);
  while (refinement.divide(points.size() + kMostInner)) refinement.relax(stop);
  const std::vector<float3>& all = refinement.points();
  if (all.size() == points.size()) return;
  patch.inner = inner_vertices(std::span(all).subspan(points.size()), points, patch.triangles, stop);
  patch.triangles = refinement.triangles();
  patch.area = 0;
  for (const Triangle& t : patch.triangles) {
    const double3 a = to_double(all[t[0]]);
    patch.area += length(cross(to_double(all[t[1]]) - a, to_double(all[t[2]]) - a)) / 2;
  }
}

}  // namespace meshgate
