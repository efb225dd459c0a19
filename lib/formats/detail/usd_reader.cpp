#include "formats/detail/usd_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "core/parallel.h"
#include "core/text.h"
#include "formats/detail/texture.h"
#include "formats/detail/usd_crate_coding.h"
#include "formats/detail/usd_material.h"
#include "formats/detail/usd_mesh.h"
#include "formats/detail/usd_stage.h"
#include "formats/detail/usd_xform.h"

namespace meshgate {
namespace {

// Prims that are no place in the scene, and what is below them.
bool is_no_node(std::string_view type) {
  constexpr std::array<std::string_view, 9> kTypes{"Material",   "Shader",         "NodeGraph",
                                                   "GeomSubset", "Skeleton",       "SkelAnimation",
                                                   "BlendShape", "RenderSettings", "RenderProduct"};
  return std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end();
}

// Geometry that is known and not read.
bool is_other_geometry(std::string_view type) {
  constexpr std::array<std::string_view, 15> kTypes{
      "Points",   "BasisCurves", "NurbsCurves", "NurbsPatch",     "HermiteCurves",
      "TetMesh",  "Volume",      "Cube",        "PointInstancer", "Sphere",
      "Cylinder", "Cone",        "Capsule",     "Plane",          "Cylinder_1"};
  return std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end();
}

class SceneBuilder {
 public:
  SceneBuilder(const UsdStage& stage, const ReadOptions& options, FindingSink& notes)
      : stage_(stage),
        options_(options),
        notes_(notes),
        budget_(stage.memory_left()),
        materials_(stage, scene_, notes) {}

  Scene build() {
    const UsdLayer& root = stage_.root();
    // The fallbacks that UsdGeom defines.
    scene_.up_axis = root.up_axis == "Z" ? 'Z' : 'Y';
    scene_.meters_per_unit = root.meters_per_unit > 0 ? root.meters_per_unit : 0.01;
    if (!root.up_axis.empty() && root.up_axis != "Y" && root.up_axis != "Z")
      ++unsupported_["an up axis other than Y and Z"];
    scene_.uv_from_below = true;
    places_.resize(stage_.prims().size());
    for (std::uint32_t prim = 1; prim < stage_.prims().size(); ++prim) add_prim(prim);
    judge_textures(options_, scene_.images, notes_);
    report();
    return std::move(scene_);
  }

 private:
  using SiteKey = std::vector<std::pair<std::uint32_t, std::uint32_t>>;
  // What a prim hands down to those below it.
  struct Inherited {
    std::uint32_t node = kNoIndex;
    bool shown = true;
    bool skipped = false;
  };

  void add_prim(std::uint32_t number) {
    if (options_.stop.stop_requested()) throw Cancelled{};
    const UsdPrim& prim = stage_.prims()[number];
    Inherited& own = places_[number];
    own = places_[prim.parent];
    if (own.skipped || !prim.defined || is_no_node(prim.type)) {
      if (prim.type == "SkelAnimation") scene_.animated = true;
      own.skipped = true;
      return;
    }
    own.shown = own.shown && is_shown(number);
    add_node(number, own);
    if (prim.type == "Mesh") add_mesh(number, own.node);
    if (is_other_geometry(prim.type)) ++unsupported_[fmt::format("{} prims", prim.type)];
  }

  bool is_shown(std::uint32_t number) const {
    const auto text = [&](std::string_view name) {
      const UsdValue value = stage_.value(number, name);
      return value.texts.empty() ? std::string() : value.texts.front();
    };
    const std::string purpose = text("purpose");
    return text("visibility") != "invisible" && purpose != "guide" && purpose != "proxy";
  }

  void add_node(std::uint32_t number, Inherited& own) {
    budget_.take(1, sizeof(Node));
    const UsdPlace place = read_usd_place(stage_, number);
    Node node;
    node.name = stage_.prims()[number].name;
    node.local = place.local;
    node.in_scene = own.shown;
    if (!place.resets) node.parent = own.node;
    node.world = node.parent == kNoIndex ? node.local : scene_.nodes[node.parent].world * node.local;
    scene_.animated = scene_.animated || place.animated;
    if (place.damaged) ++unsupported_["transform operations"];
    own.node = static_cast<std::uint32_t>(scene_.nodes.size());
    scene_.nodes.push_back(std::move(node));
  }

  // What tells meshes of the same shape: all opinions but those that only place the prim, as an instance that
  // refers to the mesh itself has.
  SiteKey shape_key(const UsdPrim& prim) const {
    SiteKey key;
    for (const UsdSite& site : prim.sites) {
      const UsdSpec& spec = stage_.layers()[site.layer].specs[site.spec];
      const bool places_only =
          spec.children.empty() &&
          std::all_of(spec.properties.begin(), spec.properties.end(),
                      [](const UsdProperty& p) { return p.name.starts_with("xformOp"); });
      if (!places_only) key.emplace_back(site.layer, site.spec);
    }
    return key;
  }

  void add_mesh(std::uint32_t number, std::uint32_t node) {
    const UsdPrim& prim = stage_.prims()[number];
    const std::uint32_t material = materials_.bound_to(number);
    const auto [known, added] =
        meshes_.try_emplace({shape_key(prim), material}, static_cast<std::uint32_t>(scene_.meshes.size()));
    if (added) read_mesh(number, material);
    budget_.take(1, sizeof(Instance));
    scene_.instances.push_back({known->second, node});
  }

  void read_mesh(std::uint32_t number, std::uint32_t material) {
    UsdMesh read = read_usd_mesh(stage_, number, budget_);
    Mesh& mesh = read.mesh;
    mesh.element = stage_.path_of(number);
    mesh.name = stage_.prims()[number].name;
    mesh.surface = static_cast<std::uint32_t>(scene_.meshes.size());
    if (material == kNoIndex && read.constant_color) material = materials_.plain(*read.constant_color);
    set_materials(number, material, read);
    const UsdValue sides = stage_.value(number, "doubleSided");
    if (!sides.exact.empty() && sides.exact.front() != 0) {
      for (const FaceRange& range : mesh.materials) {
        if (range.material != kNoIndex) scene_.materials[range.material].double_sided = true;
      }
    }
    scene_.animated = scene_.animated || read.animated;
    note_mesh(read);
    scene_.meshes.push_back(std::move(mesh));
  }

  // One finding a mesh for what its numbers lack; the rest of it is counted for the file.
  void note_mesh(const UsdMesh& read) {
    if (read.dropped_faces > 0) {
      Where where{read.mesh.element};
      where.tally.count = read.dropped_faces;
      notes_.report(
          "usd/damaged", std::move(where),
          "{} left out: a face has at least three corners, and each names one of the {} of the mesh. Export "
          "the model again",
          read.dropped_faces == 1 ? "1 face was" : count_of(read.dropped_faces, "face") + " were",
          count_of(read.mesh.positions.size(), "point"));
    }
    if (read.holes > 0) ++unsupported_["faces marked as holes (left out)"];
    if (read.fanned > 0) unsupported_["concave polygons with too many corners to be cut well"] += read.fanned;
    for (const std::string& what : read.lost) ++unsupported_[what];
  }

  // Faces of subsets get the material of the subset, the others that of the mesh.
  void set_materials(std::uint32_t number, std::uint32_t material, UsdMesh& read) {
    const std::size_t triangles = read.face_of_triangle.size();
    if (triangles == 0) return;
    std::map<std::uint32_t, std::uint32_t> of_face;
    for (const std::uint32_t child : stage_.prims()[number].children) {
      if (stage_.prims()[child].type != "GeomSubset" || !stage_.prims()[child].defined) continue;
      if (!stage_.find_targets(child, "material:binding")) continue;
      const std::uint32_t own = materials_.bound_to(child);
      const UsdValue faces = stage_.value(child, "indices");
      budget_.take(faces.integers.size(), 48);
      for (const std::int32_t face : faces.integers) {
        if (face >= 0) of_face.emplace(static_cast<std::uint32_t>(face), own);
      }
    }
    if (material == kNoIndex && of_face.empty()) return;
    std::vector<FaceRange>& ranges = read.mesh.materials;
    for (std::size_t i = 0; i < triangles; ++i) {
      const auto found = of_face.find(read.face_of_triangle[i]);
      const std::uint32_t own = found == of_face.end() ? material : found->second;
      if (!ranges.empty() && ranges.back().material == own) {
        ++ranges.back().face_count;
        continue;
      }
      budget_.take(1, sizeof(FaceRange));
      ranges.push_back(
          {static_cast<std::uint32_t>(i), 1, own, own == kNoIndex ? "" : scene_.materials[own].name});
    }
  }

  void report() {
    for (const std::string& what : materials_.lost()) ++unsupported_[what];
    for (const UsdLayer& layer : stage_.layers()) {
      for (const auto& [what, count] : layer.skipped) unsupported_[what] += count;
    }
    if (stage_.damaged_values() > 0) {
      Where where;
      where.tally.count = stage_.damaged_values();
      where.evidence.emplace_back("damaged_values", static_cast<std::int64_t>(stage_.damaged_values()));
      notes_.report("usd/damaged", std::move(where),
                    "{} cannot be read, so parts of the model are missing. Copy or "
                    "download the file again",
                    count_of(stage_.damaged_values(), "value"));
    }
    if (unsupported_.empty()) return;
    std::vector<std::string> parts;
    Where where;
    where.tally.count = 0;
    for (const auto& [what, count] : unsupported_) {
      where.tally.count += count;
      if (parts.size() < kMaxParts)
        parts.push_back(count == 1 ? printable(what) : fmt::format("{} ({} ×)", printable(what), count));
    }
    notes_.report(
        "usd/unsupported-element", std::move(where),
        "the stage has what does not become part of the triangle meshes: {}. Convert what matters to meshes "
        "with UsdPreviewSurface before export",
        fmt::join(parts, "; "));
  }

  static constexpr std::size_t kMaxParts = 8;

  const UsdStage& stage_;
  const ReadOptions& options_;
  FindingSink& notes_;
  UsdBudget budget_;
  Scene scene_;
  UsdMaterials materials_;
  std::vector<Inherited> places_;
  std::map<std::pair<std::vector<std::pair<std::uint32_t, std::uint32_t>>, std::uint32_t>, std::uint32_t>
      meshes_;
  std::map<std::string, std::uint64_t> unsupported_;
};

}  // namespace

Result<Asset> read_usd(const Source& layer, std::string_view format, const Source& file,
                       const ReadOptions& options) {
  const UsdLimits limits{options.max_memory, options.stop};
  MG_TRY(UsdLayer root, read_usd_layer(layer, limits));
  Asset asset;
  asset.path = file.path();
  asset.format = format;
  asset.kind = AssetKind::kMesh;
  asset.bytes = file.size();
  FindingSink notes;
  try {
    const UsdStage stage(std::move(root), limits, notes);
    asset.scene = SceneBuilder(stage, options, notes).build();
  } catch (const UsdTooLarge&) {
    return fail(ErrorKind::kLimit,
                fmt::format("{}: the stage needs more than the {} of memory that are allowed", file.path(),
                            format_bytes(options.max_memory)));
  }
  asset.notes = std::move(notes).take();
  return asset;
}

}  // namespace meshgate
