// Primitives of one surface through formats that give materials to faces.
#include "formats/detail/join_surfaces.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "asset/facts.h"
#include "support/mesh_builder.h"
#include "support/write_read.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

/// Some faces of a mesh, with the vertices that they use.
Mesh cut(const Mesh& mesh, std::size_t first, std::size_t count) {
  std::vector<float3> positions;
  std::vector<std::uint32_t> indices;
  for (std::size_t i = 3 * first; i < 3 * (first + count); ++i) {
    indices.push_back(static_cast<std::uint32_t>(positions.size()));
    positions.push_back(mesh.positions[mesh.indices[i]]);
  }
  Mesh part = mesh;
  part.positions = std::move(positions);
  part.indices = std::move(indices);
  part.positions_unique = false;
  return part;
}

/// A torus as two primitives of one surface, each with its material; the second has a colour and a
/// coordinate.
Asset two_primitives() {
  Asset asset = make_asset(torus(20, 11));
  Scene& scene = asset.scene;
  const Mesh whole = scene.meshes.front();
  const std::size_t half = whole.face_count() / 2;
  scene.meshes = {cut(whole, 0, half), cut(whole, half, whole.face_count() - half)};
  scene.materials.resize(2);
  for (std::uint32_t i = 0; i < 2; ++i) {
    Mesh& mesh = scene.meshes[i];
    mesh.name = "ring";
    mesh.surface = 3;
    scene.materials[i].name = i == 0 ? "red" : "blue";
    mesh.materials = {{0, static_cast<std::uint32_t>(mesh.face_count()), i, scene.materials[i].name}};
  }
  Mesh& second = scene.meshes[1];
  second.colors = std::vector<float4>(second.positions.size(), {0, 0, 1, 1});
  second.uvs.push_back({std::vector<float2>(second.positions.size(), {0.25F, 0.5F}), {}});
  scene.nodes.resize(2);
  scene.nodes[0].name = "a";
  scene.nodes[1].name = "b";
  scene.nodes[1].local.m[12] = scene.nodes[1].world.m[12] = 10;
  scene.instances = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
  return asset;
}

std::size_t open_edges(const Asset& asset) {
  const AssetFacts facts(asset, {});
  std::size_t open = 0;
  for (const SurfaceFacts& surface : facts.surfaces()) open += surface.topology().open_edges;
  return open;
}

}  // namespace

TEST_CASE("join_surfaces: one mesh with a range for each material, shown where both were", "[formats]") {
  const Asset asset = two_primitives();
  const Scene joined = join_surfaces(asset.scene, {});
  REQUIRE(joined.meshes.size() == 1);
  const Mesh& mesh = joined.meshes.front();
  const auto half = static_cast<std::uint32_t>(asset.scene.meshes[0].face_count());
  REQUIRE(mesh.materials.size() == 2);
  CHECK(mesh.materials[1].first_face == half);
  CHECK(mesh.materials[1].material == 1);
  CHECK(joined.instances.size() == 2);
  REQUIRE(mesh.colors.size() == mesh.positions.size());
  CHECK(mesh.colors[mesh.indices[0]].x == 1);
  CHECK(mesh.colors[mesh.indices[3 * half]].x == 0);
  REQUIRE(mesh.uvs.size() == 1);
  CHECK(mesh.uvs[0].indices[0] == kNoIndex);
  CHECK(mesh.uvs[0].values[mesh.uvs[0].indices[3 * half]].x == 0.25F);
  Asset after = asset;
  after.scene = joined;
  const std::vector<float3> a = shown_corners(asset), b = shown_corners(after);
  CHECK(std::is_permutation(a.begin(), a.end(), b.begin(), b.end()));
}

TEST_CASE("join_surfaces: what is shown apart, or no one surface, stays apart", "[formats]") {
  Asset apart = two_primitives();
  apart.scene.instances.pop_back();
  CHECK(join_surfaces(apart.scene, {}).meshes.size() == 2);
  Asset other = two_primitives();
  other.scene.meshes[1].surface = 4;
  const Scene same = join_surfaces(other.scene, {});
  CHECK(same.meshes.size() == 2);
  CHECK(same.meshes[0].positions.data() == other.scene.meshes[0].positions.data());
}

TEST_CASE("a closed body of two materials is closed in every format", "[formats]") {
  const Asset asset = two_primitives();
  CHECK(open_edges(asset) == 0);
  for (const char* format : {"glb", "obj", "usdz", "fbx"}) {
    const TemporaryFolder folder;
    const Asset back = read_back(written_as(asset, format), folder);
    INFO(format);
    CHECK(open_edges(back) == 0);
    CHECK(back.scene.materials.size() == 2);
  }
}
