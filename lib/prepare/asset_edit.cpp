#include "prepare/asset_edit.h"

#include <algorithm>

namespace meshgate {

SurfaceFaces::SurfaceFaces(const Asset& asset, const Surface& surface) : surface_(surface) {
  for (const Mesh* mesh : surface.meshes)
    meshes_.push_back(static_cast<std::size_t>(mesh - asset.scene.meshes.data()));
}

std::size_t SurfaceFaces::owner(std::size_t surface_face) const {
  const auto& firsts = surface_.first_face;
  return static_cast<std::size_t>(std::upper_bound(firsts.begin(), firsts.end(), surface_face) -
                                  firsts.begin()) -
         1;
}

MeshFace SurfaceFaces::of(std::size_t surface_face) const {
  const std::size_t own = owner(surface_face);
  return {meshes_[own], static_cast<std::uint32_t>(surface_face - surface_.first_face[own])};
}

AssetFaces::AssetFaces(const Asset& asset)
    : faces_(asset.scene.meshes.size()), counts_(asset.scene.meshes.size(), 0) {
  for (std::size_t i = 0; i < faces_.size(); ++i) faces_[i] = BitSet(asset.scene.meshes[i].face_count());
}

void AssetFaces::add(MeshFace face) {
  if (faces_[face.mesh].test(face.face)) return;
  faces_[face.mesh].set(face.face);
  ++counts_[face.mesh];
  ++count_;
}

Asset AssetFaces::edited(const Asset& asset,
                         const std::function<Mesh(const Mesh&, const BitSet& faces)>& edit) const {
  Asset result = asset;
  for (std::size_t i = 0; i < faces_.size(); ++i) {
    if (counts_[i] > 0) result.scene.meshes[i] = edit(asset.scene.meshes[i], faces_[i]);
  }
  return result;
}

}  // namespace meshgate
