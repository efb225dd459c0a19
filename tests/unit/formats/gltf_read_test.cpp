// What the glTF reader makes of sound files: geometry, hierarchy, materials, compression.
#include <catch2/catch.hpp>

#include <array>
#include <cmath>

#include "core/source.h"
#include "meshgate/format.h"
#include "support/files.h"
#include "support/gltf_builder.h"
#include "support/gltf_compress.h"
#include "support/invariants.h"
#include "support/notes.h"

namespace meshgate {
namespace {

using test::GltfFile;
using test::has_note;
using Bytes = std::vector<std::byte>;

Asset read_bytes(const Bytes& bytes, const char* format = "glb", const ReadOptions& options = {}) {
  Result<Asset> asset = find_format(format)->read(Source::from_memory("/nowhere/a", bytes), options);
  REQUIRE(asset);
  test::check_invariants(*asset);
  return std::move(*asset);
}

std::vector<std::uint32_t> indices_of(const Mesh& mesh) { return {mesh.indices.begin(), mesh.indices.end()}; }
std::vector<float3> positions_of(const Mesh& mesh) { return {mesh.positions.begin(), mesh.positions.end()}; }

}  // namespace

TEST_CASE("a cube is read as it is stored", "[gltf][read]") {
  const test::Shape shape = test::cube();
  for (const char* format : {"glb", "gltf"}) {
    const GltfFile file = test::gltf_cube();
    const Asset asset = read_bytes(*format == 'g' && format[2] == 'b' ? file.glb() : file.gltf(), format);
    CHECK(asset.notes.empty());
    REQUIRE(asset.scene.meshes.size() == 1);
    const Mesh& mesh = asset.scene.meshes[0];
    CHECK(mesh.element == "/meshes/0/primitives/0");
    CHECK(positions_of(mesh) == shape.positions);
    CHECK(indices_of(mesh) == shape.indices);
    CHECK(mesh.stored_vertices == 8);
    CHECK(asset.scene.instances.size() == 1);
    CHECK(asset.scene.up_axis == 'Y');
    CHECK(asset.scene.meters_per_unit == 1.0);
    CHECK_FALSE(asset.scene.animated);
  }
}

TEST_CASE("floats and 32-bit indices of a GLB are not copied", "[gltf][read]") {
  GltfFile file = test::gltf_cube();
  const std::vector<std::uint32_t> wide = test::cube().indices;
  const int indices =
      file.add(test::bytes_of(wide), test::kUnsignedInt, "SCALAR", wide.size(), test::kIndexTarget);
  file.json["meshes"][0]["primitives"][0]["indices"] = indices;
  const Source source = Source::from_memory("/nowhere/a.glb", file.glb());
  const Result<Asset> asset = find_format("glb")->read(source, {});
  REQUIRE(asset);
  const Mesh& mesh = asset->scene.meshes[0];
  const auto inside = [&](const void* p) {
    return p >= source.bytes().data() && p < source.bytes().data() + source.size();
  };
  CHECK(inside(mesh.positions.data()));
  CHECK(inside(mesh.indices.data()));
  CHECK(mesh.face_stride == 12);
  CHECK(source.bytes().data() + mesh.face_offset == reinterpret_cast<const std::byte*>(mesh.indices.data()));
}

TEST_CASE("all index types, strips, fans and no indices", "[gltf][read]") {
  GltfFile file = test::gltf_cube();
  auto& primitive = file.json["meshes"][0]["primitives"][0];
  const auto with_bytes = [&](const std::vector<std::uint8_t>& corners, int mode) {
    const int accessor =
        file.add(test::bytes_of(corners), test::kUnsignedByte, "SCALAR", corners.size(), test::kIndexTarget);
    primitive["indices"] = accessor;
    primitive["mode"] = mode;
    return indices_of(read_bytes(file.glb()).scene.meshes[0]);
  };
  CHECK(with_bytes({0, 1, 2, 2, 1, 3}, 4) == std::vector<std::uint32_t>{0, 1, 2, 2, 1, 3});
  CHECK(with_bytes({0, 1, 2, 3, 4}, 4) == std::vector<std::uint32_t>{0, 1, 2});
  CHECK(with_bytes({0, 1, 2, 3, 4}, 5) == std::vector<std::uint32_t>{0, 1, 2, 1, 3, 2, 2, 3, 4});
  CHECK(with_bytes({0, 1, 2, 3, 4}, 6) == std::vector<std::uint32_t>{1, 2, 0, 2, 3, 0, 3, 4, 0});
  CHECK(with_bytes({0, 1, 2, 255, 3, 4, 5, 6}, 5) == std::vector<std::uint32_t>{0, 1, 2, 3, 4, 5, 4, 6, 5});
  CHECK(with_bytes({0, 1, 255, 255, 2}, 5).empty());
  CHECK(with_bytes({0, 1}, 5).empty());
  primitive.erase("indices");
  primitive["mode"] = 4;
  CHECK(indices_of(read_bytes(file.glb()).scene.meshes[0]) == std::vector<std::uint32_t>{0, 1, 2, 3, 4, 5});
}

TEST_CASE("points and lines are noted and left out", "[gltf][read]") {
  for (const int mode : {0, 1, 2, 3}) {
    GltfFile file = test::gltf_cube();
    file.json["meshes"][0]["primitives"][0]["mode"] = mode;
    const Asset asset = read_bytes(file.glb());
    CHECK(has_note(asset, "mesh/no-triangles-primitive"));
    CHECK(asset.scene.meshes.empty());
    CHECK(asset.scene.instances.empty());
  }
}

TEST_CASE("interleaved attributes", "[gltf][read]") {
  GltfFile file = test::gltf_cube();
  std::vector<float> mixed;
  for (const float3& p : test::cube().positions)
    mixed.insert(mixed.end(), {p.x, p.y, p.z, 0, 1, 0, 0.5F, 0.25F});
  const int view = file.add_view(test::bytes_of(mixed), test::kVertexTarget, 32);
  const int position = file.add_accessor(view, test::kFloat, "VEC3", 8);
  const int normal = file.add_accessor(view, test::kFloat, "VEC3", 8);
  const int uv = file.add_accessor(view, test::kFloat, "VEC2", 8);
  file.json["accessors"][static_cast<std::size_t>(position)]["min"] = {-1, -1, -1};
  file.json["accessors"][static_cast<std::size_t>(position)]["max"] = {1, 1, 1};
  file.json["accessors"][static_cast<std::size_t>(normal)]["byteOffset"] = 12;
  file.json["accessors"][static_cast<std::size_t>(uv)]["byteOffset"] = 24;
  file.json["meshes"][0]["primitives"][0]["attributes"] = {
      {"POSITION", position}, {"NORMAL", normal}, {"TEXCOORD_0", uv}};
  const Asset asset = read_bytes(file.glb());
  const Mesh& mesh = asset.scene.meshes[0];
  CHECK(positions_of(mesh) == test::cube().positions);
  CHECK(mesh.normals[7] == float3{0, 1, 0});
  CHECK(mesh.uvs[0].values[7] == float2{0.5F, 0.25F});
  CHECK_FALSE(has_note(asset, "gltf/accessor-too-long"));
  CHECK_FALSE(has_note(asset, "gltf/accessor-max-mismatch"));
}

TEST_CASE("quantised and normalized attributes", "[gltf][read]") {
  GltfFile file = test::gltf_cube();
  std::vector<std::int16_t> positions;
  for (const float3& p : test::cube().positions) {
    for (const float c : {p.x, p.y, p.z, 0.0F}) positions.push_back(static_cast<std::int16_t>(c * 32767));
  }
  const int view = file.add_view(test::bytes_of(positions), test::kVertexTarget, 8);
  const int accessor = file.add_accessor(view, test::kShort, "VEC3", 8);
  auto& record = file.json["accessors"][static_cast<std::size_t>(accessor)];
  record["normalized"] = true;
  record["min"] = {-32767, -32767, -32767};
  record["max"] = {32767, 32767, 32767};
  std::vector<std::uint8_t> colors;
  for (int i = 0; i < 8; ++i) colors.insert(colors.end(), {255, 0, 51, 0});
  const int color_view = file.add_view(test::bytes_of(colors), test::kVertexTarget, 4);
  const int color = file.add_accessor(color_view, test::kUnsignedByte, "VEC3", 8);
  file.json["accessors"][static_cast<std::size_t>(color)]["normalized"] = true;
  file.json["meshes"][0]["primitives"][0]["attributes"] = {{"POSITION", accessor}, {"COLOR_0", color}};
  file.json["accessors"].erase(0);
  file.json["meshes"][0]["primitives"][0]["attributes"] = {{"POSITION", accessor - 1},
                                                           {"COLOR_0", color - 1}};
  file.json["meshes"][0]["primitives"][0]["indices"] = 0;
  const Asset plain = read_bytes(file.glb());
  CHECK(has_note(plain, "gltf/mesh-primitive-attributes-accessor-invalid-format"));
  file.json["extensionsUsed"] = {"KHR_mesh_quantization"};
  file.json["extensionsRequired"] = {"KHR_mesh_quantization"};
  const Asset asset = read_bytes(file.glb());
  CHECK_FALSE(has_note(asset, "gltf/mesh-primitive-attributes-accessor-invalid-format"));
  CHECK_FALSE(has_note(asset, "gltf/accessor-min-mismatch"));
  CHECK(positions_of(asset.scene.meshes[0]) == test::cube().positions);
  CHECK(asset.scene.meshes[0].colors[3] == float4{1, 0, 0.2F, 1});
}

TEST_CASE("sparse accessors replace elements, also of nothing", "[gltf][read]") {
  GltfFile file = test::gltf_cube();
  const int indices = file.add_view(test::bytes_of(std::vector<std::uint32_t>{2}));
  const int values = file.add_view(test::bytes_of(std::vector<float>{5, 6, 7}));
  file.json["accessors"][0]["sparse"] = {
      {"count", 1},
      {"indices", {{"bufferView", indices}, {"componentType", test::kUnsignedInt}}},
      {"values", {{"bufferView", values}}}};
  file.json["accessors"][0]["max"] = {5, 6, 7};
  std::vector<float3> expected = test::cube().positions;
  expected[2] = {5, 6, 7};
  Asset asset = read_bytes(file.glb());
  CHECK(positions_of(asset.scene.meshes[0]) == expected);
  CHECK(asset.notes.empty());

  file.json["accessors"][0].erase("bufferView");
  file.json["accessors"][0]["min"] = {0, 0, 0};
  asset = read_bytes(file.glb());
  std::vector<float3> zeros(8);
  zeros[2] = {5, 6, 7};
  CHECK(positions_of(asset.scene.meshes[0]) == zeros);

  file.json["accessors"][0].erase("sparse");
  asset = read_bytes(file.glb());
  CHECK(positions_of(asset.scene.meshes[0]) == std::vector<float3>(8));
}

TEST_CASE("nodes multiply their transforms, whatever their order", "[gltf][read]") {
  GltfFile file = test::gltf_cube();
  file.json["nodes"] = {{{"mesh", 0}, {"rotation", {0, 0, std::sqrt(0.5), std::sqrt(0.5)}}},
                        {{"children", {0}}, {"translation", {10, 0, 0}}, {"scale", {2, 2, 2}}},
                        {{"mesh", 0}}};
  file.json["scenes"] = {{{"nodes", {1}}}};
  const Asset asset = read_bytes(file.glb());
  REQUIRE(asset.scene.instances.size() == 2);
  const double3 p = transform_point(asset.scene.nodes[0].world, {1, 0, 0});
  CHECK(p.x == Approx(10));
  CHECK(p.y == Approx(2));
  CHECK(p.z == Approx(0).margin(1e-12));
  CHECK(asset.scene.nodes[0].in_scene);
  CHECK_FALSE(asset.scene.nodes[2].in_scene);
}

TEST_CASE("cycles and long chains of nodes end", "[gltf][read]") {
  GltfFile file = test::gltf_cube();
  file.json["nodes"] = nlohmann::json::array();
  for (int i = 0; i < 20'000; ++i)
    file.json["nodes"].push_back({{"children", {i + 1}}, {"translation", {1, 0, 0}}});
  file.json["nodes"].push_back({{"mesh", 0}});
  Asset asset = read_bytes(file.glb());
  CHECK(transform_point(asset.scene.nodes.back().world, {0, 0, 0}).x == 20'000);
  file.json["nodes"].back()["children"] = {0};
  asset = read_bytes(file.glb());
  CHECK(has_note(asset, "gltf/node-loop"));
  CHECK_FALSE(asset.scene.nodes.back().in_scene);
}

TEST_CASE("materials, textures, skins and animations are known", "[gltf][read]") {
  GltfFile file = test::gltf_rich();
  file.json["extensionsUsed"] = {"KHR_texture_transform"};
  file.json["materials"][0]["doubleSided"] = true;
  file.json["materials"][0]["pbrMetallicRoughness"]["baseColorFactor"] = {0.5, 0.25, 1, 1};
  file.json["materials"][0]["pbrMetallicRoughness"]["baseColorTexture"]["extensions"]
           ["KHR_texture_transform"] = {{"offset", {0.5, 0}}, {"scale", {2, 3}}, {"rotation", 1.5}};
  const Asset asset = read_bytes(file.glb());
  REQUIRE(asset.scene.materials.size() == 1);
  const Material& material = asset.scene.materials[0];
  CHECK(material.base_color == float4{0.5F, 0.25F, 1, 1});
  CHECK(material.metallic == 1);
  CHECK(material.roughness == 0.5F);
  CHECK(material.double_sided);
  REQUIRE(material.textures.size() == 2);
  CHECK(material.textures[0].role == TextureRole::kBaseColor);
  CHECK(material.textures[0].image == 0);
  CHECK(material.textures[0].scale == float2{2, 3});
  CHECK(material.textures[0].rotation_rad == 1.5F);
  CHECK(material.textures[1].role == TextureRole::kNormal);
  REQUIRE(asset.scene.images.size() == 1);
  CHECK(asset.scene.images[0].format == "png");
  CHECK(asset.scene.images[0].image.width == 1);
  const Mesh& mesh = asset.scene.meshes[0];
  CHECK(mesh.skinned);
  CHECK(mesh.morph_targets);
  CHECK(mesh.materials.size() == 1);
  CHECK(mesh.normals.size() == 8);
  CHECK(mesh.tangents.size() == 8);
  CHECK(mesh.colors.size() == 8);
  CHECK(asset.scene.animated);
}

TEST_CASE("buffers and pictures beside the file", "[gltf][read]") {
  const test::TemporaryFolder folder;
  GltfFile file = test::gltf_rich();
  const Bytes png = test::tiny_png();
  file.json["images"][0] = {{"uri", "sub/my%20picture.png"}};
  std::filesystem::create_directory(folder.path() / "sub");
  test::write_text(folder.path() / "sub" / "my picture.png", as_text(png));
  test::write_text(folder.path() / "data.bin", as_text(file.bin));
  test::write_text(folder.path() / "a.gltf", as_text(file.gltf_with_uri("data.bin")));
  const Result<Asset> asset = read_asset((folder.path() / "a.gltf").string());
  REQUIRE(asset);
  for (const Finding& note : asset->notes) {
    INFO(note.rule);
    CHECK(note.rule == "gltf/unused-object");  // the buffer view of the picture that is now beside the file
  }
  CHECK(asset->scene.meshes[0].positions.size() == 8);
  CHECK(asset->scene.images[0].available);

  std::filesystem::remove(folder.path() / "data.bin");
  std::filesystem::create_symlink("/etc/passwd", folder.path() / "data.bin");
  const Result<Asset> linked = read_asset((folder.path() / "a.gltf").string());
  REQUIRE(linked);
  CHECK(has_note(*linked, "gltf/unsafe-uri"));
  CHECK(linked->scene.meshes[0].positions.empty());
}

TEST_CASE("meshopt compression is decoded exactly", "[gltf][read][compressed]") {
  const test::Shape shape = test::torus(30, 20);
  for (const char* extension : {"EXT_meshopt_compression", "KHR_meshopt_compression"}) {
    const Asset asset = read_bytes(test::gltf_meshopt(shape, extension).glb());
    REQUIRE(asset.scene.meshes.size() == 1);
    CHECK(positions_of(asset.scene.meshes[0]) == shape.positions);
    CHECK(asset.scene.meshes[0].face_count() == shape.faces());
    CHECK_FALSE(has_note(asset, "gltf/compressed-data-invalid"));
    CHECK_FALSE(has_note(asset, "gltf/buffer-without-data"));
    CHECK_FALSE(has_note(asset, "gltf/accessor-index-oob"));
  }
}

TEST_CASE("Draco compression is decoded", "[gltf][read][compressed]") {
  const test::Shape shape = test::torus(30, 20);
  for (const bool edgebreaker : {false, true}) {
    const Asset asset = read_bytes(test::gltf_draco(shape, edgebreaker).glb());
    REQUIRE(asset.scene.meshes.size() == 1);
    const Mesh& mesh = asset.scene.meshes[0];
    CHECK(mesh.face_count() == shape.faces());
    CHECK(mesh.positions.size() == shape.positions.size());
    CHECK(mesh.normals.size() == shape.positions.size());
    CHECK(asset.notes.empty());
    Box3 box, expected;
    for (const float3& p : mesh.positions) box.add(p);
    for (const float3& p : shape.positions) expected.add(p);
    CHECK(box.max.x == Approx(expected.max.x).margin(1e-3));
    CHECK(box.min.z == Approx(expected.min.z).margin(1e-3));
  }
}

TEST_CASE("compressed data that lies is refused before it is decoded", "[gltf][read][compressed]") {
  const test::Shape shape = test::torus(30, 20);
  GltfFile draco = test::gltf_draco(shape, false);
  draco.json["accessors"][1]["count"] = 30;
  CHECK(has_note(read_bytes(draco.glb()), "gltf/compressed-data-invalid"));
  draco = test::gltf_draco(shape, true);
  draco.json["accessors"][0]["count"] = 30;
  CHECK(has_note(read_bytes(draco.glb()), "gltf/compressed-data-invalid"));
  draco = test::gltf_draco(shape, true);
  draco.bin.resize(40);
  CHECK(has_note(read_bytes(draco.glb()), "gltf/compressed-data-invalid"));

  for (const char* name : {"count", "byteStride", "byteLength", "byteOffset"}) {
    for (const std::int64_t value : {0LL, 3LL, 1LL << 32, 1LL << 62}) {
      GltfFile packed = test::gltf_meshopt(shape);
      packed.json["bufferViews"][0]["extensions"]["EXT_meshopt_compression"][name] = value;
      if (std::string(name) == "byteOffset" && value == 0) continue;  // that is where it is
      INFO(name << " " << value);
      CHECK(has_note(read_bytes(packed.glb()), "gltf/compressed-data-invalid"));
    }
  }
}

TEST_CASE("memory is bounded by the option", "[gltf][read]") {
  GltfFile file = test::gltf_cube();
  file.json["accessors"][0].erase("bufferView");
  file.json["accessors"][0]["count"] = 4'000'000'000LL;
  const Source source = Source::from_memory("/nowhere/a.glb", file.glb());
  const Result<Asset> asset = find_format("glb")->read(source, {});
  REQUIRE_FALSE(asset);
  CHECK(asset.error().kind == ErrorKind::kLimit);
}

TEST_CASE("a JPEG has the colours that glTF has", "[gltf][read]") {
  for (const bool cmyk : {true, false}) {
    const std::vector<std::byte> picture =
        test::read_bytes(test::testdata(cmyk ? "rules/image/cmyk/fires.jpg" : "image/baseline.jpg"));
    GltfFile file = test::gltf_rich();
    file.json["images"][0] = {{"bufferView", file.add_view(picture)}, {"mimeType", "image/jpeg"}};
    CHECK(has_note(read_bytes(file.glb()), "gltf/image-data-invalid") == cmyk);
  }
}

TEST_CASE("a picture in a format that the file does not enable", "[gltf][read]") {
  // The smallest lossless WebP: one pixel.
  constexpr auto kWebp = std::to_array<std::uint8_t>(
      {0x52, 0x49, 0x46, 0x46, 0x1A, 0, 0, 0,    0x57, 0x45, 0x42, 0x50, 0x56, 0x50, 0x38, 0x4C, 0x0D,
       0,    0,    0,    0x2F, 0,    0, 0, 0x10, 0x07, 0x10, 0x11, 0x11, 0x88, 0x88, 0xFE, 0x07, 0});
  GltfFile file = test::gltf_rich();
  const int view = file.add_view(std::as_bytes(std::span(kWebp)));
  file.json["images"].push_back({{"bufferView", view}, {"mimeType", "image/webp"}});
  file.json["textures"][0]["extensions"]["EXT_texture_webp"]["source"] = 1;
  const Asset plain = read_bytes(file.glb());
  CHECK(has_note(plain, "gltf/image-non-enabled-mime-type"));
  CHECK(has_note(plain, "gltf/undeclared-extension"));
  file.json["extensionsUsed"] = {"EXT_texture_webp"};
  const Asset asset = read_bytes(file.glb());
  CHECK(asset.notes.empty());
  CHECK(asset.scene.materials[0].textures[0].image == 1);
}

}  // namespace meshgate
