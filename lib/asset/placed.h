#pragma once
// The meshes that a scene shows, each as often as it is placed.
#include <cstdint>

#include "meshgate/scene.h"

namespace meshgate {

/// Calls `visit(mesh index, world matrix)` for every instance in the scene, in file order.
template <class Visit>
void for_each_placed(const Scene& scene, Visit visit) {
  static const Matrix4 kIdentity;
  for (const Instance& instance : scene.instances) {
    const bool on_node = instance.node < scene.nodes.size();
    if (instance.mesh >= scene.meshes.size() || (on_node && !scene.nodes[instance.node].in_scene)) continue;
    visit(instance.mesh, on_node ? scene.nodes[instance.node].world : kIdentity);
  }
}

/// Triangles that are shown, each instance counted.
inline std::uint64_t placed_triangles(const Scene& scene) {
  std::uint64_t triangles = 0;
  for_each_placed(scene,
                  [&](std::uint32_t mesh, const Matrix4&) { triangles += scene.meshes[mesh].face_count(); });
  return triangles;
}

}  // namespace meshgate
