#include "asset/facts.h"

#include <cmath>
#include <map>

#include "asset/placed.h"

namespace meshgate {

void AssetFacts::find_surfaces(const std::stop_token& stop) {
  const Scene& scene = asset_->scene;
  std::map<std::uint32_t, std::vector<const MeshFacts*>> surfaces;
  for (const MeshFacts& mesh : meshes_) {
    if (mesh.mesh().face_count() > 0) surfaces[mesh.mesh().surface].push_back(&mesh);
  }
  std::map<std::uint32_t, double> scales;
  for_each_placed(scene, [&](std::uint32_t mesh, const Matrix4& world) {
    const double scale = std::cbrt(std::abs(determinant3(world)));
    const auto [known, added] = scales.try_emplace(scene.meshes[mesh].surface, scale);
    if (!added) known->second = std::min(known->second, scale);
  });
  for (auto& [number, meshes] : surfaces) {
    const auto scale = scales.find(number);
    surfaces_.emplace_back(
        std::move(meshes),
        SurfaceFacts::Placing{scene.meters_per_unit, scale == scales.end() ? 1.0 : scale->second}, stop);
  }
}

}  // namespace meshgate
