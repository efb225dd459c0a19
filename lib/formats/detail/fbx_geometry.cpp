#include <algorithm>

#include "formats/detail/fbx_objects.h"

namespace meshgate {
namespace {

std::uint32_t index_at(const Array<std::uint32_t>& own, const Mesh& mesh, std::size_t corner) {
  return own.empty() ? mesh.indices[corner] : own[corner];
}

void open_layer(std::string_view name, int index, std::string_view mapping, std::string_view reference,
                FbxBytes& bytes) {
  bytes.open(name).add(std::int32_t{index});
  bytes.leaf("Version", std::int32_t{101});
  bytes.leaf("Name", "");
  bytes.leaf("MappingInformationType", mapping);
  bytes.leaf("ReferenceInformationType", reference);
}

void write_normals(const Mesh& mesh, FbxBytes& bytes) {
  std::vector<double> normals;
  normals.reserve(3 * mesh.indices.size());
  for (std::size_t corner = 0; corner < mesh.indices.size(); ++corner) {
    const std::uint32_t index = index_at(mesh.normal_indices, mesh, corner);
    const float3 n = index == kNoIndex ? float3{} : mesh.normals[index];
    normals.insert(normals.end(), {double{n.x}, double{n.y}, double{n.z}});
  }
  open_layer("LayerElementNormal", 0, "ByPolygonVertex", "Direct", bytes);
  bytes.leaf("Normals", normals).close();
}

void write_colors(const Mesh& mesh, FbxBytes& bytes) {
  std::vector<double> colors;
  for (const float4& c : mesh.colors)
    colors.insert(colors.end(), {double{c.x}, double{c.y}, double{c.z}, double{c.w}});
  open_layer("LayerElementColor", 0, "ByPolygonVertex", "IndexToDirect", bytes);
  bytes.leaf("Colors", colors);
  bytes.leaf("ColorIndex", std::vector<std::int32_t>(mesh.indices.begin(), mesh.indices.end())).close();
}

void write_uvs(const Mesh& mesh, int set, bool from_below, FbxBytes& bytes) {
  const UvSet& uvs = mesh.uvs[static_cast<std::size_t>(set)];
  std::vector<double> values;
  for (const float2& uv : uvs.values)
    values.insert(values.end(), {double{uv.x}, from_below ? double{uv.y} : double{1 - uv.y}});
  values.insert(values.end(), {0, 0});  // for corners that have none
  const auto none = static_cast<std::uint32_t>(uvs.values.size());
  std::vector<std::int32_t> indices;
  for (std::size_t corner = 0; corner < mesh.indices.size(); ++corner)
    indices.push_back(static_cast<std::int32_t>(std::min(none, index_at(uvs.indices, mesh, corner))));
  open_layer("LayerElementUV", set, "ByPolygonVertex", "IndexToDirect", bytes);
  bytes.leaf("UV", values);
  bytes.leaf("UVIndex", indices).close();
}

// A number for each face, and which material each number is.
std::vector<std::int32_t> materials_by_face(const Mesh& mesh, std::vector<std::uint32_t>& materials) {
  std::vector<std::uint32_t> of_face(mesh.face_count(), kNoIndex);
  for (const FaceRange& range : mesh.materials)
    std::fill_n(of_face.begin() + range.first_face, range.face_count, range.material);
  std::vector<std::int32_t> numbers;
  numbers.reserve(of_face.size());
  for (const std::uint32_t material : of_face) {
    auto known = std::find(materials.begin(), materials.end(), material);
    if (known == materials.end()) known = materials.insert(known, material);
    numbers.push_back(static_cast<std::int32_t>(known - materials.begin()));
  }
  return numbers;
}

void write_layers(const Mesh& mesh, const std::vector<int>& sets, bool has_materials, FbxBytes& bytes) {
  const auto element = [&bytes](std::string_view type, int index) {
    bytes.open("LayerElement").leaf("Type", type).leaf("TypedIndex", std::int32_t{index}).close();
  };
  const std::size_t count = std::max<std::size_t>(1, sets.size());
  for (std::size_t layer = 0; layer < count; ++layer) {
    bytes.open("Layer").add(static_cast<std::int32_t>(layer)).leaf("Version", std::int32_t{100});
    if (layer == 0 && !mesh.normals.empty()) element("LayerElementNormal", 0);
    if (layer == 0 && !mesh.colors.empty()) element("LayerElementColor", 0);
    if (layer == 0 && has_materials) element("LayerElementMaterial", 0);
    if (layer < sets.size()) element("LayerElementUV", sets[layer]);
    bytes.close();
  }
}

}  // namespace

FbxGeometry write_fbx_geometry(const Mesh& mesh, bool uv_from_below, FbxFile& file, Losses& losses) {
  FbxGeometry geometry{file.next_id(), {}};
  FbxBytes& bytes = file.bytes;
  bytes.open("Geometry").add(geometry.id).add(fbx_name(mesh.name, "Geometry")).add("Mesh");
  std::vector<double> positions;
  positions.reserve(3 * mesh.positions.size());
  for (const float3& p : mesh.positions)
    positions.insert(positions.end(), {double{p.x}, double{p.y}, double{p.z}});
  bytes.leaf("Vertices", positions);
  std::vector<std::int32_t> corners(mesh.indices.begin(), mesh.indices.end());
  for (std::size_t i = 2; i < corners.size(); i += 3) corners[i] = ~corners[i];  // marks the end of a polygon
  bytes.leaf("PolygonVertexIndex", corners);
  bytes.leaf("GeometryVersion", std::int32_t{124});
  if (!mesh.normals.empty()) write_normals(mesh, bytes);
  if (!mesh.colors.empty()) write_colors(mesh, bytes);
  std::vector<int> sets;
  for (int set = 0; set < static_cast<int>(mesh.uvs.size()); ++set) {
    if (mesh.uvs[static_cast<std::size_t>(set)].values.empty()) continue;
    write_uvs(mesh, set, uv_from_below, bytes);
    sets.push_back(set);
  }
  if (!mesh.materials.empty()) {
    const std::vector<std::int32_t> numbers = materials_by_face(mesh, geometry.materials);
    const bool one = geometry.materials.size() == 1;
    open_layer("LayerElementMaterial", 0, one ? "AllSame" : "ByPolygon", "IndexToDirect", bytes);
    bytes.leaf("Materials", one ? std::vector<std::int32_t>{0} : numbers).close();
  }
  write_layers(mesh, sets, !mesh.materials.empty(), bytes);
  bytes.close();
  if (!mesh.tangents.empty()) losses.say("tangents");
  if (!mesh.groups.empty()) losses.add("group of faces", "groups of faces", mesh.groups.size());
  return geometry;
}

}  // namespace meshgate
