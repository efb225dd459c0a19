#include <catch2/catch.hpp>

#include <algorithm>

#include "asset/placed.h"
#include "meshgate/format.h"
#include "support/mesh_builder.h"
#include "support/write_read.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

WriteOptions small(std::uint64_t max_memory) {
  WriteOptions options;
  options.max_memory = max_memory;
  return options;
}

Asset with_node(const Matrix4& local) {
  Asset asset = make_asset(sphere(3));
  Node node;
  node.name = "placed";
  node.local = node.world = local;
  asset.scene.nodes.push_back(node);
  asset.scene.instances = {{0, 0}};
  return asset;
}

// Through Assimp, in its process.
Asset through_fbx(const Asset& asset) {
  const TemporaryFolder folder;
  return read_back(written_as(asset, "fbx"), folder);
}

void check_same_corners(const Asset& one, const Asset& other, double tolerance) {
  const std::vector<float3> a = shown_corners(one), b = shown_corners(other);
  REQUIRE(a.size() == b.size());
  double worst = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    worst = std::max(worst, length(to_double(a[i]) - to_double(b[i])));
  CHECK(worst <= tolerance);
}

}  // namespace

TEST_CASE("fbx: positions and faces read back bit for bit", "[fbx]") {
  const Asset asset = make_asset(torus(20, 11));
  const Asset back = through_fbx(asset);
  CHECK(back.format == "fbx");
  check_same_corners(asset, back, 0);
}

TEST_CASE("fbx: nodes that move, turn, mirror and shear", "[fbx]") {
  Matrix4 turned;  // 90° about z, twice as wide, moved
  turned.m = {0, 2, 0, 0, -1, 0, 0, 0, 0, 0, 1, 0, 5, -3, 2, 1};
  Matrix4 mirrored;
  mirrored.m = {-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
  Matrix4 sheared;
  sheared.m = {1, 0, 0, 0, 0.7, 1, 0, 0, 0.2, -0.4, 1.5, 0, 1, 1, 1, 1};
  Matrix4 locked;  // the middle angle is a right one
  locked.m = {0, 0, -1, 0, 0.6, 0.8, 0, 0, 0.8, -0.6, 0, 0, 0, 0, 0, 1};
  for (const Matrix4& matrix : {Matrix4{}, turned, mirrored, sheared, locked}) {
    const Asset asset = with_node(matrix);
    check_same_corners(asset, through_fbx(asset), 1e-5);
  }
}

TEST_CASE("fbx: children, two meshes of one node, one mesh of two nodes", "[fbx]") {
  Asset asset = make_asset(cube());
  asset.scene.meshes.push_back(make_mesh(sphere(2)));
  for (int i = 0; i < 3; ++i) {
    Node node;
    node.name = "node" + std::to_string(i);
    node.local.m[12] = 10;
    node.parent = i == 0 ? kNoIndex : 0;
    node.world.m[12] = i == 0 ? 10 : 20;
    asset.scene.nodes.push_back(node);
  }
  asset.scene.instances = {{0, 0}, {1, 0}, {1, 2}};
  const Asset back = through_fbx(asset);
  check_same_corners(asset, back, 1e-5);
}

TEST_CASE("fbx: coordinates, colours, materials by face and an embedded picture", "[fbx]") {
  Asset asset = make_asset(cube());
  Scene& scene = asset.scene;
  Mesh& mesh = scene.meshes.front();
  std::vector<float2> uvs;
  for (int i = 0; i < 8; ++i) uvs.push_back({static_cast<float>(i) / 8, static_cast<float>(i) / 16});
  mesh.uvs.push_back({std::move(uvs), {}});
  mesh.materials = {{0, 4, 1, {}}, {4, 8, 0, {}}};
  scene.materials.resize(2);
  scene.materials[0].name = "painted";
  scene.materials[1].name = "red";
  scene.materials[1].base_color = {1, 0, 0, 1};
  TextureImage image;
  image.name = "wood";
  image.format = "png";
  image.available = true;
  image.image.width = image.image.height = 8;
  image.encoded = read_bytes(testdata("image/filters.png"));
  scene.images.push_back(image);
  TextureUse use;
  use.role = TextureRole::kBaseColor;
  use.image = 0;
  scene.materials[0].textures.push_back(use);
  const Asset back = through_fbx(asset);
  CHECK(placed_triangles(back.scene) == 12);
  std::vector<std::string> names;
  for (const Material& material : back.scene.materials) names.push_back(material.name);
  CHECK(std::count(names.begin(), names.end(), "painted") == 1);
  CHECK(std::count(names.begin(), names.end(), "red") == 1);
  // Assimp makes a mesh of each material; every corner keeps its coordinates, counted from below.
  for (const Mesh& part : back.scene.meshes) {
    REQUIRE(part.uvs.size() == 1);
    for (std::size_t corner = 0; corner < part.indices.size(); ++corner) {
      const float3 p = part.positions[part.indices[corner]];
      const auto original = std::find(mesh.positions.begin(), mesh.positions.end(), p);
      REQUIRE(original != mesh.positions.end());
      const float2 before = mesh.uvs[0].values[static_cast<std::size_t>(original - mesh.positions.begin())];
      const UvSet& set = part.uvs.front();
      const float2 after = set.values[set.indices.empty() ? part.indices[corner] : set.indices[corner]];
      CHECK(after.x == before.x);
      CHECK((back.scene.uv_from_below ? after.y : 1 - after.y) == Approx(1 - before.y));
    }
  }
}

TEST_CASE("fbx: what it cannot hold is said, what is no model refused", "[fbx]") {
  Asset asset = make_asset(cube());
  asset.scene.beyond = {"2 animations"};
  asset.scene.materials.resize(1);
  asset.scene.materials[0].double_sided = true;
  CHECK(written_as(asset, "fbx").lost ==
        std::vector<std::string>{"2 animations", "double-sided and unlit materials"});
  Asset picture;
  picture.kind = AssetKind::kImage;
  CHECK(find_format("fbx")->write(picture, {}).error().kind == ErrorKind::kUnsupported);
  CHECK(find_format("fbx")->write(make_asset(torus(40, 40)), small(1000)).error().kind == ErrorKind::kLimit);
}

TEST_CASE("fbx: faces that meet in an edge keep their own colours", "[fbx]") {
  Asset asset = make_asset(cube());
  Mesh& mesh = asset.scene.meshes.front();
  std::vector<float3> positions;
  std::vector<float4> colors;
  std::vector<std::uint32_t> indices;
  for (std::uint32_t i = 0; i < mesh.indices.size(); ++i) {
    positions.push_back(mesh.positions[mesh.indices[i]]);
    const float face = static_cast<float>(i / 3) / 16;
    colors.push_back({face, 1 - face, 0.5F, 1});
    indices.push_back(i);
  }
  mesh.positions = std::move(positions);
  mesh.indices = std::move(indices);
  mesh.colors = std::move(colors);
  mesh.positions_unique = false;
  const Asset back = through_fbx(asset);
  REQUIRE(back.scene.meshes.size() == 1);
  const Mesh& read = back.scene.meshes.front();
  REQUIRE(read.colors.size() == read.positions.size());
  REQUIRE(read.indices.size() == mesh.indices.size());
  for (std::size_t i = 0; i < read.indices.size(); ++i) {
    const float4 color = read.colors[read.indices[i]], expected = mesh.colors[i];
    CHECK(color.x == expected.x);
    CHECK(color.y == expected.y);
  }
}
