#include "formats/detail/import_stream.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <numeric>

#include "asset/weld.h"
#include "core/buffer.h"
#include "core/text.h"
#include "formats/detail/import_protocol.h"
#include "formats/detail/obj_mesh.h"
#include "formats/detail/texture.h"

namespace meshgate {
namespace {

constexpr std::uint32_t kMaxElements = 10'000'000;  // nodes, materials: more is no scene

// Thrown inside this file only: a stream that contradicts itself has one way out.
struct Broken {
  const char* what;
};

// Reads from the stream; every size is checked against what is left before it is used.
class Cursor {
 public:
  explicit Cursor(Array<std::byte> bytes) : bytes_(std::move(bytes)) {}

  ByteView take(std::uint64_t size) {
    if (size > bytes_.size() - at_) throw Broken{"a record is longer than the stream"};
    const ByteView part = bytes_.span().subspan(at_, size);
    at_ += size;
    return part;
  }
  std::uint32_t u32() { return load_le<std::uint32_t>(take(4).data()); }
  float f32() { return load_le<float>(take(4).data()); }
  /// A count of records of at least `record` bytes each.
  std::uint32_t count(std::uint64_t record) {
    const std::uint32_t value = u32();
    if (value > kMaxElements || value * record > bytes_.size() - at_)
      throw Broken{"a count is larger than the stream"};
    return value;
  }
  ByteView blob() {
    const std::uint64_t size = u32();
    const ByteView content = take(size);
    take((4 - size % 4) % 4);
    return content;
  }
  std::string string() { return std::string(as_text(blob())); }
  /// An array that looks at the stream and keeps it alive.
  template <class T>
  Array<T> array(std::uint64_t count) {
    if (count > bytes_.size() / sizeof(T)) throw Broken{"an array is longer than the stream"};
    const ByteView part = take(count * sizeof(T));
    return {bytes_.owner(), std::span<const T>(reinterpret_cast<const T*>(part.data()), count)};
  }
  Array<std::byte> slice(ByteView part) const { return {bytes_.owner(), part}; }
  [[nodiscard]] bool at_end() const { return at_ == bytes_.size(); }

 private:
  Array<std::byte> bytes_;
  std::size_t at_ = 0;
};

class SceneReader {
 public:
  SceneReader(Cursor cursor, const Source& model, const ReadOptions& options, FindingSink& notes)
      : in_(std::move(cursor)), model_(model), options_(options), notes_(notes) {}

  Result<Scene> read() {
    scene_.animated = in_.u32() != 0;
    const std::uint32_t cameras = in_.u32(), lights = in_.u32();
    scene_.uv_from_below = true;  // Assimp's convention, whatever the file had
    read_units();
    read_nodes();
    read_materials();
    read_embedded();
    const std::uint32_t meshes = in_.count(32);
    for (std::uint32_t i = 0; i < meshes; ++i) {
      if (auto error = read_mesh(i)) return fail(*std::move(error));
    }
    if (as_text(in_.take(8)) != kImportEnd || !in_.at_end()) throw Broken{"the end mark is missing"};
    place_instances();
    resolve_textures();
    if (scene_.animated) scene_.beyond.emplace_back("animations");
    if (cameras > 0) scene_.beyond.push_back(count_of(cameras, "camera"));
    if (lights > 0) scene_.beyond.push_back(count_of(lights, "light"));
    const auto skinned = std::count_if(scene_.meshes.begin(), scene_.meshes.end(),
                                       [](const Mesh& mesh) { return mesh.skinned; });
    if (skinned > 0)
      scene_.beyond.push_back(count_of(static_cast<std::uint64_t>(skinned), "mesh that a skeleton bends",
                                       "meshes that a skeleton bends"));
    return std::move(scene_);
  }

 private:
  struct MeshUse {
    std::uint32_t node, mesh;
  };
  struct TextureName {
    std::uint32_t material;
    TextureRole role;
    std::string path;
  };

  void read_units();
  void read_nodes();
  void read_materials();
  void read_embedded();
  std::optional<Error> read_mesh(std::uint32_t index);
  void place_instances();
  void join_cut_meshes();
  void resolve_textures();
  std::uint32_t image_of(const TextureName& use);

  Cursor in_;
  const Source& model_;
  const ReadOptions& options_;
  FindingSink& notes_;
  Scene scene_;
  std::vector<MeshUse> uses_;
  std::vector<TextureName> textures_;
  std::vector<TextureImage> embedded_;
  std::vector<std::uint32_t> image_of_embedded_;
};

void SceneReader::read_units() {
  const float meters = in_.f32();
  if (std::isfinite(meters) && meters > 0) scene_.meters_per_unit = static_cast<double>(meters);
  const std::uint32_t axis = in_.u32();
  if (axis == 'Y' || axis == 'Z') scene_.up_axis = static_cast<char>(axis);
}

void SceneReader::read_nodes() {
  const std::uint32_t count = in_.count(76);
  for (std::uint32_t i = 0; i < count; ++i) {
    Node node;
    node.name = in_.string();
    node.parent = in_.u32();
    if (node.parent != kNoIndex && node.parent >= i) throw Broken{"a node comes before its parent"};
    for (double& value : node.local.m) value = static_cast<double>(in_.f32());
    node.world = node.parent == kNoIndex ? node.local : scene_.nodes[node.parent].world * node.local;
    const std::uint32_t meshes = in_.count(4);
    for (std::uint32_t m = 0; m < meshes; ++m) uses_.push_back({i, in_.u32()});
    scene_.nodes.push_back(std::move(node));
  }
}

void SceneReader::read_materials() {
  const std::uint32_t count = in_.count(48);
  for (std::uint32_t i = 0; i < count; ++i) {
    Material material;
    material.element = fmt::format("/materials/{}", i);
    material.name = in_.string();
    material.base_color = {in_.f32(), in_.f32(), in_.f32(), in_.f32()};
    material.metallic = in_.f32();
    material.roughness = in_.f32();
    if (material.base_color.w < 1) material.alpha_mode = AlphaMode::kBlend;
    material.emissive = {in_.f32(), in_.f32(), in_.f32()};
    material.double_sided = in_.u32() != 0;
    const std::uint32_t textures = in_.count(8);
    for (std::uint32_t t = 0; t < textures; ++t) {
      const std::uint32_t role = std::min(in_.u32(), static_cast<std::uint32_t>(TextureRole::kOther));
      textures_.push_back({i, static_cast<TextureRole>(role), in_.string()});
    }
    scene_.materials.push_back(std::move(material));
  }
}

void SceneReader::read_embedded() {
  const std::uint32_t count = in_.count(12);
  for (std::uint32_t i = 0; i < count; ++i) {
    TextureImage image;
    image.element = fmt::format("/images/{}", i);
    image.name = in_.string();
    in_.string();  // Assimp's guess of the format; the content decides
    image.encoded = in_.slice(in_.blob());
    image.available = !image.encoded.empty();
    image.bytes = image.encoded.size();
    embedded_.push_back(std::move(image));
  }
  image_of_embedded_.assign(count, kNoIndex);
}

bool is_same_color(const float4& a, const float4& b) { return std::memcmp(&a, &b, sizeof a) == 0; }

// A mesh has one colour for each vertex: where colours meet at a place, it keeps a vertex for each of them.
void part_by_color(const Array<float4>& colors, Weld& weld) {
  const auto order_of = [&](std::uint32_t a, std::uint32_t b) {
    if (weld.indices[a] != weld.indices[b]) return weld.indices[a] < weld.indices[b];
    const int order = std::memcmp(&colors[a], &colors[b], sizeof(float4));
    return order != 0 ? order < 0 : a < b;
  };
  std::vector<std::uint32_t> order(colors.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), order_of);
  Buffer<std::uint32_t> indices(colors.size());
  std::vector<float3> positions;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const std::uint32_t place = weld.indices[order[i]];
    if (i == 0 || place != weld.indices[order[i - 1]] ||
        !is_same_color(colors[order[i]], colors[order[i - 1]]))
      positions.push_back(weld.positions[place]);
    indices[order[i]] = static_cast<std::uint32_t>(positions.size() - 1);
  }
  weld.indices = std::move(indices).freeze();
  weld.positions = std::move(positions);
}

// Per-vertex attributes become attributes of corners, since the positions are about to lose repeated ones.
void weld(Mesh& mesh, const std::stop_token& stop) {
  const auto* data = reinterpret_cast<const std::byte*>(mesh.positions.data());
  Weld welded = weld_positions({data, mesh.positions.size(), 1, sizeof(float3)}, stop);
  mesh.positions_unique = true;
  if (!mesh.colors.empty()) {
    std::vector<std::uint32_t> first(welded.positions.size(), kNoIndex);
    for (std::uint32_t i = 0; i < mesh.colors.size() && mesh.positions_unique; ++i) {
      std::uint32_t& other = first[welded.indices[i]];
      if (other == kNoIndex) other = i;
      mesh.positions_unique = is_same_color(mesh.colors[i], mesh.colors[other]);
    }
    if (!mesh.positions_unique) part_by_color(mesh.colors, welded);
  }
  if (!mesh.normals.empty()) mesh.normal_indices = mesh.indices;
  for (UvSet& set : mesh.uvs) set.indices = mesh.indices;
  if (!mesh.colors.empty()) {
    Buffer<float4> colors(welded.positions.size());
    for (std::size_t i = 0; i < mesh.colors.size(); ++i) colors[welded.indices[i]] = mesh.colors[i];
    mesh.colors = std::move(colors).freeze();
  }
  Buffer<std::uint32_t> indices(mesh.indices.size());
  for (std::size_t i = 0; i < indices.size(); ++i) indices[i] = welded.indices[mesh.indices[i]];
  mesh.indices = std::move(indices).freeze();
  mesh.positions = std::move(welded.positions);
}

std::optional<Error> SceneReader::read_mesh(std::uint32_t index) {
  Mesh mesh;
  mesh.element = fmt::format("/meshes/{}", index);
  mesh.surface = index;
  mesh.name = in_.string();
  const std::uint32_t material = in_.u32(), flags = in_.u32(), uv_sets = in_.u32();
  const std::uint32_t vertices = in_.u32(), faces = in_.u32(), corners = in_.u32(), others = in_.u32();
  if (uv_sets > kImportMaxUvSets) throw Broken{"a mesh has too many UV sets"};
  const Array<float3> positions = in_.array<float3>(vertices);
  if ((flags & kImportNormals) != 0) mesh.normals = in_.array<float3>(vertices);
  if ((flags & kImportColors) != 0) mesh.colors = in_.array<float4>(vertices);
  for (std::uint32_t i = 0; i < uv_sets; ++i) mesh.uvs.push_back({in_.array<float2>(vertices), {}});

  // The cutter of OBJ polygons does the same work here.
  std::vector<ObjChunk> chunk(1);
  std::uint64_t expected = 3ULL * faces;
  if ((flags & kImportFaceSizes) != 0) {
    const Array<std::uint32_t> sizes = in_.array<std::uint32_t>(faces);
    std::copy(sizes.begin(), sizes.end(), chunk[0].face_sizes.grow_by(faces));
    expected = 0;
    for (const std::uint32_t size : sizes) {
      if (size < 3) throw Broken{"a face has fewer than three corners"};
      expected += size;
    }
  }
  if (expected != corners) throw Broken{"the faces do not add up"};
  const Array<std::uint32_t> references = in_.array<std::uint32_t>(corners);
  for (const std::uint32_t reference : references) {
    if (reference >= vertices) throw Broken{"a vertex index is out of range"};
  }
  chunk[0].face_lines.fill_to(faces, 0);  // only now is it known that the stream holds so many faces
  std::copy(references.begin(), references.end(), chunk[0].corner_positions.grow_by(corners));
  std::copy(positions.begin(), positions.end(), chunk[0].positions.grow_by(vertices));
  Result<ObjMesh> built = build_obj_mesh(chunk, options_.max_memory, options_.stop);
  if (!built) return std::move(built.error());
  mesh.positions = positions;
  mesh.indices = std::move(built->mesh.indices);
  mesh.face_polygons = std::move(built->mesh.face_polygons);
  mesh.skinned = (flags & kImportSkinned) != 0;
  mesh.morph_targets = (flags & kImportMorphs) != 0;
  weld(mesh, options_.stop);
  mesh.stored_vertices = mesh.positions.size();
  if (material < scene_.materials.size() && mesh.face_count() > 0) {
    mesh.materials.push_back(
        {0, static_cast<std::uint32_t>(mesh.face_count()), material, scene_.materials[material].name});
  }
  if (others > 0) {
    notes_.report("mesh/no-triangles-primitive", Where{mesh.element},
                  "the mesh has {} besides its faces; they are no surface and were left out",
                  count_of(others, "point or line", "points and lines"));
  }
  scene_.meshes.push_back(std::move(mesh));
  return std::nullopt;
}

void SceneReader::place_instances() {
  for (const MeshUse& use : uses_) {
    if (use.mesh >= scene_.meshes.size()) throw Broken{"a node names a mesh that is not there"};
    scene_.instances.push_back({use.mesh, use.node});
  }
  join_cut_meshes();
}

// Assimp cuts a mesh with several materials into one for each, all of its name and in the same nodes.
void SceneReader::join_cut_meshes() {
  std::vector<std::vector<std::uint32_t>> nodes(scene_.meshes.size());
  for (const MeshUse& use : uses_) nodes[use.mesh].push_back(use.node);
  std::map<std::pair<std::string, std::vector<std::uint32_t>>, std::uint32_t> surfaces;
  for (std::uint32_t i = 0; i < nodes.size(); ++i) {
    if (nodes[i].empty() || scene_.meshes[i].name.empty()) continue;
    std::sort(nodes[i].begin(), nodes[i].end());
    scene_.meshes[i].surface =
        surfaces.try_emplace({scene_.meshes[i].name, std::move(nodes[i])}, i).first->second;
  }
}

std::uint32_t SceneReader::image_of(const TextureName& use) {
  const auto next = static_cast<std::uint32_t>(scene_.images.size());
  if (use.path.size() > 1 && use.path.front() == '*') {
    const std::string digits = use.path.substr(1);
    if (digits.size() > 6 || digits.find_first_not_of("0123456789") != std::string::npos) return kNoIndex;
    const auto number = static_cast<std::size_t>(std::stoul(digits));
    if (number >= embedded_.size()) return kNoIndex;
    if (image_of_embedded_[number] == kNoIndex) {
      image_of_embedded_[number] = next;
      scene_.images.push_back(embedded_[number]);
    }
    return image_of_embedded_[number];
  }
  const auto known = std::find_if(scene_.images.begin(), scene_.images.end(),
                                  [&](const TextureImage& image) { return image.uri == use.path; });
  if (known != scene_.images.end()) return static_cast<std::uint32_t>(known - scene_.images.begin());
  constexpr std::size_t kMaxImages = 1024;
  if (scene_.images.size() >= kMaxImages) return kNoIndex;
  TextureImage image;
  image.element = fmt::format("/images/{}", next);
  image.name = image.uri = use.path;
  open_texture(model_, PathSyntax::kPlain, image, notes_);
  scene_.images.push_back(std::move(image));
  return next;
}

void SceneReader::resolve_textures() {
  for (const TextureName& use : textures_) {
    if (use.path.empty()) continue;
    const std::uint32_t image = image_of(use);
    if (image != kNoIndex)
      scene_.materials[use.material].textures.push_back({use.role, image, 0, {0, 0}, {1, 1}, 0});
  }
  judge_textures(options_, scene_.images, notes_);
}

}  // namespace

Result<Scene> parse_import_stream(std::vector<std::byte> stream, const Source& model,
                                  const ReadOptions& options, FindingSink& notes) {
  try {
    Cursor in{Array<std::byte>(std::move(stream))};
    const std::string magic(as_text(in.take(8)));
    if (magic == kImportFailure) {
      const std::string reason = in.string();
      const bool memory = reason.find("bad_alloc") != std::string::npos;
      return fail(memory ? ErrorKind::kLimit : ErrorKind::kMalformed,
                  memory ? "the importer ran out of memory" : "Assimp refuses it: " + printable(reason, 500));
    }
    if (magic != kImportScene) throw Broken{"the stream has no known beginning"};
    return SceneReader(std::move(in), model, options, notes).read();
  } catch (const Broken& broken) {
    return fail(ErrorKind::kMalformed, fmt::format("the importer's answer cannot be used: {}", broken.what));
  }
}

}  // namespace meshgate
