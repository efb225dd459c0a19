#include "sandbox/geometry/triangulate.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <queue>
#include <tuple>
#include <utility>

#include "asset/predicates.h"
#include "meshgate/mesh.h"

namespace meshgate::sandbox {
namespace {

using Index = std::uint32_t;
using Polygon = std::vector<Index>;

double squared_distance(float2 a, float2 b) {
  const double x = double{a.x} - double{b.x}, y = double{a.y} - double{b.y};
  return x * x + y * y;
}

bool between(float2 p, float2 a, float2 b) {
  return std::min(a.x, b.x) <= p.x && p.x <= std::max(a.x, b.x) && std::min(a.y, b.y) <= p.y &&
         p.y <= std::max(a.y, b.y);
}

// Whether the segments p–q and a–b have a point in common that is no end of both.
bool block(float2 p, float2 q, float2 a, float2 b) {
  const int pa = orient2d(p, q, a), pb = orient2d(p, q, b), ap = orient2d(a, b, p), aq = orient2d(a, b, q);
  if (pa * pb < 0 && ap * aq < 0) return true;
  const auto inner_touch = [](int side, float2 point, float2 from, float2 to) {
    return side == 0 && point != from && point != to && between(point, from, to);
  };
  return inner_touch(pa, a, p, q) || inner_touch(pb, b, p, q) || inner_touch(ap, p, a, b) ||
         inner_touch(aq, q, a, b);
}

// --- holes ---------------------------------------------------------------------------------------------

class Bridger {
 public:
  Bridger(const std::vector<float2>& points, Polygon outer, std::vector<Polygon> holes)
      : points_(points), polygon_(std::move(outer)), holes_(std::move(holes)) {}

  Polygon run() {
    while (!holes_.empty()) {
      bool progress = false;
      for (std::size_t i = 0; i < holes_.size();) {
        if (join(i, false)) {
          progress = true;
        } else {
          ++i;
        }
      }
      if (!progress) join(0, true);
    }
    return std::move(polygon_);
  }

 private:
  struct Bridge {
    double length;
    std::size_t at_hole, at_polygon;
    bool operator<(const Bridge& other) const {
      return std::tie(length, at_hole) < std::tie(other.length, other.at_hole);
    }
  };

  bool join(std::size_t hole, bool anyhow) {
    std::vector<Bridge> bridges;
    for (std::size_t i = 0; i < holes_[hole].size(); ++i) bridges.push_back(shortest(holes_[hole][i], i));
    std::sort(bridges.begin(), bridges.end());
    const auto found = std::find_if(bridges.begin(), bridges.end(), [&](const Bridge& bridge) {
      return is_free(points_[holes_[hole][bridge.at_hole]], points_[polygon_[bridge.at_polygon]]);
    });
    if (found == bridges.end() && !anyhow) return false;
    splice(hole, found == bridges.end() ? bridges.front() : *found);
    return true;
  }

  [[nodiscard]] Bridge shortest(Index from, std::size_t at_hole) const {
    Bridge best{INFINITY, at_hole, 0};
    for (std::size_t i = 0; i < polygon_.size(); ++i) {
      const double length = squared_distance(points_[from], points_[polygon_[i]]);
      if (length < best.length && opens_towards(i, points_[from])) best = {length, at_hole, i};
    }
    return best;
  }

  // Whether the inside of the polygon at its corner i lies towards `target`: a corner with bridges stands in
  // the polygon more than once, and each time with another part of its surroundings.
  [[nodiscard]] bool opens_towards(std::size_t i, float2 target) const {
    const float2 before = points_[polygon_[(i + polygon_.size() - 1) % polygon_.size()]],
                 corner = points_[polygon_[i]], after = points_[polygon_[(i + 1) % polygon_.size()]];
    const bool left_of_in = orient2d(before, corner, target) > 0,
               left_of_out = orient2d(corner, after, target) > 0;
    return orient2d(before, corner, after) > 0 ? left_of_in && left_of_out : left_of_in || left_of_out;
  }

  [[nodiscard]] bool is_free(float2 p, float2 q) const {
    const auto crosses = [&](const Polygon& loop) {
      for (std::size_t i = 0; i < loop.size(); ++i) {
        if (block(p, q, points_[loop[i]], points_[loop[(i + 1) % loop.size()]])) return true;
      }
      return false;
    };
    return !crosses(polygon_) && std::none_of(holes_.begin(), holes_.end(), crosses);
  }

  void splice(std::size_t hole, const Bridge& bridge) {
    Polygon& loop = holes_[hole];
    std::rotate(loop.begin(), loop.begin() + static_cast<std::ptrdiff_t>(bridge.at_hole), loop.end());
    loop.push_back(loop.front());
    loop.push_back(polygon_[bridge.at_polygon]);
    polygon_.insert(polygon_.begin() + static_cast<std::ptrdiff_t>(bridge.at_polygon) + 1, loop.begin(),
                    loop.end());
    holes_.erase(holes_.begin() + static_cast<std::ptrdiff_t>(hole));
  }

  const std::vector<float2>& points_;
  Polygon polygon_;
  std::vector<Polygon> holes_;
};

// --- ears ----------------------------------------------------------------------------------------------

class EarClipper {
 public:
  EarClipper(const std::vector<float2>& points, const Polygon& polygon) : points_(points), polygon_(polygon) {
    const auto size = static_cast<Index>(polygon.size());
    previous_.resize(size), next_.resize(size), version_.assign(size, 0), listed_.assign(size, false);
    for (Index i = 0; i < size; ++i) {
      previous_[i] = (i + size - 1) % size;
      next_[i] = (i + 1) % size;
    }
    for (Index i = 0; i < size; ++i) consider(i);
  }

  std::vector<Index> run() {
    std::size_t left = polygon_.size();
    bool progress = false;
    while (left > 3) {
      if (ears_.empty()) {
        if (!progress) {
          clip(least_bad());
          --left;
        }
        progress = false;
        for (const Index i : std::exchange(waiting_, {})) {
          if (!clipped(i)) consider(i);
        }
        continue;
      }
      const Ear ear = ears_.top();
      ears_.pop();
      if (clipped(ear.tip) || version_[ear.tip] != ear.version) continue;
      if (!is_empty(ear.tip)) {
        waiting_.push_back(ear.tip);
        continue;
      }
      clip(ear.tip);
      --left;
      progress = true;
    }
    for (Index i = 0; i < polygon_.size(); ++i) {
      if (clipped(i)) continue;
      push(i);
      break;
    }
    return std::move(triangles_);
  }

 private:
  struct Ear {
    double shape;
    Index tip, version;
    bool operator<(const Ear& other) const { return std::tie(shape, other.tip) < std::tie(other.shape, tip); }
  };

  [[nodiscard]] float2 at(Index i) const { return points_[polygon_[i]]; }
  [[nodiscard]] bool clipped(Index i) const { return next_[i] == kNoIndex; }
  [[nodiscard]] int turn(Index i) const { return orient2d(at(previous_[i]), at(i), at(next_[i])); }

  // Area over the squares of the sides: the fatter the better.
  [[nodiscard]] double shape(Index i) const {
    const float2 a = at(previous_[i]), b = at(i), c = at(next_[i]);
    const double area = (double{b.x} - double{a.x}) * (double{c.y} - double{a.y}) -
                        (double{b.y} - double{a.y}) * (double{c.x} - double{a.x});
    return area / (squared_distance(a, b) + squared_distance(b, c) + squared_distance(c, a));
  }

  void consider(Index i) {
    ++version_[i];
    if (turn(i) > 0) {
      ears_.push({shape(i), i, version_[i]});
    } else {
      waiting_.push_back(i);
      if (!listed_[i]) blockers_.push_back(i);
      listed_[i] = true;
    }
  }

  // No other corner in the triangle, its border included.
  bool is_empty(Index tip) {
    const float2 a = at(previous_[tip]), b = at(tip), c = at(next_[tip]);
    std::size_t kept = 0;
    bool empty = true;
    for (const Index i : blockers_) {
      listed_[i] = !clipped(i) && turn(i) <= 0;
      if (!listed_[i]) continue;
      blockers_[kept++] = i;
      const float2 p = at(i);
      if (p == a || p == b || p == c) continue;
      if (orient2d(a, b, p) >= 0 && orient2d(b, c, p) >= 0 && orient2d(c, a, p) >= 0) empty = false;
    }
    blockers_.resize(kept);
    return empty;
  }

  // For loops that cross: something has to go, or nothing would ever end.
  [[nodiscard]] Index least_bad() const {
    Index best = kNoIndex;
    for (Index i = 0; i < polygon_.size(); ++i) {
      if (!clipped(i) && (best == kNoIndex || shape(i) > shape(best))) best = i;
    }
    return best;
  }

  void push(Index tip) {
    for (const Index i : {previous_[tip], tip, next_[tip]}) triangles_.push_back(polygon_[i]);
  }

  void clip(Index tip) {
    push(tip);
    const Index before = previous_[tip], after = next_[tip];
    next_[before] = after;
    previous_[after] = before;
    next_[tip] = kNoIndex;
    consider(before);
    consider(after);
  }

  const std::vector<float2>& points_;
  const Polygon& polygon_;
  std::vector<Index> previous_, next_, version_, waiting_, blockers_, triangles_;
  std::vector<bool> listed_;  // in blockers_
  std::priority_queue<Ear> ears_;
};

// --- flips ---------------------------------------------------------------------------------------------

// Makes inner edges Delaunay (Lawson 1977). A triangle's edge k runs from its corner k to the next.
class Flipper {
 public:
  Flipper(const std::vector<float2>& points, std::vector<Index>& triangles)
      : points_(points), triangles_(triangles) {
    for (Index edge = 0; edge < triangles.size(); ++edge) edges_[ends(edge)].push_back(edge);
    // An edge that the loops use twice is left alone, as one that is not shared by two is.
    for (auto& [pair, sides] : edges_) {
      const auto found = edges_.find({pair.second, pair.first});
      if (sides.size() == 1 && found != edges_.end() && found->second.size() == 1)
        pending_.push_back(sides.front());
    }
  }

  void run() {
    std::size_t budget = 40 * triangles_.size();
    while (!pending_.empty() && budget-- > 0) {
      const Index edge = pending_.back();
      pending_.pop_back();
      flip(edge);
    }
  }

 private:
  using Pair = std::pair<Index, Index>;
  static Index after(Index edge) { return edge % 3 == 2 ? edge - 2 : edge + 1; }
  [[nodiscard]] Pair ends(Index edge) const { return {triangles_[edge], triangles_[after(edge)]}; }

  [[nodiscard]] bool in_circle(float2 a, float2 b, float2 c, float2 d) const {
    const double ax = double{a.x} - double{d.x}, ay = double{a.y} - double{d.y},
                 bx = double{b.x} - double{d.x}, by = double{b.y} - double{d.y},
                 cx = double{c.x} - double{d.x}, cy = double{c.y} - double{d.y};
    const double aa = ax * ax + ay * ay, bb = bx * bx + by * by, cc = cx * cx + cy * cy;
    const double det = aa * (bx * cy - by * cx) - bb * (ax * cy - ay * cx) + cc * (ax * by - ay * bx);
    const double scale = std::max({aa, bb, cc});
    return det > 1e-9 * scale * scale;  // points on one circle are not flipped back and forth
  }

  void flip(Index edge) {
    const auto [a, b] = ends(edge);
    const auto found = edges_.find({b, a});
    if (found == edges_.end() || found->second.size() != 1) return;
    const Index twin = found->second.front();
    const Index c = triangles_[after(after(edge))], d = triangles_[after(after(twin))];
    const float2 pa = points_[a], pb = points_[b], pc = points_[c], pd = points_[d];
    if (c == d || !in_circle(pa, pb, pc, pd)) return;
    if (orient2d(pa, pd, pc) <= 0 || orient2d(pd, pb, pc) <= 0) return;
    if (edges_.count({c, d}) != 0 || edges_.count({d, c}) != 0) return;
    forget(edge), forget(twin);
    set(edge / 3, {a, d, c});
    set(twin / 3, {d, b, c});
  }

  void forget(Index edge) {
    for (Index i = edge / 3 * 3; i < edge / 3 * 3 + 3; ++i) edges_.erase(ends(i));
  }

  void set(Index triangle, std::array<Index, 3> corners) {
    for (Index i = 0; i < 3; ++i) triangles_[3 * triangle + i] = corners[i];
    for (Index i = 3 * triangle; i < 3 * triangle + 3; ++i) {
      edges_[ends(i)] = {i};
      pending_.push_back(i);
    }
  }

  const std::vector<float2>& points_;
  std::vector<Index>& triangles_;
  std::map<Pair, std::vector<Index>> edges_;
  std::vector<Index> pending_;
};

}  // namespace

double doubled_area(const Loop2& loop) {
  double area = 0;
  for (std::size_t i = 0; i < loop.size(); ++i) {
    const float2 a = loop[i], b = loop[(i + 1) % loop.size()];
    area += (double{a.x} - double{loop[0].x}) * (double{b.y} - double{loop[0].y}) -
            (double{a.y} - double{loop[0].y}) * (double{b.x} - double{loop[0].x});
  }
  return area;
}

bool contains(const Loop2& loop, float2 p) {
  bool inside = false;
  for (std::size_t i = 0; i < loop.size(); ++i) {
    const float2 a = loop[i], b = loop[(i + 1) % loop.size()];
    if ((a.y > p.y) == (b.y > p.y)) continue;
    if ((orient2d(a, b, p) > 0) == (b.y > a.y)) inside = !inside;
  }
  return inside;
}

std::vector<std::uint32_t> triangulate(const std::vector<Loop2>& loops) {
  std::vector<float2> points;
  std::vector<Polygon> numbered;
  for (const Loop2& loop : loops) {
    Polygon polygon(loop.size());
    std::iota(polygon.begin(), polygon.end(), static_cast<Index>(points.size()));
    points.insert(points.end(), loop.begin(), loop.end());
    numbered.push_back(std::move(polygon));
  }
  Polygon outer = std::move(numbered.front());
  numbered.erase(numbered.begin());
  const Polygon polygon = Bridger(points, std::move(outer), std::move(numbered)).run();
  std::vector<std::uint32_t> triangles = EarClipper(points, polygon).run();
  Flipper(points, triangles).run();
  return triangles;
}

}  // namespace meshgate::sandbox
