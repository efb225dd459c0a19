#pragma once
// Sums of squared distances to planes (Garland & Heckbert 1997), kept relative to their own vertex.
#include <algorithm>
#include <cmath>

#include "prepare/vec3.h"

namespace meshgate {

/// x ↦ xᵀAx + 2bᵀx + c, where x is relative to the vertex that owns it.
///
/// With the origin at the vertex, b and c are as small as the error itself, so that float is enough: about a
/// common origin c would be the difference of numbers a million times larger.
struct Quadric {
  float xx = 0, xy = 0, xz = 0, yy = 0, yz = 0, zz = 0;
  float3 b{0, 0, 0};
  float c = 0;

  /// Adds `weight` times the squared distance to the plane with this unit normal through the origin.
  void add_plane(float3 normal, float weight) {
    const float3 w = normal * weight;
    xx += w.x * normal.x, xy += w.x * normal.y, xz += w.x * normal.z;
    yy += w.y * normal.y, yz += w.y * normal.z, zz += w.z * normal.z;
  }
  /// Sum of the weights of all planes, for unit normals.
  [[nodiscard]] float weight() const { return xx + yy + zz; }
  [[nodiscard]] float3 times(float3 v) const {
    return {xx * v.x + xy * v.y + xz * v.z, xy * v.x + yy * v.y + yz * v.z, xz * v.x + yz * v.y + zz * v.z};
  }
  [[nodiscard]] float value(float3 x) const { return c + dot(x, times(x) + b * 2); }
  /// The same function about the origin + d.
  [[nodiscard]] Quadric about(float3 d) const {
    Quadric q = *this;
    q.b = b + times(d);
    q.c = c + dot(d, b + q.b);
    return q;
  }
  Quadric& operator+=(const Quadric& o) {
    xx += o.xx, xy += o.xy, xz += o.xz, yy += o.yy, yz += o.yz, zz += o.zz;
    b = b + o.b;
    c += o.c;
    return *this;
  }
  friend Quadric operator-(const Quadric& p, const Quadric& o) {
    return {p.xx - o.xx, p.xy - o.xy, p.xz - o.xz, p.yy - o.yy,
            p.yz - o.yz, p.zz - o.zz, p.b - o.b,   p.c - o.c};
  }
};

/// A vertex goes no further from the middle of its edge than this many lengths.
inline constexpr float kMaxOffset = 1.5F;
/// How strongly the middle draws where the planes leave a direction open: that makes the system definite.
inline constexpr float kPull = 1e-4F;
/// Added to weights that are divided by.
inline constexpr float kNoWeight = 1e-30F;

/// What collapsing an edge costs: the squared distances times the square root of the weight, all of it
/// squared.
///
/// Full weight (Garland & Heckbert) spends too little on small faces, none too much; the root was best in
/// mean and in largest distance. Squared, since only the order counts. The length decides where the surface
/// is flat.
template <class Float>
Float edge_cost(Float value, Float weight, Float length_sq) {
  const Float distances = value + 1e-6F * weight * length_sq;
  return distances * distances / weight;
}

/// The end or the middle of the edge from the origin to d, whichever is best.
inline float3 best_of_edge(const Quadric& q, float3 d) {
  float3 best = d * 0.5F;
  for (const float3 at : {float3{0, 0, 0}, d}) {
    if (q.value(at) < q.value(best)) best = at;
  }
  return best;
}

/// Where the quadric is least on the edge from the origin to d.
inline float3 least_on_edge(const Quadric& q, float3 d) {
  const float curve = dot(d, q.times(d)), slope = dot(q.b, d);
  return d * (curve > 0 ? std::clamp(-slope / curve, 0.0F, 1.0F) : 0.5F);
}

/// Where the quadric is least, or the best place on the edge from the origin to d when that is far away.
inline float3 least_point(const Quadric& q, float3 d) {
  const float pull = kPull * q.weight() + kNoWeight;
  // LDLᵀ; the adjugate would lose the digits that the pull leaves.
  const float d0 = q.xx + pull, l1 = q.xy / d0, l2 = q.xz / d0;
  const float d1 = std::max(q.yy + pull - l1 * q.xy, pull);
  const float e = q.yz - l1 * q.xz, l3 = e / d1;
  const float d2 = std::max(q.zz + pull - l2 * q.xz - l3 * e, pull);
  const auto solve = [&](float3 r) {
    const float y1 = r.y - l1 * r.x, y2 = r.z - l2 * r.x - l3 * y1;
    const float z = y2 / d2, y = y1 / d1 - l3 * z;
    return float3{r.x / d0 - l1 * y - l2 * z, y, z};
  };
  const float3 middle = d * 0.5F;
  float3 x = solve(middle * pull - q.b);
  // Once more from there: where the planes say where to go, the pull has no say.
  x = x - solve(q.times(x) + q.b);
  const float3 off = x - middle;
  return dot(off, off) <= kMaxOffset * kMaxOffset * dot(d, d) ? x : best_of_edge(q, d);
}

}  // namespace meshgate
