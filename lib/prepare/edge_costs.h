#pragma once
// What edges between free vertices cost, eight at a time: most of the time of a decimation goes here.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "asset/lanes.h"
#include "prepare/quadric.h"

namespace meshgate {

/// Eight floats in two registers. The steps of one edge wait for each other; those of two registers do not.
struct Float8Lanes {
  Float4Lanes low, high;

  friend Float8Lanes operator+(const Float8Lanes& a, const Float8Lanes& b) {
    return {a.low + b.low, a.high + b.high};
  }
  friend Float8Lanes operator-(const Float8Lanes& a, const Float8Lanes& b) {
    return {a.low - b.low, a.high - b.high};
  }
  friend Float8Lanes operator*(const Float8Lanes& a, const Float8Lanes& b) {
    return {a.low * b.low, a.high * b.high};
  }
  friend Float8Lanes operator/(const Float8Lanes& a, const Float8Lanes& b) {
    return {a.low / b.low, a.high / b.high};
  }
  friend Float8Lanes operator+(const Float8Lanes& a, float b) { return {a.low + b, a.high + b}; }
  friend Float8Lanes operator*(const Float8Lanes& a, float b) { return {a.low * b, a.high * b}; }
  friend Float8Lanes operator*(float a, const Float8Lanes& b) { return b * a; }
  friend Float8Lanes operator/(float a, const Float8Lanes& b) { return {a / b.low, a / b.high}; }
  [[nodiscard]] float operator[](std::size_t lane) const { return lane < 4 ? low[lane] : high[lane - 4]; }
};

inline Float8Lanes larger_of(const Float8Lanes& a, const Float8Lanes& b) {
  return {a.low > b.low ? a.low : b.low, a.high > b.high ? a.high : b.high};
}
inline Float8Lanes smaller_of(const Float8Lanes& a, const Float8Lanes& b) {
  return {a.low < b.low ? a.low : b.low, a.high < b.high ? a.high : b.high};
}
/// By lane: `yes` where a ≤ b, else `no`.
inline Float8Lanes where_at_most(const Float8Lanes& a, const Float8Lanes& b, const Float8Lanes& yes,
                                 const Float8Lanes& no) {
  return {a.low <= b.low ? yes.low : no.low, a.high <= b.high ? yes.high : no.high};
}

/// Edges that are ranked at once.
inline constexpr std::size_t kCostedEdges = 8;

/// Cost and mean squared error of edges, as Patch::find_collapse has them.
struct EdgeCosts {
  Float8Lanes cost, error_sq;
};

/// An edge: the quadric and the position of both ends.
struct CostedEdge {
  const Quadric* a;
  const Quadric* b;
  float3 d;  ///< from b to a
};

/// Quadrics side by side.
struct Quadric8 {
  Float8Lanes xx, xy, xz, yy, yz, zz, bx, by, bz, c;

  explicit Quadric8(const std::array<const Quadric*, kCostedEdges>& q) {
    static_assert(sizeof(Quadric) == 10 * sizeof(float));
    const auto four_from = [&](std::size_t first, std::size_t at) {
      const auto row = [&](std::size_t i) { return &q[first + i]->xx + at; };
      return transposed({row(0), row(1), row(2), row(3)});
    };
    const auto take = [&](std::size_t first, Float4Lanes Float8Lanes::*half) {
      const auto one = four_from(first, 0), two = four_from(first, 4), three = four_from(first, 6);
      xx.*half = one[0], xy.*half = one[1], xz.*half = one[2], yy.*half = one[3];
      yz.*half = two[0], zz.*half = two[1];
      bx.*half = three[0], by.*half = three[1], bz.*half = three[2], c.*half = three[3];
    };
    take(0, &Float8Lanes::low);
    take(4, &Float8Lanes::high);
  }
};

inline EdgeCosts compute_edge_costs(const std::array<CostedEdge, kCostedEdges>& e) {
  using L = Float8Lanes;
  std::array<const Quadric*, kCostedEdges> first, second;
  for (std::size_t i = 0; i < kCostedEdges; ++i) first[i] = e[i].a, second[i] = e[i].b;
  const Quadric8 at_a(first), at_b(second);
  const auto gather = [&](float float3::*m) {
    return L{{e[0].d.*m, e[1].d.*m, e[2].d.*m, e[3].d.*m}, {e[4].d.*m, e[5].d.*m, e[6].d.*m, e[7].d.*m}};
  };
  const L dx = gather(&float3::x), dy = gather(&float3::y), dz = gather(&float3::z);
  // The quadric of a, moved by −d to the origin of b.
  const L mx = at_a.bx - (at_a.xx * dx + at_a.xy * dy + at_a.xz * dz),
          my = at_a.by - (at_a.xy * dx + at_a.yy * dy + at_a.yz * dz),
          mz = at_a.bz - (at_a.xz * dx + at_a.yz * dy + at_a.zz * dz);
  const L moved = at_a.c - (dx * (at_a.bx + mx) + dy * (at_a.by + my) + dz * (at_a.bz + mz));
  const L xx = at_a.xx + at_b.xx, xy = at_a.xy + at_b.xy, xz = at_a.xz + at_b.xz, yy = at_a.yy + at_b.yy,
          yz = at_a.yz + at_b.yz, zz = at_a.zz + at_b.zz;
  const L bx = mx + at_b.bx, by = my + at_b.by, bz = mz + at_b.bz, c = moved + at_b.c;
  const auto value = [&](const L& x, const L& y, const L& z) {
    return c + x * (xx * x + xy * y + xz * z + 2 * bx) + y * (xy * x + yy * y + yz * z + 2 * by) +
           z * (xz * x + yz * y + zz * z + 2 * bz);
  };

  // As least_point().
  const L weight = xx + yy + zz, pull = weight * kPull + kNoWeight, half = pull * 0.5F;
  const L rx = half * dx - bx, ry = half * dy - by, rz = half * dz - bz;
  const L d0 = 1 / (xx + pull), l1 = xy * d0, l2 = xz * d0;
  const L d1 = 1 / larger_of(yy + pull - l1 * xy, pull);
  const L f = yz - l1 * xz, l3 = f * d1;
  const L d2 = 1 / larger_of(zz + pull - l2 * xz - l3 * f, pull);
  const L y1 = ry - l1 * rx, y2 = rz - l2 * rx - l3 * y1;
  const L z = y2 * d2, y = y1 * d1 - l3 * z, x = rx * d0 - l1 * y - l2 * z;

  const L hx = 0.5F * dx, hy = 0.5F * dy, hz = 0.5F * dz;
  const L ox = x - hx, oy = y - hy, oz = z - hz, size = dx * dx + dy * dy + dz * dz;
  const L on_edge = smaller_of(smaller_of(value(dx, dy, dz), c), value(hx, hy, hz));
  const L inside =
      where_at_most(ox * ox + oy * oy + oz * oz, kMaxOffset * kMaxOffset * size, value(x, y, z), on_edge);
  const L least = larger_of(inside, L{}), w = weight + kNoWeight;
  return {edge_cost(least, w, size), least / w};
}

}  // namespace meshgate
