#pragma once
// The same edits for all meshes of an asset.
#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

#include "asset/facts.h"
#include "prepare/mesh_edit.h"

namespace meshgate {

/// A mesh of an asset and one of its faces.
struct MeshFace {
  std::size_t mesh = 0;
  std::uint32_t face = 0;
};

/// Where the faces of a surface are in the asset.
class SurfaceFaces {
 public:
  /// The surface must be one of the asset itself, not of a copy.
  SurfaceFaces(const Asset& asset, const Surface& surface);
  [[nodiscard]] MeshFace of(std::size_t surface_face) const;
  /// Number in the asset of a mesh of the surface.
  [[nodiscard]] std::size_t mesh(std::size_t in_surface) const { return meshes_[in_surface]; }
  /// The mesh, by its place in the surface, that a face belongs to.
  [[nodiscard]] std::size_t owner(std::size_t surface_face) const;

 private:
  const Surface& surface_;
  std::vector<std::size_t> meshes_;
};

/// Faces of the meshes of an asset.
class AssetFaces {
 public:
  explicit AssetFaces(const Asset& asset);
  void add(MeshFace face);
  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] bool empty() const { return count_ == 0; }
  /// The asset with `edit` applied to the meshes that have such faces.
  [[nodiscard]] Asset edited(const Asset& asset,
                             const std::function<Mesh(const Mesh&, const BitSet& faces)>& edit) const;

 private:
  std::vector<BitSet> faces_;
  std::vector<std::uint64_t> counts_;
  std::uint64_t count_ = 0;
};

}  // namespace meshgate
