#include "asset/facts.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>

#include "asset/placed.h"

namespace meshgate {
namespace {

template <class T>
bool same_bytes(const Array<T>& a, const Array<T>& b) {
  if (a.size() != b.size()) return false;
  return a.empty() || a.data() == b.data() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

/// The known surface of exactly the meshes that some others are the same as.
class KnownSurfaces {
 public:
  explicit KnownSurfaces(const AssetFacts* known) {
    if (known == nullptr) return;
    for (const SurfaceFacts& surface : known->surfaces()) by_mesh_[surface.meshes().front()] = &surface;
  }
  /// Null when there is none.
  [[nodiscard]] const SurfaceFacts* find(const std::vector<const MeshFacts*>& meshes) const {
    const auto found = by_mesh_.find(meshes.front()->same());
    if (found == by_mesh_.end()) return nullptr;
    const auto is_same = [](const MeshFacts* mesh, const MeshFacts* other) { return mesh->same() == other; };
    const std::vector<const MeshFacts*>& others = found->second->meshes();
    return std::equal(meshes.begin(), meshes.end(), others.begin(), others.end(), is_same) ? found->second
                                                                                           : nullptr;
  }

 private:
  std::map<const MeshFacts*, const SurfaceFacts*> by_mesh_;
};

}  // namespace

AssetFacts::AssetFacts(const Asset& asset, const std::stop_token& stop, const AssetFacts* known)
    : asset_(&asset) {
  const std::vector<Mesh>& meshes = asset.scene.meshes;
  if (known != nullptr && known->meshes().size() != meshes.size()) known = nullptr;
  std::map<const float3*, std::vector<const Mesh*>> sharing;
  for (const Mesh& mesh : meshes) {
    if (!mesh.positions.empty()) sharing[mesh.positions.data()].push_back(&mesh);
  }
  for (std::size_t i = 0; i < meshes.size(); ++i) {
    const MeshFacts* other = known == nullptr ? nullptr : &known->meshes()[i];
    const bool same = other != nullptr && same_bytes(meshes[i].indices, other->mesh().indices) &&
                      same_bytes(meshes[i].positions, other->mesh().positions);
    const auto found = sharing.find(meshes[i].positions.data());
    meshes_.emplace_back(meshes[i], stop, same ? other : nullptr,
                         found == sharing.end() ? std::vector<const Mesh*>() : found->second);
  }
  if (asset.image) images_.emplace_back(*asset.image, stop);
  find_surfaces(stop, known);
}

void AssetFacts::find_surfaces(const std::stop_token& stop, const AssetFacts* known) {
  const Scene& scene = asset_->scene;
  std::map<std::uint32_t, std::vector<const MeshFacts*>> surfaces;
  for (const MeshFacts& mesh : meshes_) {
    if (mesh.mesh().face_count() > 0) surfaces[mesh.mesh().surface].push_back(&mesh);
  }
  std::map<std::uint32_t, double> scales;
  for_each_placed(scene, [&](std::uint32_t mesh, const Matrix4& world) {
    const double scale = std::cbrt(std::abs(determinant3(world)));
    const auto [least, added] = scales.try_emplace(scene.meshes[mesh].surface, scale);
    if (!added) least->second = std::min(least->second, scale);
  });
  const KnownSurfaces known_surfaces(known);
  for (auto& [number, meshes] : surfaces) {
    const auto scale = scales.find(number);
    const SurfaceFacts* same = known_surfaces.find(meshes);
    surfaces_.emplace_back(
        std::move(meshes),
        SurfaceFacts::Placing{scene.meters_per_unit, scale == scales.end() ? 1.0 : scale->second}, stop,
        same);
  }
}

}  // namespace meshgate
