#include "formats/detail/usdz_write.h"

#include <fmt/core.h>

#include <algorithm>
#include <functional>

#include "asset/sound_mesh.h"
#include "core/endian.h"
#include "core/text.h"
#include "formats/detail/join_surfaces.h"
#include "formats/detail/losses.h"
#include "formats/detail/usda_text.h"
#include "formats/detail/usdz_materials.h"
#include "formats/detail/zip_write.h"
#include "meshgate/version.h"

namespace meshgate {
namespace {

constexpr std::size_t kAlignment = 64;  // of data in the package (USDZ specification)
// The hierarchy is written by recursion, which readers do as well.
constexpr std::size_t kMaxDepth = 200;

class UsdLayerWriter {
 public:
  UsdLayerWriter(const Scene& scene, const WriteOptions& options, Losses& losses)
      : scene_(scene),
        options_(options),
        losses_(losses),
        materials_(scene, "/Root/Materials", options, losses) {
    children_.resize(scene.nodes.size());
    meshes_.resize(scene.nodes.size());
    for (std::uint32_t i = 0; i < scene.nodes.size(); ++i) {
      const std::uint32_t parent = scene.nodes[i].parent;
      if (!scene.nodes[i].in_scene) continue;
      (parent < children_.size() ? children_[parent] : roots_).push_back(i);
    }
    for (const Instance& instance : scene.instances) {
      if (instance.mesh >= scene.meshes.size()) continue;
      (instance.node < meshes_.size() ? meshes_[instance.node] : alone_).push_back(instance.mesh);
    }
  }

  Result<std::string> run() {
    write_head();
    text_.open("Xform", "Root", "kind = \"component\"");
    UsdNames names;
    names.add("Materials", "");
    for (const std::uint32_t mesh : alone_) {
      MG_TRY([[maybe_unused]] const bool done, write_mesh(mesh, names.add(scene_.meshes[mesh].name, "mesh")));
    }
    for (const std::uint32_t node : roots_) {
      MG_TRY([[maybe_unused]] const bool done, write_node(node, names, 0));
    }
    if (!scene_.materials.empty()) materials_.write(text_);
    text_.close();
    for (std::string& text : unsound_.describe()) losses_.say(std::move(text));
    return text_.take();
  }

  std::vector<WrittenFile> take_files() { return materials_.take_files(); }

 private:
  void write_head() {
    text_.line("#usda 1.0");
    text_.line("(");
    text_.line(fmt::format("    doc = \"written by meshgate {}\"", version()));
    text_.line("    defaultPrim = \"Root\"");
    if (scene_.meters_per_unit) text_.line(fmt::format("    metersPerUnit = {}", *scene_.meters_per_unit));
    if (scene_.up_axis != 0) text_.line(fmt::format("    upAxis = \"{}\"", scene_.up_axis));
    text_.line(")");
  }

  Result<bool> write_node(std::uint32_t index, UsdNames& siblings, std::size_t depth) {
    if (depth > kMaxDepth)
      return fail(ErrorKind::kLimit, "the hierarchy of nodes is too deep for a USD layer");
    const Node& node = scene_.nodes[index];
    const std::string name = siblings.add(node.name, "node");
    text_.open("Xform", name,
               node.name == name || node.name.empty() ? "" : "displayName = " + usda_string(node.name));
    if (node.local != Matrix4{}) {
      std::string rows;
      // USD multiplies rows from the left: its rows are our columns.
      for (std::size_t i = 0; i < 16; i += 4) {
        const auto& m = node.local.m;
        rows += (i > 0 ? ", " : "") + usda_tuple({m[i], m[i + 1], m[i + 2], m[i + 3]});
      }
      text_.line("matrix4d xformOp:transform = (" + rows + ")");
      text_.line("uniform token[] xformOpOrder = [\"xformOp:transform\"]");
    }
    UsdNames names;
    for (const std::uint32_t mesh : meshes_[index]) {
      MG_TRY([[maybe_unused]] const bool done, write_mesh(mesh, names.add(scene_.meshes[mesh].name, "mesh")));
    }
    for (const std::uint32_t child : children_[index]) {
      MG_TRY([[maybe_unused]] const bool done, write_node(child, names, depth + 1));
    }
    text_.close();
    return true;
  }

  Result<bool> write_mesh(std::uint32_t index, const std::string& name) {
    const Mesh mesh = make_sound(scene_.meshes[index], scene_.materials.size(), options_.stop, unsound_);
    if (mesh.face_count() == 0) return true;
    // The shortest element of the largest array: "0, ".
    if (text_.size() + 9 * std::uint64_t{mesh.indices.size()} > options_.max_memory)
      return fail(ErrorKind::kLimit,
                  "the text of the layer would be larger than " + format_bytes(options_.max_memory));
    text_.open("Mesh", name, "prepend apiSchemas = [\"MaterialBindingAPI\"]");
    text_.array("int[] faceVertexCounts", mesh.face_count(), "",
                [](std::size_t, UsdaText& out) { out.put(3U); });
    text_.array("int[] faceVertexIndices", mesh.indices.size(), "",
                [&](std::size_t i, UsdaText& out) { out.put(mesh.indices[i]); });
    text_.array("point3f[] points", mesh.positions.size(), "",
                [&](std::size_t i, UsdaText& out) { out.put(mesh.positions[i]); });
    write_attributes(mesh);
    text_.line("uniform token subdivisionScheme = \"none\"");
    write_binding(mesh);
    text_.close();
    return true;
  }

  void write_attributes(const Mesh& mesh) {
    const auto at = [](const Array<std::uint32_t>& own, const Mesh& of, std::size_t corner) {
      return own.empty() ? of.indices[corner] : own[corner];
    };
    if (!mesh.normals.empty()) {
      text_.array("normal3f[] normals", mesh.indices.size(), "faceVarying",
                  [&](std::size_t i, UsdaText& out) {
                    const std::uint32_t index = at(mesh.normal_indices, mesh, i);
                    out.put(index == kNoIndex ? float3{} : mesh.normals[index]);
                  });
    }
    if (!mesh.colors.empty()) {
      text_.array("color3f[] primvars:displayColor", mesh.positions.size(), "vertex",
                  [&](std::size_t i, UsdaText& out) {
                    out.put({mesh.colors[i].x, mesh.colors[i].y, mesh.colors[i].z});
                  });
      const auto transparent = [](float4 c) { return c.w != 1; };
      if (std::any_of(mesh.colors.begin(), mesh.colors.end(), transparent))
        losses_.say("transparency of vertex colours");
    }
    if (!mesh.tangents.empty()) losses_.say("tangents");
    if (!mesh.groups.empty()) losses_.add("group of faces", "groups of faces", mesh.groups.size());
    for (std::size_t set = 0; set < mesh.uvs.size(); ++set) {
      const UvSet& uvs = mesh.uvs[set];
      if (uvs.values.empty()) continue;
      const std::string name = "primvars:st" + (set == 0 ? std::string() : std::to_string(set));
      // One more value for corners that have none.
      const std::size_t count = uvs.values.size();
      text_.array("texCoord2f[] " + name, count + 1, "faceVarying", [&](std::size_t i, UsdaText& out) {
        const float2 uv = i < count ? uvs.values[i] : float2{};
        out.put(float2{uv.x, scene_.uv_from_below ? uv.y : 1 - uv.y});
      });
      text_.array("int[] " + name + ":indices", mesh.indices.size(), "", [&](std::size_t i, UsdaText& out) {
        out.put(std::min(at(uvs.indices, mesh, i), static_cast<std::uint32_t>(count)));
      });
    }
  }

  void write_binding(const Mesh& mesh) {
    const auto& ranges = mesh.materials;
    if (ranges.empty()) return;
    const bool two_sided = std::any_of(ranges.begin(), ranges.end(), [&](const FaceRange& range) {
      return range.material != kNoIndex && scene_.materials[range.material].double_sided;
    });
    if (two_sided) text_.line("uniform bool doubleSided = 1");
    if (ranges.size() == 1 && ranges[0].face_count == mesh.face_count()) {
      if (ranges[0].material != kNoIndex) bind(ranges[0].material);
      return;
    }
    text_.line("uniform token subsetFamily:materialBind:familyType = \"nonOverlapping\"");
    for (std::size_t i = 0; i < ranges.size(); ++i) {
      const FaceRange& range = ranges[i];
      if (range.material == kNoIndex || range.face_count == 0) continue;
      text_.open("GeomSubset", fmt::format("subset_{}", i), "prepend apiSchemas = [\"MaterialBindingAPI\"]");
      text_.line("uniform token elementType = \"face\"");
      text_.line("uniform token familyName = \"materialBind\"");
      text_.array("int[] indices", range.face_count, "", [&](std::size_t face, UsdaText& out) {
        out.put(range.first_face + static_cast<std::uint32_t>(face));
      });
      bind(range.material);
      text_.close();
    }
  }

  void bind(std::uint32_t material) {
    text_.line("rel material:binding = <" + materials_.path_of(material) + ">");
  }

  const Scene& scene_;
  const WriteOptions& options_;
  Losses& losses_;
  UsdzMaterials materials_;
  UsdaText text_;
  Unsound unsound_;
  std::vector<std::vector<std::uint32_t>> children_, meshes_;  // of each node
  std::vector<std::uint32_t> roots_, alone_;
};

}  // namespace

Result<Written> write_usdz(const Asset& asset, const WriteOptions& options) {
  if (asset.kind != AssetKind::kMesh)
    return fail(ErrorKind::kUnsupported, "a USDZ holds a model, not a picture");
  Losses losses;
  for (const std::string& text : asset.scene.beyond) losses.say(text);
  const Scene scene = join_surfaces(asset.scene, options.stop);
  UsdLayerWriter writer(scene, options, losses);
  MG_TRY(const std::string layer, writer.run());
  const ByteView bytes = as_bytes(layer);
  std::vector<WrittenFile> files{
      {options.stem + ".usda", std::vector<std::byte>(bytes.begin(), bytes.end())}};
  for (WrittenFile& file : writer.take_files()) files.push_back(std::move(file));
  Written written;
  MG_TRY(Array<std::byte> package, render_zip(files, kAlignment));
  written.files.push_back({options.stem + ".usdz", std::move(package)});
  written.lost = std::move(losses).take();
  return written;
}

}  // namespace meshgate
