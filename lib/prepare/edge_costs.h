#pragma once
// What four edges between free vertices cost, side by side: most of the time of a decimation goes here.
#include <array>
#include <cstdint>

#include "prepare/quadric.h"

namespace meshgate {

/// Four floats in one register; arithmetic by element.
using Float4Lanes __attribute__((vector_size(16))) = float;

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

inline EdgeCosts compute_edge_costs(const std::array<CostedEdge, 4>& e) {
  using L = Float4Lanes;
  const auto gather = [&](auto get) { return L{get(e[0]), get(e[1]), get(e[2]), get(e[3])}; };
  const auto matrix = [&](float Quadric::*m) { return gather([m](const CostedEdge& i) { return i.a->*m; }); };
  const auto other = [&](float Quadric::*m) { return gather([m](const CostedEdge& i) { return i.b->*m; }); };
  const L dx = gather([](const CostedEdge&i) { return i.d.x; }),
          dy = gather([](const CostedEdge&i) { return i.d.y; }),
          dz = gather([](const CostedEdge&i) { return i.d.z; });
  L xx = matrix(&Quadric::xx), xy = matrix(&Quadric::xy), xz = matrix(&Quadric::xz),
    yy = matrix(&Quadric::yy), yz = matrix(&Quadric::yz), zz = matrix(&Quadric::zz);
  const L ax = gather([](const CostedEdge&i) { return i.a->b.x; }),
          ay = gather([](const CostedEdge&i) { return i.a->b.y; }),
          az = gather([](const CostedEdge&i) { return i.a->b.z; });
  // The quadric of a, moved by −d to the origin of b.
  L bx = ax - (xx * dx + xy * dy + xz * dz), by = ay - (xy * dx + yy * dy + yz * dz),
    bz = az - (xz * dx + yz * dy + zz * dz);
  L c = matrix(&Quadric::c) - (dx * (ax + bx) + dy * (ay + by) + dz * (az + bz));
  xx += other(&Quadric::xx), xy += other(&Quadric::xy), xz += other(&Quadric::xz), yy += other(&Quadric::yy),
      yz += other(&Quadric::yz), zz += other(&Quadric::zz);
  bx += gather([](const CostedEdge& i) { return i.b->b.x; }),
      by += gather([](const CostedEdge& i) { return i.b->b.y; }),
      bz += gather([](const CostedEdge& i) { return i.b->b.z; });
  c += other(&Quadric::c);
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
