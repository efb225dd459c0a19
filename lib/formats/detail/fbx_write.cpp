#include "formats/detail/fbx_write.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>

#include "asset/decompose.h"
#include "asset/sound_mesh.h"
#include "core/text.h"
#include "formats/detail/fbx_objects.h"
#include "formats/detail/join_surfaces.h"
#include "meshgate/version.h"

namespace meshgate {
namespace {

constexpr double kCentimetres = 100;  // FBX counts in these
constexpr double kRightAngle = 1e-7;  // how far columns may be from it and still be written as one node

struct Placement {
  std::array<double, 3> move{0, 0, 0}, turn_deg{0, 0, 0}, scale{1, 1, 1};
};

// Degrees about x, then y, then z: FBX's default order.
std::array<double, 3> euler_of(const std::array<double3, 3>& columns) {
  const double sine = std::clamp(-columns[0].z, -1.0, 1.0);
  const double y = std::asin(sine);
  double x = 0, z = 0;
  if (std::abs(sine) < 1 - 1e-12) {
    x = std::atan2(columns[1].z, columns[2].z);
    z = std::atan2(columns[0].y, columns[0].x);
  } else {  // x and z turn about the same axis
    x = std::atan2(-columns[2].y, columns[1].y);
  }
  constexpr double kDegrees = 180 / std::numbers::pi;
  return {x * kDegrees, y * kDegrees, z * kDegrees};
}

std::array<double3, 3> columns_of(const Quaternion& q) {
  const auto [x, y, z, w] = q;
  return {{{1 - 2 * (y * y + z * z), 2 * (x * y + w * z), 2 * (x * z - w * y)},
           {2 * (x * y - w * z), 1 - 2 * (x * x + z * z), 2 * (y * z + w * x)},
           {2 * (x * z + w * y), 2 * (y * z - w * x), 1 - 2 * (x * x + y * y)}}};
}

// One node, or two when the matrix shears: the second goes inside of the first.
std::vector<Placement> placements_of(const Matrix4& matrix) {
  const auto& m = matrix.m;
  std::array<double3, 3> columns{{{m[0], m[1], m[2]}, {m[4], m[5], m[6]}, {m[8], m[9], m[10]}}};
  Placement outer;
  outer.move = {m[12], m[13], m[14]};
  if (!is_trs(matrix, kRightAngle)) {
    const Factors factors = factorize(matrix);
    outer.turn_deg = euler_of(columns_of(factors.outer));
    outer.scale = factors.scale;
    Placement inner;
    inner.turn_deg = euler_of(columns_of(factors.inner));
    return {outer, inner};
  }
  for (std::size_t i = 0; i < 3; ++i) outer.scale[i] = length(columns[i]);
  if (determinant3(matrix) < 0) outer.scale[0] = -outer.scale[0];
  for (std::size_t i = 0; i < 3; ++i) columns[i] = columns[i] * (1 / outer.scale[i]);
  outer.turn_deg = euler_of(columns);
  return {outer};
}

class FbxDocument {
 public:
  FbxDocument(const Scene& scene, const WriteOptions& options, Losses& losses)
      : scene_(scene), options_(options), losses_(losses), of_node_(scene.nodes.size()) {
    for (const Instance& instance : scene.instances) {
      if (instance.mesh >= scene.meshes.size()) continue;
      if (instance.node < scene.nodes.size()) {
        of_node_[instance.node].push_back(instance.mesh);
      } else {
        alone_.push_back(instance.mesh);
      }
    }
  }

  Result<std::vector<std::byte>> run() {
    write_head();
    file_.bytes.open("Objects");
    MG_TRY([[maybe_unused]] const bool done, write_geometries());
    materials_ = write_fbx_materials(scene_, needs_fallback_, options_, file_, losses_);
    for (const std::uint32_t mesh : alone_) write_model(scene_.meshes[mesh].name, {}, mesh, 0);
    write_nodes();
    file_.bytes.close();
    file_.bytes.open("Connections");
    for (const FbxConnection& c : file_.connections) {
      file_.bytes.open("C").add(c.property.empty() ? "OO" : "OP").add(c.child).add(c.parent);
      if (!c.property.empty()) file_.bytes.add(c.property);
      file_.bytes.close();
    }
    file_.bytes.close();
    std::vector<std::byte> bytes = file_.bytes.finish();
    if (bytes.size() >
        std::min<std::uint64_t>(options_.max_memory, std::numeric_limits<std::uint32_t>::max()))
      return fail(ErrorKind::kLimit,
                  "an FBX file of " + format_bytes(bytes.size()) + " is more than is allowed");
    return bytes;
  }

 private:
  void write_head() {
    FbxBytes& bytes = file_.bytes;
    const std::string creator = fmt::format("meshgate {}", version());
    bytes.open("FBXHeaderExtension")
        .leaf("FBXHeaderVersion", std::int32_t{1003})
        .leaf("FBXVersion", std::int32_t{7400});
    bytes.leaf("Creator", creator).close();
    // These three go together with the foot of the file.
    constexpr std::array<unsigned char, 16> kFileId{0x28, 0xB3, 0x2A, 0xEB, 0xB6, 0x24, 0xCC, 0xC2,
                                                    0xBF, 0xC8, 0xB0, 0x2A, 0xA9, 0x2B, 0xFC, 0xF1};
    bytes.leaf("FileId", std::as_bytes(std::span(kFileId))).leaf("CreationTime", "1970-01-01 10:00:00:000");
    bytes.leaf("Creator", creator);
    const bool z_up = scene_.up_axis == 'Z';
    bytes.open("GlobalSettings").leaf("Version", std::int32_t{1000}).open("Properties70");
    const auto whole = [&bytes](std::string_view name, std::int32_t value) {
      bytes.property(name, "int", "Integer", "", value);
    };
    whole("UpAxis", z_up ? 2 : 1), whole("UpAxisSign", 1);
    whole("FrontAxis", z_up ? 1 : 2), whole("FrontAxisSign", z_up ? -1 : 1);
    whole("CoordAxis", 0), whole("CoordAxisSign", 1);
    const double unit = scene_.meters_per_unit ? *scene_.meters_per_unit * kCentimetres : 1;
    bytes.property("UnitScaleFactor", "double", "Number", "", unit);
    bytes.property("OriginalUnitScaleFactor", "double", "Number", "", unit);
    bytes.close().close();
  }

  Result<bool> write_geometries() {
    geometries_.resize(scene_.meshes.size());
    std::vector<bool> shown(scene_.meshes.size(), false);
    for (const Instance& instance : scene_.instances) {
      if (instance.mesh < shown.size()) shown[instance.mesh] = true;
    }
    Unsound unsound;
    for (std::size_t i = 0; i < shown.size(); ++i) {
      if (!shown[i]) {
        losses_.add("mesh that no node shows", "meshes that no node shows");
        continue;
      }
      const Mesh mesh = make_sound(scene_.meshes[i], scene_.materials.size(), options_.stop, unsound);
      if (mesh.face_count() == 0) continue;
      if (file_.bytes.size() + 24 * std::uint64_t{mesh.positions.size()} +
              4 * std::uint64_t{mesh.indices.size()} >
          options_.max_memory)
        return fail(ErrorKind::kLimit, "the file would be larger than " + format_bytes(options_.max_memory));
      geometries_[i] = write_fbx_geometry(mesh, scene_.uv_from_below, file_, losses_);
      const auto& used = geometries_[i].materials;
      needs_fallback_ |= std::find(used.begin(), used.end(), kNoIndex) != used.end();
    }
    for (std::string& text : unsound.describe()) losses_.say(std::move(text));
    return true;
  }

  std::int64_t write_model(std::string_view name, const Placement& placement,
                           std::optional<std::uint32_t> mesh, std::int64_t parent) {
    const bool has_mesh = mesh && geometries_[*mesh].id != 0;
    const std::int64_t id = file_.next_id();
    FbxBytes& bytes = file_.bytes;
    bytes.open("Model").add(id).add(fbx_name(name, "Model")).add(has_mesh ? "Mesh" : "Null");
    bytes.leaf("Version", std::int32_t{232}).open("Properties70");
    const auto triple = [&bytes](const char* property, const std::array<double, 3>& v) {
      bytes.property(property, property, "", "A", v[0], v[1], v[2]);
    };
    triple("Lcl Translation", placement.move);
    triple("Lcl Rotation", placement.turn_deg);
    triple("Lcl Scaling", placement.scale);
    bytes.property("DefaultAttributeIndex", "int", "Integer", "", std::int32_t{0});
    // Scale and rotation of a parent apply to its children whole (eInheritRSrs).
    bytes.property("InheritType", "enum", "", "", std::int32_t{1});
    bytes.close().leaf("Shading", true).leaf("Culling", "CullingOff").close();
    file_.connect(id, parent);
    if (!has_mesh) return id;
    file_.connect(geometries_[*mesh].id, id);
    for (const std::uint32_t material : geometries_[*mesh].materials)
      file_.connect(material == kNoIndex ? materials_.back() : materials_[material], id);
    return id;
  }

  // Parents before children, whatever their order in the scene.
  void write_nodes() {
    std::vector<std::vector<std::uint32_t>> children(scene_.nodes.size());
    std::vector<std::pair<std::uint32_t, std::int64_t>> stack;  // node, id of its parent
    for (std::uint32_t i = static_cast<std::uint32_t>(scene_.nodes.size()); i-- > 0;) {
      if (!scene_.nodes[i].in_scene) continue;
      const std::uint32_t parent = scene_.nodes[i].parent;
      if (parent < children.size()) {
        children[parent].push_back(i);
      } else {
        stack.emplace_back(i, 0);
      }
    }
    while (!stack.empty()) {
      const auto [index, parent] = stack.back();
      stack.pop_back();
      const std::int64_t id = write_node(index, parent);
      for (const std::uint32_t child : children[index]) stack.emplace_back(child, id);
    }
  }

  std::int64_t write_node(std::uint32_t index, std::int64_t parent) {
    const Node& node = scene_.nodes[index];
    const std::vector<std::uint32_t>& meshes = of_node_[index];
    const std::vector<Placement> placements = placements_of(node.local);
    if (placements.size() == 2) parent = write_model(node.name + "_outer", placements[0], {}, parent);
    // A model has one geometry: of several, each gets a model of its own below.
    const bool one = meshes.size() == 1;
    const std::int64_t id =
        write_model(node.name, placements.back(),
                    one ? std::optional(meshes.front()) : std::optional<std::uint32_t>(), parent);
    for (std::size_t i = 0; !one && i < meshes.size(); ++i)
      write_model(scene_.meshes[meshes[i]].name, {}, meshes[i], id);
    return id;
  }

  const Scene& scene_;
  const WriteOptions& options_;
  Losses& losses_;
  FbxFile file_;
  std::vector<FbxGeometry> geometries_;              // of each mesh
  std::vector<std::int64_t> materials_;              // ids; the last is for faces without
  std::vector<std::vector<std::uint32_t>> of_node_;  // meshes of each node
  std::vector<std::uint32_t> alone_;
  bool needs_fallback_ = false;
};

}  // namespace

Result<Written> write_fbx(const Asset& asset, const WriteOptions& options) {
  if (asset.kind != AssetKind::kMesh)
    return fail(ErrorKind::kUnsupported, "an FBX holds a model, not a picture");
  Losses losses;
  for (const std::string& text : asset.scene.beyond) losses.say(text);
  const Scene scene = join_surfaces(asset.scene, options.stop);
  MG_TRY(std::vector<std::byte> bytes, FbxDocument(scene, options, losses).run());
  Written written;
  written.files.push_back({options.stem + ".fbx", std::move(bytes)});
  written.lost = std::move(losses).take();
  return written;
}

}  // namespace meshgate
