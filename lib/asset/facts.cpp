#include "asset/facts.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>

#include "asset/placed.h"
#include "asset/same_faces.h"

namespace meshgate {
namespace {

template <class T>
bool same_bytes(const Array<T>& a, const Array<T>& b) {
  if (a.size() != b.size()) return false;
  return a.empty() || a.data() == b.data() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

/// What is known of a mesh or surface, and how like it is.
template <class Facts>
struct Known {
  const Facts* facts = nullptr;
  typename Facts::Likeness likeness = Facts::Likeness::kSame;
};

Known<MeshFacts> known_of(const Mesh& mesh, const MeshFacts* other, const std::stop_token& stop) {
  if (other == nullptr) return {};
  if (same_bytes(mesh.indices, other->mesh().indices) && same_bytes(mesh.positions, other->mesh().positions))
    return {other};
  const Mesh *one = &mesh, *two = &other->mesh();
  if (!have_same_faces({&one, 1}, {&two, 1}, stop)) return {};
  return {other, MeshFacts::Likeness::kRenumbered};
}

/// The known surface of the meshes that some others are like.
class KnownSurfaces {
 public:
  explicit KnownSurfaces(const AssetFacts* known) : known_(known) {
    if (known == nullptr) return;
    for (const SurfaceFacts& surface : known->surfaces()) by_mesh_[surface.meshes().front()] = &surface;
  }

  /// `number`: which surface of its asset it is.
  [[nodiscard]] Known<SurfaceFacts> find(const std::vector<const MeshFacts*>& meshes, std::size_t number,
                                         const std::stop_token& stop) const {
    const auto found = by_mesh_.find(meshes.front()->same());
    if (found != by_mesh_.end()) {
      const SurfaceFacts* surface = found->second;
      const auto is_same = [](const MeshFacts* mesh, const MeshFacts* other) {
        return mesh->same() == other;
      };
      const auto is_renumbered = [](const MeshFacts* mesh) {
        return mesh->likeness() == MeshFacts::Likeness::kRenumbered;
      };
      if (std::equal(meshes.begin(), meshes.end(), surface->meshes().begin(), surface->meshes().end(),
                     is_same)) {
        return {surface, std::any_of(meshes.begin(), meshes.end(), is_renumbered)
                             ? SurfaceFacts::Likeness::kRenumbered
                             : SurfaceFacts::Likeness::kSame};
      }
    }
    // Writers may make one mesh of several.
    if (known_ == nullptr || number >= known_->surfaces().size()) return {};
    const SurfaceFacts& surface = known_->surfaces()[number];
    if (!have_same_faces(meshes_of(meshes), meshes_of(surface.meshes()), stop)) return {};
    return {&surface, SurfaceFacts::Likeness::kRenumbered};
  }

 private:
  static std::vector<const Mesh*> meshes_of(const std::vector<const MeshFacts*>& facts) {
    std::vector<const Mesh*> meshes;
    for (const MeshFacts* mesh : facts) meshes.push_back(&mesh->mesh());
    return meshes;
  }

  const AssetFacts* known_;
  std::map<const MeshFacts*, const SurfaceFacts*> by_mesh_;
};

}  // namespace

AssetFacts::AssetFacts(const Asset& asset, const std::stop_token& stop, const AssetFacts* known)
    : asset_(&asset) {
  const std::vector<Mesh>& meshes = asset.scene.meshes;
  std::map<const float3*, std::vector<const Mesh*>> sharing;
  for (const Mesh& mesh : meshes) {
    if (!mesh.positions.empty()) sharing[mesh.positions.data()].push_back(&mesh);
  }
  const bool paired = known != nullptr && known->meshes().size() == meshes.size();
  for (std::size_t i = 0; i < meshes.size(); ++i) {
    const Known<MeshFacts> like = known_of(meshes[i], paired ? &known->meshes()[i] : nullptr, stop);
    const auto found = sharing.find(meshes[i].positions.data());
    meshes_.emplace_back(meshes[i], stop, like.facts, like.likeness,
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
    const Known<SurfaceFacts> like = known_surfaces.find(meshes, surfaces_.size(), stop);
    surfaces_.emplace_back(
        std::move(meshes),
        SurfaceFacts::Placing{scene.meters_per_unit, scale == scales.end() ? 1.0 : scale->second}, stop,
        like.facts, like.likeness);
  }
}

}  // namespace meshgate
