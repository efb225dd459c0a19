#pragma once
// What four edges between free vertices cost, side by side: most of the time of a decimation goes here.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "prepare/lanes.h"
#include "prepare/quadric.h"

namespace meshgate {

/// Cost and mean squared error of four edges, as Patch::find_collapse has them.
struct EdgeCosts {
  Float4Lanes cost, error_sq;
};

/// An edge: the quadric and the position of both ends.
struct CostedEdge {
  const Quadric* a;
  const Quadric* b;
  float3 d;  ///< from b to a
};

/// Four times four floats in a row, one lane each.
inline std::array<Float4Lanes, 4> transposed(const std::array<const float*, 4>& rows) {
  std::array<Float4Lanes, 4> r;
  for (std::size_t i = 0; i < 4; ++i) std::memcpy(&r[i], rows[i], sizeof(r[i]));
  const Float4Lanes ab_low = __builtin_shufflevector(r[0], r[1], 0, 4, 1, 5),
                    ab_high = __builtin_shufflevector(r[0], r[1], 2, 6, 3, 7),
                    cd_low = __builtin_shufflevector(r[2], r[3], 0, 4, 1, 5),
                    cd_high = __builtin_shufflevector(r[2], r[3], 2, 6, 3, 7);
  return {__builtin_shufflevector(ab_low, cd_low, 0, 1, 4, 5),
          __builtin_shufflevector(ab_low, cd_low, 2, 3, 6, 7),
          __builtin_shufflevector(ab_high, cd_high, 0, 1, 4, 5),
          __builtin_shufflevector(ab_high, cd_high, 2, 3, 6, 7)};
}

/// Four quadrics side by side.
struct Quadric4 {
  Float4Lanes xx, xy, xz, yy, yz, zz, bx, by, bz, c;

  explicit Quadric4(const std::array<const Quadric*, 4>& q) {
    static_assert(sizeof(Quadric) == 10 * sizeof(float));
    const auto four_from = [&](std::size_t at) {
      const auto row = [&](std::size_t i) { return &q[i]->xx + at; };
      return transposed({row(0), row(1), row(2), row(3)});
    };
    const auto first = four_from(0), second = four_from(4), third = four_from(6);
    xx = first[0], xy = first[1], xz = first[2], yy = first[3];
    yz = second[0], zz = second[1];
    bx = third[0], by = third[1], bz = third[2], c = third[3];
  }
};

inline EdgeCosts compute_edge_costs(const std::array<CostedEdge, 4>& e) {
  using L = Float4Lanes;
  const Quadric4 at_a({e[0].a, e[1].a, e[2].a, e[3].a}), at_b({e[0].b, e[1].b, e[2].b, e[3].b});
  const L dx{e[0].d.x, e[1].d.x, e[2].d.x, e[3].d.x}, dy{e[0].d.y, e[1].d.y, e[2].d.y, e[3].d.y},
      dz{e[0].d.z, e[1].d.z, e[2].d.z, e[3].d.z};
  // The quadric of a, moved by −d to the origin of b.
  L bx = at_a.bx - (at_a.xx * dx + at_a.xy * dy + at_a.xz * dz),
    by = at_a.by - (at_a.xy * dx + at_a.yy * dy + at_a.yz * dz),
    bz = at_a.bz - (at_a.xz * dx + at_a.yz * dy + at_a.zz * dz);
  L c = at_a.c - (dx * (at_a.bx + bx) + dy * (at_a.by + by) + dz * (at_a.bz + bz));
  const L xx = at_a.xx + at_b.xx, xy = at_a.xy + at_b.xy, xz = at_a.xz + at_b.xz, yy = at_a.yy + at_b.yy,
          yz = at_a.yz + at_b.yz, zz = at_a.zz + at_b.zz;
  bx += at_b.bx, by += at_b.by, bz += at_b.bz;
  c += at_b.c;
  const auto value = [&](L x, L y, L z) {
    return c + x * (xx * x + xy * y + xz * z + 2 * bx) + y * (xy * x + yy * y + yz * z + 2 * by) +
           z * (xz * x + yz * y + zz * z + 2 * bz);
  };

  // As least_point().
  const L weight = xx + yy + zz, pull = weight * kPull + kNoWeight, half = pull * 0.5F;
  const L rx = half * dx - bx, ry = half * dy - by, rz = half * dz - bz;
  const auto at_least = [](L a, L b) { return a > b ? a : b; };
  const L d0 = 1 / (xx + pull), l1 = xy * d0, l2 = xz * d0;
  const L d1 = 1 / at_least(yy + pull - l1 * xy, pull);
  const L f = yz - l1 * xz, l3 = f * d1;
  const L d2 = 1 / at_least(zz + pull - l2 * xz - l3 * f, pull);
  const L y1 = ry - l1 * rx, y2 = rz - l2 * rx - l3 * y1;
  const L z = y2 * d2, y = y1 * d1 - l3 * z, x = rx * d0 - l1 * y - l2 * z;

  L least = value(x, y, z);
  const L ox = x - 0.5F * dx, oy = y - 0.5F * dy, oz = z - 0.5F * dz, size = dx * dx + dy * dy + dz * dz;
  const L end = value(dx, dy, dz), middle = value(0.5F * dx, 0.5F * dy, 0.5F * dz), start = c;
  const L on_edge = end < start ? (end < middle ? end : middle) : (start < middle ? start : middle);
  least = ox * ox + oy * oy + oz * oz <= kMaxOffset * kMaxOffset * size ? least : on_edge;
  least = at_least(least, L{});
  const L w = weight + kNoWeight;
  return {edge_cost(least, w, size), least / w};
}

}  // namespace meshgate
