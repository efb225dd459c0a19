#include "formats/detail/scene_merge.h"

#include <algorithm>
#include <iterator>

namespace meshgate {
namespace {

template <class T>
void move_all(std::vector<T>& from, std::vector<T>& to) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

void shift(std::uint32_t& index, std::size_t by) {
  if (index != kNoIndex) index += static_cast<std::uint32_t>(by);
}

// Texture coordinates that count v from one border as ones that count it from the other.
void turn_uvs(Scene& scene) {
  for (Mesh& mesh : scene.meshes) {
    for (UvSet& set : mesh.uvs) {
      std::vector<float2> values(set.values.begin(), set.values.end());
      for (float2& uv : values) uv.y = 1 - uv.y;
      set.values = Array<float2>(std::move(values));
    }
  }
  for (Material& material : scene.materials) {
    for (TextureUse& use : material.textures) {
      use.offset.y = 1 - use.scale.y - use.offset.y;
      use.rotation_rad = -use.rotation_rad;
    }
  }
  scene.uv_from_below = !scene.uv_from_below;
}

template <class T>
std::uint64_t bytes_of(const Array<T>& array) {
  return array.size() * sizeof(T);
}

}  // namespace

void merge_asset(Asset part, const std::string& name, Asset& whole) {
  Scene& scene = whole.scene;
  std::uint32_t surfaces = 0;
  for (const Mesh& mesh : scene.meshes) surfaces = std::max(surfaces, mesh.surface + 1);
  const std::size_t meshes = scene.meshes.size(), nodes = scene.nodes.size(),
                    materials = scene.materials.size(), images = scene.images.size();
  const std::string prefix = name.empty() ? "" : "/" + name;
  if (scene.meshes.empty()) scene.uv_from_below = part.scene.uv_from_below;
  if (scene.uv_from_below != part.scene.uv_from_below) turn_uvs(part.scene);
  std::uint32_t holder = kNoIndex;
  if (!name.empty()) {
    holder = static_cast<std::uint32_t>(nodes + part.scene.nodes.size());
  }
  for (Mesh& mesh : part.scene.meshes) {
    mesh.element = prefix + mesh.element;
    if (mesh.name.empty()) mesh.name = name;
    mesh.surface += surfaces;
    for (auto* ranges : {&mesh.materials, &mesh.groups}) {
      for (FaceRange& range : *ranges) shift(range.material, materials);
    }
  }
  for (Node& node : part.scene.nodes) shift(node.parent, nodes);
  for (Instance& instance : part.scene.instances) {
    shift(instance.mesh, meshes);
    shift(instance.node, nodes);
    if (instance.node == kNoIndex) instance.node = holder;
  }
  for (Material& material : part.scene.materials) {
    material.element = prefix + material.element;
    for (TextureUse& use : material.textures) shift(use.image, images);
  }
  for (TextureImage& image : part.scene.images) image.element = prefix + image.element;
  for (Finding& note : part.notes) note.element = prefix + note.element;
  move_all(part.scene.meshes, scene.meshes);
  move_all(part.scene.nodes, scene.nodes);
  if (holder != kNoIndex) scene.nodes.emplace_back().name = name;
  move_all(part.scene.instances, scene.instances);
  move_all(part.scene.materials, scene.materials);
  move_all(part.scene.images, scene.images);
  move_all(part.notes, whole.notes);
  scene.animated = scene.animated || part.scene.animated;
  if (!scene.meters_per_unit) scene.meters_per_unit = part.scene.meters_per_unit;
  if (scene.up_axis == 0) scene.up_axis = part.scene.up_axis;
}

std::uint64_t scene_bytes(const Scene& scene) {
  std::uint64_t sum = 0;
  for (const Mesh& mesh : scene.meshes) {
    sum += bytes_of(mesh.positions) + bytes_of(mesh.indices) + bytes_of(mesh.normals) +
           bytes_of(mesh.normal_indices) + bytes_of(mesh.colors) + bytes_of(mesh.tangents) +
           bytes_of(mesh.face_numbers) + bytes_of(mesh.face_lines) + bytes_of(mesh.face_polygons);
    for (const UvSet& set : mesh.uvs) sum += bytes_of(set.values) + bytes_of(set.indices);
  }
  for (const TextureImage& image : scene.images) {
    sum += bytes_of(image.image.pixels8) + bytes_of(image.image.pixels16) + bytes_of(image.image.pixels32f);
  }
  return sum;
}

}  // namespace meshgate
