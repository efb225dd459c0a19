// Primitives as triangle meshes: indices of lists, strips and fans, attributes as stored, quantised or
// Draco-compressed.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>

#include "core/buffer.h"
#include "core/parallel.h"
#include "core/text.h"
#include "formats/detail/gltf_accessors.h"
#include "formats/detail/gltf_draco.h"
#include "formats/detail/gltf_reader.h"

namespace meshgate {
namespace {

constexpr std::size_t kIndicesPerRange = 1U << 16U;

// Corners of triangles from a strip or fan, which restart values cut into several.
std::vector<std::uint32_t> unroll(std::span<const std::uint32_t> corners, bool strip, std::uint32_t restart) {
  std::vector<std::uint32_t> triangles;
  triangles.reserve(3 * corners.size());
  std::size_t start = 0;
  while (start < corners.size()) {
    const auto end = static_cast<std::size_t>(
        std::find(corners.begin() + static_cast<std::ptrdiff_t>(start), corners.end(), restart) -
        corners.begin());
    for (std::size_t i = start; i + 2 < end; ++i) {
      // Specification section 3.7.2.1: odd triangles of a strip are turned, so that all face the same way.
      const std::size_t odd = strip ? (i - start) % 2 : 0;
      if (strip) {
        triangles.insert(triangles.end(), {corners[i], corners[i + 1 + odd], corners[i + 2 - odd]});
      } else {
        triangles.insert(triangles.end(), {corners[i + 1], corners[i + 2], corners[start]});
      }
    }
    start = end + 1;
  }
  return triangles;
}

std::uint32_t restart_value(const GltfAccessor* indices) {
  if (indices == nullptr) return kNoIndex;
  if (indices->format.component == GltfComponent::kUint8) return 0xFF;
  return indices->format.component == GltfComponent::kUint16 ? 0xFFFF : kNoIndex;
}

class MeshBuilder {
 public:
  MeshBuilder(GltfDocument& document, GltfDecoder& decoder, const GltfPrimitive& primitive)
      : document_(document), decoder_(decoder), primitive_(primitive) {}

  Mesh run() {
    mesh_.element = primitive_.pointer();
    mesh_.name = document_.root.find("meshes")[primitive_.mesh].find("name").text();
    mesh_.skinned = primitive_.joints > 0;
    mesh_.morph_targets = primitive_.targets > 0;
    if (!read_draco()) read_accessors();
    match_vertices(mesh_.normals);
    match_vertices(mesh_.tangents);
    match_vertices(mesh_.colors);
    for (UvSet& uv : mesh_.uvs) match_vertices(uv.values);
    mesh_.stored_vertices = mesh_.positions.size();
    if (primitive_.material != kNoIndex && mesh_.face_count() > 0) {
      mesh_.materials.push_back({0, static_cast<std::uint32_t>(mesh_.face_count()), primitive_.material, {}});
    }
    return std::move(mesh_);
  }

 private:
  // An attribute of another length is reported with the accessors; what it lacks cannot be made up.
  template <class T>
  void match_vertices(Array<T>& values) {
    const std::size_t vertices = mesh_.positions.size();
    values = values.size() < vertices ? Array<T>() : Array<T>(values.owner(), values.span().first(vertices));
  }

  void read_accessors() {
    mesh_.positions = decoder_.float3s(primitive_.attribute("POSITION"));
    mesh_.normals = decoder_.float3s(primitive_.attribute("NORMAL"));
    mesh_.tangents = decoder_.float4s(primitive_.attribute("TANGENT"));
    mesh_.colors = decoder_.float4s(primitive_.attribute("COLOR_0"));
    for (std::size_t i = 0; i < primitive_.texcoords; ++i) {
      mesh_.uvs.push_back({decoder_.float2s(primitive_.attribute(fmt::format("TEXCOORD_{}", i))), {}});
    }
    const Json json = primitive_.json;
    Array<std::uint32_t> corners =
        json.has("indices") ? decoder_.indices(primitive_.indices) : counted(mesh_.positions.size());
    const GltfAccessor* indices = document_.accessor(primitive_.indices);
    if (primitive_.mode == kGltfTriangles) {
      mesh_.indices = {corners.owner(), corners.span().first(corners.size() / 3 * 3)};
      if (indices != nullptr) locate_faces(*indices);
    } else {
      if (!document_.budget.take(corners.size() * 3 * sizeof(std::uint32_t))) return;
      mesh_.indices = Array<std::uint32_t>(
          unroll(corners.span(), primitive_.mode == kGltfTriangleStrip, restart_value(indices)));
    }
  }

  // 0, 1, 2 …: a primitive without indices.
  Array<std::uint32_t> counted(std::size_t count) {
    count = std::min<std::size_t>(count, kNoIndex);
    if (!document_.budget.take(count * sizeof(std::uint32_t))) return {};
    Buffer<std::uint32_t> out(count);
    parallel_ranges(count, kIndicesPerRange, document_.options.stop, [&](std::size_t begin, std::size_t end) {
      std::iota(out.begin() + static_cast<std::ptrdiff_t>(begin),
                out.begin() + static_cast<std::ptrdiff_t>(end), static_cast<std::uint32_t>(begin));
    });
    return std::move(out).freeze();
  }

  void locate_faces(const GltfAccessor& indices) {
    const GltfElements elements = gltf_elements(document_, primitive_.indices);
    if (!elements.file_offset || indices.sparse) return;
    mesh_.face_offset = *elements.file_offset;
    mesh_.face_stride = 3 * elements.stride;
  }

  // Returns false when the primitive is not compressed.
  bool read_draco() {
    const Json extension = gltf_extension(primitive_.json, "KHR_draco_mesh_compression");
    if (!extension.is_object()) return false;
    const std::string problem = decode_compressed(extension);
    if (!problem.empty()) {
      document_.issues.add("gltf/compressed-data-invalid",
                           primitive_.pointer() + "/extensions/KHR_draco_mesh_compression",
                           fmt::format("the Draco data cannot be read: {}", printable(problem)));
    }
    return true;
  }

  // Draco allocates what its header claims, so the claims must fit what the JSON says, and that the budget.
  std::string decode_compressed(Json extension) {
    const GltfBufferView* view = document_.view(gltf_index(extension, "bufferView"));
    if (view == nullptr || view->bytes.empty()) return "its buffer view has no data";
    DracoClaims claims;
    if (std::string problem = read_draco_claims(view->bytes.span(), claims); !problem.empty()) return problem;
    const GltfAccessor* indices = document_.accessor(primitive_.indices);
    const GltfAccessor* positions = document_.accessor(primitive_.attribute("POSITION"));
    if (positions == nullptr) return "the primitive has no accessor for its positions";
    if (indices != nullptr && claims.faces > indices->count / 3 + 2) {
      return fmt::format("it claims {}, the accessor of the indices {}", count_of(claims.faces, "triangle"),
                         group_digits(indices->count / 3));
    }
    if (claims.points > positions->count) {
      return fmt::format("it claims {}, the accessor of the positions {}",
                         count_of(claims.points, "vertex", "vertices"), group_digits(positions->count));
    }
    // Corner table, connectivity and attributes of Draco, and the copies of them.
    constexpr std::uint64_t kBytesPerFace = 128;
    constexpr std::uint64_t kBytesPerPoint = 256;
    if (claims.faces > document_.budget.left() / kBytesPerFace ||
        claims.points > document_.budget.left() / kBytesPerPoint ||
        !document_.budget.take(claims.faces * kBytesPerFace) ||
        !document_.budget.take(claims.points * kBytesPerPoint)) {
      return "it needs more memory than allowed";
    }
    return decode_attributes(view->bytes.span(), extension.find("attributes"), positions->count);
  }

  std::string decode_attributes(ByteView data, Json names, std::uint64_t vertices) {
    std::vector<std::uint32_t> ids;
    for (std::size_t i = 0; i < names.size(); ++i) {
      const std::int64_t id = names[i].integer().value_or(-1);
      ids.push_back(id >= 0 && id < kNoIndex ? static_cast<std::uint32_t>(id) : kNoIndex);
    }
    if (ids.size() > 64) return "it names more than 64 attributes";
    DracoMesh decoded;
    if (std::string problem = decode_draco(data, ids, decoded); !problem.empty()) return problem;
    for (std::size_t i = 0; i < ids.size(); ++i) keep_attribute(names[i].key(), decoded.attributes[i]);
    mesh_.indices = Array<std::uint32_t>(std::move(decoded.indices));
    if (mesh_.positions.size() != vertices) {
      return fmt::format("it has {}, the accessor of the positions {}; the data itself was read",
                         count_of(mesh_.positions.size(), "vertex", "vertices"), group_digits(vertices));
    }
    return {};
  }

  template <class T>
  static Array<T> as_array(const DracoAttribute& attribute) {
    constexpr std::size_t kWidth = sizeof(T) / sizeof(float);
    const bool fits = attribute.components == kWidth || (attribute.components == 3 && kWidth == 4);
    if (!fits) return {};
    std::vector<T> out(attribute.values.size() / attribute.components);
    for (std::size_t i = 0; i < out.size(); ++i) {
      std::array<float, kWidth> values;
      values.fill(1.0F);
      std::copy_n(attribute.values.begin() + static_cast<std::ptrdiff_t>(i * attribute.components),
                  attribute.components, values.begin());
      out[i] = std::bit_cast<T>(values);
    }
    return Array<T>(std::move(out));
  }

  void keep_attribute(std::string_view name, const DracoAttribute& attribute) {
    if (attribute.values.empty()) return;
    if (name == "POSITION") mesh_.positions = as_array<float3>(attribute);
    if (name == "NORMAL") mesh_.normals = as_array<float3>(attribute);
    if (name == "TANGENT") mesh_.tangents = as_array<float4>(attribute);
    if (name == "COLOR_0") mesh_.colors = as_array<float4>(attribute);
    for (std::size_t i = 0; i < std::min<std::size_t>(primitive_.texcoords, 64); ++i) {
      if (name != fmt::format("TEXCOORD_{}", i)) continue;
      if (mesh_.uvs.size() <= i) mesh_.uvs.resize(i + 1);
      mesh_.uvs[i].values = as_array<float2>(attribute);
    }
  }

  GltfDocument& document_;
  GltfDecoder& decoder_;
  const GltfPrimitive& primitive_;
  Mesh mesh_;
};

std::string_view mode_name(std::uint32_t mode) { return mode == 0 ? "points" : "lines"; }

}  // namespace

std::vector<Mesh> gltf_build_meshes(GltfDocument& document, const GltfModel& model,
                                    std::vector<std::uint32_t>& first_mesh) {
  std::vector<Mesh> meshes;
  GltfDecoder decoder(document);
  std::uint64_t work = 0;
  for (const auto& primitives : model.meshes) {
    first_mesh.push_back(static_cast<std::uint32_t>(meshes.size()));
    for (const GltfPrimitive& primitive : primitives) {
      if (primitive.mode == kNoIndex) continue;  // reported as out of range
      if (primitive.mode < kGltfTriangles) {
        document.notes.report(
            "mesh/no-triangles-primitive", Where{primitive.pointer()},
            "the primitive is made of {}, which have no surface. The service and slicers ignore them",
            mode_name(primitive.mode));
        continue;
      }
      if (document.budget.exceeded() || !document.budget.take(sizeof(Mesh))) break;
      meshes.push_back(MeshBuilder(document, decoder, primitive).run());
      meshes.back().surface = static_cast<std::uint32_t>(first_mesh.size() - 1);
      work += meshes.back().indices.size() * sizeof(std::uint32_t);
      if (work > kMaxGltfWork) document.budget.refuse();
    }
  }
  first_mesh.push_back(static_cast<std::uint32_t>(meshes.size()));
  return meshes;
}

}  // namespace meshgate
