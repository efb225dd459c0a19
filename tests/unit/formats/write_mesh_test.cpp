// Writers of models: read(write(x)) = x as far as the format goes, and what it cannot hold is said.
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "core/endian.h"
#include "core/parallel.h"
#include "support/gltf_builder.h"
#include "support/mesh_builder.h"
#include "support/write_read.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

constexpr std::array<const char*, 3> kMeshFormats{"glb", "obj", "stl"};

bool says(const Written& written, std::string_view part) {
  for (const std::string& text : written.lost) {
    if (text.find(part) != std::string::npos) return true;
  }
  return false;
}

bool has_statement(const Written& obj) {
  return as_text(obj.files.front().bytes.span()).find("\nv ") != std::string_view::npos;
}

/// A sphere whose corners have coordinates and normals of their own, as an OBJ has them.
Asset cornered_sphere() {
  Asset asset = make_asset(sphere(6));
  Mesh& mesh = asset.scene.meshes[0];
  std::vector<float2> uvs;
  std::vector<std::uint32_t> uv_indices, normal_indices;
  for (std::size_t i = 0; i < mesh.indices.size(); ++i) {
    // Two faces in three share their coordinates with the neighbour.
    if (i % 9 < 6) {
      uv_indices.push_back(static_cast<std::uint32_t>(i % 7));
    } else {
      uv_indices.push_back(static_cast<std::uint32_t>(7 + i % 3));
    }
    normal_indices.push_back(i < mesh.indices.size() / 2 ? mesh.indices[i] : 0);
  }
  for (int i = 0; i < 10; ++i)
    uvs.push_back({0.125F * static_cast<float>(i), 0.0625F * static_cast<float>(i)});
  mesh.normals = mesh.positions;  // radius 1: positions are normals
  mesh.normal_indices = normal_indices;
  mesh.uvs.push_back({uvs, uv_indices});
  asset.scene.uv_from_below = true;
  return asset;
}

/// A material of every sort on the first half of the faces, none on the rest, a picture, a mirrored instance.
Asset furnished() {
  Asset asset = cornered_sphere();
  Scene& scene = asset.scene;
  TextureImage picture;
  picture.element = "/images/0";
  picture.name = "white";
  picture.format = "png";
  picture.available = true;
  picture.encoded = tiny_png();
  picture.bytes = picture.encoded.size();
  picture.image.width = picture.image.height = 1;
  scene.images.push_back(picture);
  Material material;
  material.name = "painted";
  material.base_color = {0.5F, 0.25F, 1, 0.75F};
  material.metallic = 0.25F;
  material.roughness = 0.5F;
  material.emissive = {0.5F, 0, 2};
  material.alpha_mode = AlphaMode::kBlend;
  material.textures.push_back({TextureRole::kBaseColor, 0, 0, {0.25F, 0.5F}, {2, 4}});
  scene.materials.push_back(material);
  scene.materials.emplace_back().name = "plain";
  Mesh& mesh = scene.meshes[0];
  const auto half = static_cast<std::uint32_t>(mesh.face_count() / 2);
  mesh.materials = {{0, half, 0, "painted"}, {half, half / 2, 1, "plain"}};
  Node root, child;
  root.name = "root";
  child.name = "child";
  child.parent = 0;
  root.local.m[12] = root.world.m[12] = 3;
  child.local.m[0] = -2;
  child.world = root.local * child.local;
  scene.nodes = {root, child};
  scene.instances = {{0, 0}, {0, 1}};
  return asset;
}

}  // namespace

TEST_CASE("writers: built shapes come back bit for bit", "[write]") {
  for (const char* format : kMeshFormats) {
    for (const Shape& shape :
         {cube(), torus(7, 5), sphere(9), joined(cube(), placed(cube(), 0.1F, {9, 0, 0}))}) {
      const TemporaryFolder folder;
      const Asset asset = make_asset(shape);
      const Asset back = read_back(written_as(asset, format), folder);
      INFO(format);
      CHECK(shown_corners(back) == shown_corners(asset));
      CHECK(back.notes.empty());
    }
  }
}

TEST_CASE("writers: extreme floats survive", "[write]") {
  const float tiny = std::numeric_limits<float>::denorm_min(), huge = std::numeric_limits<float>::max() / 4;
  Shape shape;
  shape.positions = {{0, tiny, -0.0F}, {1.0F / 3, -1.17549435e-38F, 1e-5F}, {huge, 123456.78F, -9.5e-10F}};
  shape.indices = {0, 1, 2};
  for (const char* format : kMeshFormats) {
    const TemporaryFolder folder;
    INFO(format);
    CHECK(shown_corners(read_back(written_as(make_asset(shape), format), folder)) == shape.positions);
  }
}

TEST_CASE("writers: corners keep their coordinates and normals", "[write]") {
  const Asset asset = cornered_sphere();
  for (const char* format : {"glb", "obj"}) {
    const TemporaryFolder folder;
    const Asset back = read_back(written_as(asset, format), folder);
    INFO(format);
    REQUIRE(back.scene.meshes.size() == 1);
    CHECK(shown_corners(back) == shown_corners(asset));
    CHECK(uv_corners(back.scene, back.scene.meshes[0]) == uv_corners(asset.scene, asset.scene.meshes[0]));
    const Mesh& mesh = back.scene.meshes[0];
    for (std::size_t i = 0; i < mesh.indices.size(); ++i) {
      const std::uint32_t from = asset.scene.meshes[0].normal_indices[i];
      const float3 wanted = asset.scene.meshes[0].normals[from];
      const float3 got = mesh.normals[mesh.normal_indices.empty() ? mesh.indices[i] : mesh.normal_indices[i]];
      REQUIRE(std::abs(got.x - wanted.x) + std::abs(got.y - wanted.y) + std::abs(got.z - wanted.z) < 1e-5F);
    }
  }
}

TEST_CASE("glb: corners that agree share a vertex", "[write]") {
  const TemporaryFolder folder;
  const Asset asset = cornered_sphere();
  const Asset back = read_back(written_as(asset, "glb"), folder);
  const std::size_t vertices = back.scene.meshes[0].positions.size();
  CHECK(vertices >= asset.scene.meshes[0].positions.size());
  CHECK(vertices < asset.scene.meshes[0].indices.size());
}

TEST_CASE("glb: materials, textures, hierarchy and instances come back", "[write]") {
  const TemporaryFolder folder;
  const Asset asset = furnished();
  const Written written = written_as(asset, "glb");
  CHECK(gltf_complaints(written).empty());
  CHECK(written.lost.empty());
  const Asset back = read_back(written, folder);
  const Scene& scene = back.scene;
  REQUIRE(scene.materials.size() == 2);
  const Material& material = scene.materials[0];
  CHECK(material.name == "painted");
  CHECK(material.base_color == float4{0.5F, 0.25F, 1, 0.75F});
  CHECK(material.metallic == 0.25F);
  CHECK(material.emissive == float3{0.5F, 0, 2});
  CHECK(material.alpha_mode == AlphaMode::kBlend);
  REQUIRE(material.textures.size() == 1);
  // v′ = 4·v + 0.5 from below is 4·v − 3.5 from above.
  CHECK(material.textures[0].scale == float2{2, 4});
  CHECK(material.textures[0].offset == float2{0.25F, -3.5F});
  REQUIRE(scene.images.size() == 1);
  const std::vector<std::byte> png = tiny_png();
  CHECK(std::equal(png.begin(), png.end(), scene.images[0].encoded.begin(), scene.images[0].encoded.end()));
  REQUIRE(scene.nodes.size() == 2);
  CHECK(scene.nodes[1].parent == 0);
  CHECK(scene.nodes[1].local == asset.scene.nodes[1].local);
  CHECK(scene.meshes.size() == 3);  // one primitive a material, one without
  CHECK(shown_corners(back) == shown_corners(asset));
}

TEST_CASE("obj: materials, pictures and instances come back", "[write]") {
  const TemporaryFolder folder;
  const Asset asset = furnished();
  WriteOptions options;
  options.stem = "ball";
  const Written written = written_as(asset, "obj", options);
  REQUIRE(written.files.size() == 3);
  CHECK(written.files[0].name == "ball.obj");
  CHECK(written.files[1].name == "ball.mtl");
  CHECK(written.files[2].name == "ball_white.png");
  CHECK(says(written, "hierarchy"));
  const Asset back = read_back(written, folder);
  CHECK(back.notes.empty());
  REQUIRE(back.scene.materials.size() == 3);  // faces without a material follow some with one
  CHECK(back.scene.materials[0].base_color == float4{0.5F, 0.25F, 1, 0.75F});
  CHECK(back.scene.materials[0].emissive == float3{0.5F, 0, 2});
  REQUIRE(back.scene.materials[0].textures.size() == 1);
  CHECK(back.scene.materials[0].textures[0].offset == float2{0.25F, 0.5F});
  CHECK(back.scene.images[0].available);
  CHECK(shown_corners(back) == shown_corners(asset));
}

TEST_CASE("stl: transforms are applied, normals point outside, losses are said", "[write]") {
  const TemporaryFolder folder;
  const Asset asset = furnished();
  const Written written = written_as(asset, "stl");
  for (const char* part : {"2 materials", "1 picture", "hierarchy", "normals", "texture coordinates"})
    CHECK(says(written, part));
  const Asset back = read_back(written, folder);
  CHECK(back.notes.empty());  // a wrong normal would be a note
  CHECK(shown_corners(back) == shown_corners(asset));
}

TEST_CASE("glb: a matrix that shears becomes two nodes", "[write]") {
  const TemporaryFolder folder;
  Asset asset = make_asset(sphere(3));
  Node node;
  node.name = "sheared";
  node.local.m = {1, 0.5, 0, 0, 0.25, -2, 0.75, 0, 0, 0.1, 0.5, 0, 7, 8, 9, 1};
  node.world = node.local;
  asset.scene.nodes = {node};
  asset.scene.instances = {{0, 0}};
  for (const bool flat : {false, true}) {
    if (flat)
      asset.scene.nodes[0].local.m[8] = asset.scene.nodes[0].local.m[9] = asset.scene.nodes[0].local.m[10] =
          0;
    asset.scene.nodes[0].world = asset.scene.nodes[0].local;
    const Written written = written_as(asset, "glb");
    CHECK(gltf_complaints(written).empty());
    const Asset back = read_back(written, folder);
    const std::vector<float3> got = shown_corners(back), wanted = shown_corners(asset);
    REQUIRE(got.size() == wanted.size());
    for (std::size_t i = 0; i < got.size(); ++i) {
      CHECK(got[i].x == Approx(wanted[i].x).margin(1e-6));
      CHECK(got[i].y == Approx(wanted[i].y).margin(1e-6));
      CHECK(got[i].z == Approx(wanted[i].z).margin(1e-6));
    }
  }
}

TEST_CASE("glb: colours keep their steps", "[write]") {
  Asset asset = make_asset(cube());
  const auto colors_of = [&](float scale) {
    std::vector<float4> colors;
    for (int i = 0; i < 8; ++i) colors.push_back({static_cast<float>(i) / scale, 0, 1, 1});
    return colors;
  };
  for (const float scale : {255.0F, 65535.0F, 1000.0F}) {
    const TemporaryFolder folder;
    asset.scene.meshes[0].colors = colors_of(scale);
    const Written written = written_as(asset, "glb");
    CHECK(gltf_complaints(written).empty());
    const Asset back = read_back(written, folder);
    const Array<float4>& colors = back.scene.meshes[0].colors;
    CHECK(std::equal(colors.begin(), colors.end(), asset.scene.meshes[0].colors.begin()));
  }
}

TEST_CASE("writers: what no file may hold is left out and said", "[write]") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  Asset asset = make_asset(cube());
  Mesh& mesh = asset.scene.meshes[0];
  std::vector<float3> positions(mesh.positions.begin(), mesh.positions.end());
  positions[0].x = nan;
  std::vector<std::uint32_t> indices(mesh.indices.begin(), mesh.indices.end());
  indices[5] = 4'000'000'000;
  mesh.positions = positions;
  mesh.indices = indices;
  mesh.normals = std::vector<float3>(8, float3{0, 0, nan});
  mesh.uvs.push_back({std::vector<float2>(3), {}});  // neither one a vertex nor indexed
  mesh.colors = std::vector<float4>(8, float4{-1, 2, nan, 1});
  mesh.tangents = std::vector<float4>(8, float4{0, 0, 0, 0});
  mesh.materials = {{4, 1000, 77, "beyond"}, {2, 6, kNoIndex, ""}};
  mesh.groups = {{0xFFFFFFF0U, 0xFFU, kNoIndex, "nowhere\n\x01\xFF"}};
  std::size_t kept = 0;
  for (std::size_t i = 0; i < indices.size(); i += 3) {
    const bool bad = indices[i] * indices[i + 1] * indices[i + 2] == 0 || i == 3;
    kept += bad ? 0U : 1U;
  }
  for (const char* format : kMeshFormats) {
    const TemporaryFolder folder;
    const Written written = written_as(asset, format);
    INFO(format);
    CHECK(says(written, "with a vertex that does not exist or is not finite"));
    const Asset back = read_back(written, folder);
    CHECK(shown_corners(back).size() == 3 * kept);
    if (std::string_view(format) == "glb") CHECK(gltf_complaints(written).empty());
  }
}

TEST_CASE("writers: empty and broken scenes", "[write]") {
  Asset nothing;
  nothing.kind = AssetKind::kMesh;
  Asset broken = make_asset(cube());
  Node loop;
  loop.parent = 1;
  Node other;
  other.parent = 0;
  other.name = "bytes \x01\xC3\x28\xFF \"quoted\" \\";
  other.local.m[0] = std::numeric_limits<double>::infinity();
  Node far;
  far.parent = 4'000'000;
  broken.scene.nodes = {loop, other, far};
  broken.scene.instances = {{0, 0}, {0, 1}, {0, 99}, {7, 2}};
  broken.scene.materials.emplace_back().name = "newline\nin name";
  broken.scene.materials.emplace_back().name = "newline\nin name";
  broken.scene.materials[0].textures.push_back({TextureRole::kBaseColor, 12});
  broken.scene.materials[0].base_color = {NAN, 9, -1, 0.5F};
  broken.scene.meshes[0].materials = {{0, 4, 0, ""}, {4, 4, 1, ""}};
  Asset no_faces;
  no_faces.kind = AssetKind::kMesh;
  no_faces.scene.meshes.emplace_back();
  no_faces.scene.instances.push_back({});
  for (const Asset* asset : {&nothing, &broken, &no_faces}) {
    for (const char* format : kMeshFormats) {
      const TemporaryFolder folder;
      INFO(format);
      const Written written = written_as(*asset, format);
      // An OBJ without a statement is any text.
      if (std::string_view(format) != "obj" || has_statement(written)) read_back(written, folder);
      if (std::string_view(format) == "glb") CHECK(gltf_complaints(written).empty());
    }
  }
}

TEST_CASE("writers: the same bytes for any number of threads", "[write][parallel]") {
  Asset asset = furnished();
  const Shape large = sphere(60);
  asset.scene.meshes.push_back(make_mesh(large));
  asset.scene.instances.push_back({1, kNoIndex});
  for (const char* format : kMeshFormats) {
    Written one, four;
    run_with_threads(1, [&] { one = written_as(asset, format); });
    run_with_threads(4, [&] { four = written_as(asset, format); });
    INFO(format);
    REQUIRE(one.files.size() == four.files.size());
    for (std::size_t i = 0; i < one.files.size(); ++i)
      CHECK(std::equal(one.files[i].bytes.begin(), one.files[i].bytes.end(), four.files[i].bytes.begin(),
                       four.files[i].bytes.end()));
  }
}

TEST_CASE("writers: every model of testdata can be written and read again", "[write]") {
  for (const std::string& file : testdata_inputs()) {
    const Result<Asset> asset = read_asset((source_dir() / file).string());
    if (!asset || asset->kind != AssetKind::kMesh) continue;
    if (find_format(asset->format)->support != ReadSupport::kNative) continue;
    for (const char* format : kMeshFormats) {
      const TemporaryFolder folder;
      INFO(file << " as " << format);
      const Written written = written_as(*asset, format);
      // An OBJ without a statement is any text.
      if (std::string_view(format) != "obj" || has_statement(written)) read_back(written, folder);
      if (std::string_view(format) != "glb") continue;
      for (const std::string& complaint : gltf_complaints(written)) {
        // Tangents without normals are not made up.
        if (!complaint.starts_with("gltf/mesh-primitive-generated-tangent-space")) FAIL_CHECK(complaint);
      }
    }
  }
}

TEST_CASE("glb: what a glTF file has beyond a scene is said", "[write]") {
  const TemporaryFolder folder;
  write_binary(folder.path() / "rich.glb", gltf_rich().glb());
  const Asset asset = read_asset((folder.path() / "rich.glb").string()).value();
  for (const char* format : kMeshFormats) {
    const Written written = written_as(asset, format);
    INFO(format);
    CHECK(says(written, "animation"));
    CHECK(says(written, "1 skin"));
    CHECK(says(written, "camera"));
    CHECK(says(written, "morph targets"));
  }
}
