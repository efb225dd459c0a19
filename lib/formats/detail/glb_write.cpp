// Writing a Scene as binary glTF 2.0: nodes, meshes and their primitives. What Khronos' validator calls an
// error or a warning is mended or left out, and said.
#include <algorithm>
#include <cmath>
#include <map>

#include "asset/normals.h"
#include "asset/sound_mesh.h"
#include "asset/tangents.h"
#include "core/buffer.h"
#include "core/parallel.h"
#include "formats/detail/glb_materials.h"
#include "formats/detail/glb_nodes.h"
#include "formats/detail/glb_write.h"
#include "formats/detail/unify_corners.h"

namespace meshgate {
namespace {

using Json = GlbBuilder::Json;
constexpr std::size_t kGrain = std::size_t{1} << 16U;
constexpr float kUnitTolerance = 0.0005F;  // a tenth of what the validator lets pass

float norm(float x, float y, float z) { return std::sqrt(x * x + y * y + z * z); }

bool is_unit(float3 n) { return std::abs(norm(n.x, n.y, n.z) - 1) < kUnitTolerance; }

template <class T, class Wrong>
bool any_wrong(const Array<T>& values, const std::stop_token& stop, Wrong wrong) {
  const auto count = [&](std::size_t begin, std::size_t end) -> std::size_t {
    return std::any_of(values.data() + begin, values.data() + end, wrong) ? 1U : 0U;
  };
  return parallel_reduce(values.size(), kGrain, stop, std::size_t{0}, count,
                         [](std::size_t& total, std::size_t part) { total += part; }) > 0;
}

template <class T, class Map>
Array<T> mapped(const Array<T>& values, const std::stop_token& stop, Map map) {
  Buffer<T> out(values.size());
  parallel_ranges(values.size(), kGrain, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) out[i] = map(values[i], i);
  });
  return std::move(out).freeze();
}

// Normals of length 1: those of length 0 come from the faces around.
void mend_normals(Mesh& mesh, const std::stop_token& stop) {
  if (!any_wrong(mesh.normals, stop, [](float3 n) { return !is_unit(n); })) return;
  const Array<float3> of_faces = compute_vertex_normals(mesh, stop);
  mesh.normals = mapped(mesh.normals, stop, [&](float3 n, std::size_t i) {
    const float size = norm(n.x, n.y, n.z);
    if (!(size > 1e-20F && std::isfinite(size))) return of_faces[i];
    return float3{n.x / size, n.y / size, n.z / size};
  });
}

// Tangents of length 1 with a sign; false when one has no direction.
bool mend_tangents(Mesh& mesh, const std::stop_token& stop) {
  const auto lacks_direction = [](float4 t) {
    const float size = norm(t.x, t.y, t.z);
    return !(size > 1e-20F && std::isfinite(size));
  };
  if (any_wrong(mesh.tangents, stop, lacks_direction)) return false;
  const auto wrong = [](float4 t) { return !is_unit({t.x, t.y, t.z}) || (t.w != 1 && t.w != -1); };
  if (!any_wrong(mesh.tangents, stop, wrong)) return true;
  mesh.tangents = mapped(mesh.tangents, stop, [](float4 t, std::size_t) {
    const float size = norm(t.x, t.y, t.z);
    return float4{t.x / size, t.y / size, t.z / size, t.w < 0 ? -1.0F : 1.0F};
  });
  return true;
}

void mend_colors(Mesh& mesh, const std::stop_token& stop, Losses& losses) {
  const auto outside = [](float4 c) {
    return std::min({c.x, c.y, c.z, c.w}) < 0 || std::max({c.x, c.y, c.z, c.w}) > 1;
  };
  if (!any_wrong(mesh.colors, stop, outside)) return;
  losses.say("vertex colours outside of 0 to 1 (now clamped)");
  mesh.colors = mapped(mesh.colors, stop, [](float4 c, std::size_t) {
    return float4{std::clamp(c.x, 0.0F, 1.0F), std::clamp(c.y, 0.0F, 1.0F), std::clamp(c.z, 0.0F, 1.0F),
                  std::clamp(c.w, 0.0F, 1.0F)};
  });
}

/// Writes meshes as primitives; a mesh that several nodes show is written once.
class MeshWriter {
 public:
  MeshWriter(const Scene& scene, GlbBuilder& glb, Losses& losses, const std::stop_token& stop)
      : scene_(scene), glb_(glb), losses_(losses), stop_(stop), materials_(scene, glb, losses, stop) {}

  /// The glTF mesh of these meshes together, or nothing when they have no face.
  std::optional<std::size_t> mesh_of(const std::vector<std::uint32_t>& meshes) {
    if (const auto found = known_.find(meshes); found != known_.end()) return found->second;
    Json primitives = Json::array();
    std::string name;
    for (const std::uint32_t mesh : meshes) {
      if (name.empty()) name = scene_.meshes[mesh].name;
      for (const Json& primitive : primitives_of(mesh)) primitives.push_back(primitive);
    }
    std::optional<std::size_t> index;
    if (!primitives.empty()) {
      Json json = Json::object();
      if (!name.empty()) json["name"] = name;
      json["primitives"] = std::move(primitives);
      index = glb_.append("meshes", std::move(json));
    }
    known_.emplace(meshes, index);
    return index;
  }

  void finish() {
    for (std::string& text : unsound_.describe()) losses_.say(std::move(text));
    const auto unplaced = scene_.meshes.size() - written_.size();
    losses_.add("mesh that no node shows", "meshes that no node shows", unplaced);
    materials_.tell_unused();
  }

 private:
  const Json& primitives_of(std::uint32_t index) {
    const auto [entry, fresh] = written_.emplace(index, Json::array());
    if (!fresh) return entry->second;
    const Mesh& source = scene_.meshes[index];
    if (!source.groups.empty() && !(source.groups.size() == 1 && source.groups[0].name == source.name))
      losses_.add("group of faces", "groups of faces", source.groups.size());
    Mesh mesh = unify_corners(make_sound(source, scene_.materials.size(), stop_, unsound_), stop_);
    if (mesh.face_count() == 0) return entry->second;
    settle_tangents(mesh);
    const Json attributes = attributes_of(mesh);
    const std::size_t uv_sets = uv_sets_;
    for (const auto& [material, indices] : split_by_material(mesh)) {
      Json primitive = {{"attributes", attributes},
                        {"indices", glb_.add_indices(indices, mesh.positions.size())}};
      if (material != kNoIndex) primitive["material"] = materials_.index_of(material, uv_sets);
      entry->second.push_back(std::move(primitive));
    }
    return entry->second;
  }

  // Tangents that can be written. A normal map without any is shown differently by each program.
  void settle_tangents(Mesh& mesh) {
    if (!mesh.normals.empty()) mend_normals(mesh, stop_);
    if (!mesh.tangents.empty() && (mesh.normals.empty() || !mend_tangents(mesh, stop_))) {
      losses_.say("tangents without normals or without direction");
      mesh.tangents = {};
    }
    if (mesh.normals.empty() || !mesh.tangents.empty()) return;
    if (const auto set = set_of_normal_map(mesh))
      mesh = with_tangents(mesh, *set, scene_.uv_from_below, stop_);
  }

  // The coordinates of the first normal map that its materials have.
  [[nodiscard]] std::optional<std::size_t> set_of_normal_map(const Mesh& mesh) const {
    const auto known =
        std::find_if(mesh.uvs.begin(), mesh.uvs.end(), [](const UvSet& set) { return set.values.empty(); });
    const auto sets = static_cast<std::size_t>(known - mesh.uvs.begin());
    for (const FaceRange& range : mesh.materials) {
      if (range.material >= scene_.materials.size() || range.face_count == 0) continue;
      for (const TextureUse& use : scene_.materials[range.material].textures) {
        const bool is_there = use.image < scene_.images.size() && !scene_.images[use.image].encoded.empty();
        if (use.role == TextureRole::kNormal && is_there && use.uv_set < sets) return use.uv_set;
      }
    }
    return std::nullopt;
  }

  Json attributes_of(Mesh& mesh) {
    Json attributes = {{"POSITION", glb_.add_positions(mesh.positions, stop_)}};
    if (!mesh.normals.empty()) attributes["NORMAL"] = glb_.add_vectors(mesh.normals);
    if (!mesh.tangents.empty()) attributes["TANGENT"] = glb_.add_vectors(mesh.tangents);
    uv_sets_ = 0;
    for (const UvSet& set : mesh.uvs) {
      if (set.values.empty()) break;  // glTF numbers the sets without a gap
      Array<float2> values = set.values;
      if (scene_.uv_from_below)
        values = mapped(values, stop_, [](float2 v, std::size_t) { return float2{v.x, 1 - v.y}; });
      attributes["TEXCOORD_" + std::to_string(uv_sets_++)] = glb_.add_vectors(values);
    }
    if (!mesh.colors.empty()) {
      mend_colors(mesh, stop_, losses_);
      attributes["COLOR_0"] = glb_.add_colors(mesh.colors, stop_);
    }
    return attributes;
  }

  using Split = std::vector<std::pair<std::uint32_t, Array<std::uint32_t>>>;
  // Faces by material, in order of the materials' first faces; what no range covers has none.
  static Split split_by_material(const Mesh& mesh) {
    std::vector<std::pair<std::uint32_t, std::vector<FaceRange>>> by_material;
    const auto add = [&](std::uint32_t material, std::uint64_t begin, std::uint64_t end) {
      if (begin == end) return;
      auto entry = std::find_if(by_material.begin(), by_material.end(),
                                [&](const auto& known) { return known.first == material; });
      if (entry == by_material.end()) {
        by_material.emplace_back(material, std::vector<FaceRange>());
        entry = by_material.end() - 1;
      }
      entry->second.push_back(
          {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end - begin), material, {}});
    };
    std::uint64_t at = 0;
    for (const FaceRange& range : mesh.materials) {
      if (range.face_count == 0) continue;
      add(kNoIndex, at, range.first_face);
      at = std::uint64_t{range.first_face} + range.face_count;
      add(range.material, range.first_face, at);
    }
    add(kNoIndex, at, mesh.face_count());
    Split split;
    for (const auto& [material, ranges] : by_material) split.emplace_back(material, corners_of(mesh, ranges));
    return split;
  }

  static Array<std::uint32_t> corners_of(const Mesh& mesh, const std::vector<FaceRange>& ranges) {
    const auto corners = [&](const FaceRange& range) {
      return mesh.indices.span().subspan(3 * std::size_t{range.first_face},
                                         3 * std::size_t{range.face_count});
    };
    if (ranges.size() == 1) return {mesh.indices.owner(), corners(ranges[0])};
    std::vector<std::uint32_t> gathered;
    for (const FaceRange& range : ranges) {
      const auto part = corners(range);
      gathered.insert(gathered.end(), part.begin(), part.end());
    }
    return gathered;
  }

  const Scene& scene_;
  GlbBuilder& glb_;
  Losses& losses_;
  std::stop_token stop_;
  GlbMaterials materials_;
  Unsound unsound_;
  std::size_t uv_sets_ = 0;
  std::map<std::vector<std::uint32_t>, std::optional<std::size_t>> known_;
  std::map<std::uint32_t, Json> written_;  ///< primitives of each mesh
};

// Meshes of each node, and those that stand alone.
struct Placement {
  std::vector<std::vector<std::uint32_t>> of_node;
  std::vector<std::uint32_t> alone;
};

Placement placement_of(const Scene& scene) {
  Placement placement;
  placement.of_node.resize(scene.nodes.size());
  for (const Instance& instance : scene.instances) {
    if (instance.mesh >= scene.meshes.size()) continue;
    if (instance.node < scene.nodes.size()) {
      placement.of_node[instance.node].push_back(instance.mesh);
    } else {
      placement.alone.push_back(instance.mesh);
    }
  }
  return placement;
}

}  // namespace

Result<Written> write_glb(const Asset& asset, const WriteOptions& options) {
  if (asset.kind != AssetKind::kMesh)
    return fail(ErrorKind::kUnsupported, "a GLB holds a model, not a picture");
  const Scene& scene = asset.scene;
  GlbBuilder glb;
  Losses losses;
  for (const std::string& text : scene.beyond) losses.say(text);
  MeshWriter meshes(scene, glb, losses, options.stop);
  const Placement placement = placement_of(scene);
  std::vector<std::optional<std::size_t>> mesh_of_node;
  for (const auto& list : placement.of_node)
    mesh_of_node.push_back(list.empty() ? std::nullopt : meshes.mesh_of(list));
  Json roots = write_glb_nodes(scene.nodes, mesh_of_node, glb, losses);
  for (const std::uint32_t mesh : placement.alone) {
    const std::optional<std::size_t> index = meshes.mesh_of({mesh});
    if (!index) continue;
    const std::string& name = scene.meshes[mesh].name.empty() ? options.stem : scene.meshes[mesh].name;
    roots.push_back(glb.append("nodes", {{"name", name}, {"mesh", *index}}));
  }
  meshes.finish();
  if (!roots.empty()) {
    glb.set("scene", 0);
    glb.append("scenes", {{"nodes", std::move(roots)}});
  }
  Written written;
  MG_TRY(Array<std::byte> bytes, std::move(glb).finish(options.stop));
  written.files.push_back({options.stem + ".glb", std::move(bytes)});
  written.lost = std::move(losses).take();
  return written;
}

}  // namespace meshgate
