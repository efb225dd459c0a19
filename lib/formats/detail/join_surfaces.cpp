#include "formats/detail/join_surfaces.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "core/parallel.h"

namespace meshgate {
namespace {

using Meshes = std::vector<const Mesh*>;

bool has(const Meshes& parts, bool (*test)(const Mesh&)) {
  return std::any_of(parts.begin(), parts.end(), [&](const Mesh* mesh) { return test(*mesh); });
}

void append_moved(std::span<const std::uint32_t> indices, std::size_t by, std::vector<std::uint32_t>& to) {
  for (const std::uint32_t index : indices)
    to.push_back(index == kNoIndex ? kNoIndex : index + static_cast<std::uint32_t>(by));
}

// Positions and what is stored with them.
void join_vertices(const Meshes& parts, Mesh& whole) {
  std::vector<float3> positions;
  std::vector<std::uint32_t> indices;
  std::vector<float4> colors, tangents;
  const bool colored = has(parts, [](const Mesh& mesh) { return !mesh.colors.empty(); });
  const bool plain = has(parts, [](const Mesh& mesh) { return mesh.tangents.empty(); });
  for (const Mesh* part : parts) {
    append_moved(part->indices.span(), positions.size(), indices);
    positions.insert(positions.end(), part->positions.begin(), part->positions.end());
    if (colored && part->colors.empty()) colors.resize(positions.size(), float4{1, 1, 1, 1});
    colors.insert(colors.end(), part->colors.begin(), part->colors.end());
    if (!plain) tangents.insert(tangents.end(), part->tangents.begin(), part->tangents.end());
  }
  whole.positions = std::move(positions);
  whole.indices = std::move(indices);
  whole.colors = std::move(colors);
  whole.tangents = std::move(tangents);
}

// Values and the index of each corner; corners of a part without values have none.
template <class T, class Values, class Indices>
std::pair<Array<T>, Array<std::uint32_t>> join_corners(const Meshes& parts, const Values& values_of,
                                                       const Indices& indices_of) {
  std::vector<T> values;
  std::vector<std::uint32_t> indices;
  for (const Mesh* part : parts) {
    const Array<T>* own = values_of(*part);
    if (own == nullptr || own->empty()) {
      indices.resize(indices.size() + part->indices.size(), kNoIndex);
      continue;
    }
    const Array<std::uint32_t>& corners = indices_of(*part);
    append_moved((corners.empty() ? part->indices : corners).span(), values.size(), indices);
    values.insert(values.end(), own->begin(), own->end());
  }
  if (values.empty()) indices.clear();
  return {std::move(values), std::move(indices)};
}

void join_attributes(const Meshes& parts, Mesh& whole) {
  std::tie(whole.normals, whole.normal_indices) = join_corners<float3>(
      parts, [](const Mesh& mesh) { return &mesh.normals; },
      [](const Mesh& mesh) -> const Array<std::uint32_t>& { return mesh.normal_indices; });
  std::size_t sets = 0;
  for (const Mesh* part : parts) sets = std::max(sets, part->uvs.size());
  for (std::size_t set = 0; set < sets; ++set) {
    UvSet uvs;
    std::tie(uvs.values, uvs.indices) = join_corners<float2>(
        parts, [&](const Mesh& mesh) { return set < mesh.uvs.size() ? &mesh.uvs[set].values : nullptr; },
        [&](const Mesh& mesh) -> const Array<std::uint32_t>& { return mesh.uvs[set].indices; });
    whole.uvs.push_back(std::move(uvs));
  }
}

Mesh joined(const Meshes& parts) {
  Mesh whole;
  whole.element = parts.front()->element;
  whole.name = parts.front()->name;
  whole.surface = parts.front()->surface;
  whole.skinned = has(parts, [](const Mesh& mesh) { return mesh.skinned; });
  whole.morph_targets = has(parts, [](const Mesh& mesh) { return mesh.morph_targets; });
  std::uint32_t first = 0;
  for (const Mesh* part : parts) {
    for (auto ranges : {&Mesh::materials, &Mesh::groups}) {
      for (FaceRange range : part->*ranges) {
        range.first_face += first;
        (whole.*ranges).push_back(std::move(range));
      }
    }
    first += static_cast<std::uint32_t>(part->face_count());
    whole.stored_vertices += part->stored_vertices;
  }
  join_vertices(parts, whole);
  join_attributes(parts, whole);
  return whole;
}

}  // namespace

Scene join_surfaces(const Scene& scene, const std::stop_token& stop) {
  std::vector<std::vector<std::uint32_t>> nodes(scene.meshes.size());
  for (const Instance& instance : scene.instances) {
    if (instance.mesh < nodes.size()) nodes[instance.mesh].push_back(instance.node);
  }
  // The meshes of each surface that are shown together, in their order; where each went.
  std::map<std::pair<std::uint32_t, std::vector<std::uint32_t>>, std::uint32_t> group_of;
  std::vector<Meshes> groups;
  std::vector<std::uint32_t> place(scene.meshes.size());
  for (std::uint32_t i = 0; i < scene.meshes.size(); ++i) {
    std::sort(nodes[i].begin(), nodes[i].end());
    const auto next = static_cast<std::uint32_t>(groups.size());
    const auto found = group_of.try_emplace({scene.meshes[i].surface, nodes[i]}, next).first;
    if (found->second == next) groups.emplace_back();
    place[i] = found->second;
    groups[found->second].push_back(&scene.meshes[i]);
  }
  Scene out = scene;
  if (groups.size() == scene.meshes.size()) return out;
  out.meshes.clear();
  for (const Meshes& group : groups) {
    if (stop.stop_requested()) throw Cancelled{};
    out.meshes.push_back(group.size() == 1 ? *group.front() : joined(group));
  }
  out.instances.clear();
  std::vector<bool> first(groups.size(), true);
  for (std::uint32_t i = 0; i < scene.meshes.size(); ++i) {
    if (!first[place[i]]) continue;
    first[place[i]] = false;
    for (const std::uint32_t node : nodes[i]) out.instances.push_back({place[i], node});
  }
  return out;
}

}  // namespace meshgate
