#include "asset/winding.h"

#include <bit>

#include "asset/predicates.h"

namespace meshgate {
namespace {

float2 flat(float3 p) { return project(p, Projection::kYz); }

// +1 or −1 when the projected triangle covers q counter-clockwise or clockwise, else 0. Each edge decides for
// both of its triangles alike: a point on it belongs to one of them.
int coverage(const std::array<float3, 3>& t, float2 q) {
  int covers = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const float2 u = flat(t[i]), w = flat(t[(i + 1) % 3]);
    const bool upward = u.y <= q.y && w.y > q.y, downward = w.y <= q.y && u.y > q.y;
    if (upward && orient2d(u, w, q) > 0) ++covers;
    if (downward && orient2d(w, u, q) > 0) --covers;
  }
  return covers;
}

}  // namespace

RayCrossings count_crossings(const Surface& surface, const BoxTree& faces, float3 point) {
  const float2 q = flat(point);
  RayCrossings crossings;
  const auto ahead = [&](const BoxPacket& boxes) {
    return BoxPacket::mask_of([&](unsigned i) {
      return boxes.max_x[i] >= point.x && boxes.min_y[i] <= point.y && boxes.max_y[i] >= point.y &&
             boxes.min_z[i] <= point.z && boxes.max_z[i] >= point.z;
    });
  };
  faces.visit_if(ahead, 0, [&](std::size_t packet, unsigned mask) {
    for (; mask != 0; mask &= mask - 1) {
      const std::size_t slot = 4 * packet + static_cast<std::size_t>(std::countr_zero(mask));
      const std::array<float3, 3> t = surface.triangle(faces.item(slot));
      const int covers = coverage(t, q);
      // Counter-clockwise in y, z: the normal points along +x, and the point is behind the face.
      if (covers == 0 || orient3d(t[0], t[1], t[2], point) * covers >= 0) continue;
      crossings.winding += covers;
      crossings.inside = !crossings.inside;
    }
    return true;
  });
  return crossings;
}

}  // namespace meshgate
