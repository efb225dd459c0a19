// Facts of an asset whose geometry is known already.
#include <catch2/catch.hpp>
#include <cmath>

#include "asset/facts.h"
#include "support/mesh_builder.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

/// An asset with arrays of its own, at other places of another file.
Asset copied(const Asset& asset) {
  Asset copy = asset;
  for (Mesh& mesh : copy.scene.meshes) {
    mesh.positions = std::vector<float3>(mesh.positions.begin(), mesh.positions.end());
    mesh.indices = std::vector<std::uint32_t>(mesh.indices.begin(), mesh.indices.end());
    mesh.element = "/meshes/7/primitives/0";
    mesh.face_offset = 4000;
    mesh.face_stride = 50;
  }
  return copy;
}

Asset with_positions(Asset asset, std::vector<float3> positions) {
  asset.scene.meshes[0].positions = std::move(positions);
  return asset;
}

}  // namespace

TEST_CASE("shared facts: what is known of the same geometry is not computed again", "[facts]") {
  const Asset asset = make_asset(unshared(sphere(6))), copy = copied(asset);
  const AssetFacts known(asset, {});
  const SurfaceFacts& there = known.surfaces()[0];
  REQUIRE(there.topology().watertight());
  REQUIRE(there.self_intersection().faces == 0);
  const AssetFacts facts(copy, {}, &known);
  const SurfaceFacts& here = facts.surfaces()[0];
  CHECK(facts.shares());
  CHECK(&here.topology() == &there.topology());
  CHECK(&here.self_intersection() == &there.self_intersection());
  CHECK(here.self_intersection_if_known() == &there.self_intersection());
  CHECK(here.surface().corners.data() == there.surface().corners.data());
  CHECK(&facts.meshes()[0].weld() == &known.meshes()[0].weld());

  // Nobody asked for it there: it is computed here.
  const Shells& own = here.shells();
  CHECK(&own != &there.shells());
  CHECK(own.shells.size() == there.shells().shells.size());

  SECTION("places are those of the new file") {
    CHECK(here.surface().meshes.front() == copy.scene.meshes.data());
    CHECK(surface_face_location(here.surface(), 3).byte_offset == 4150);
    CHECK(surface_face_location(here.surface(), 3).element == "/meshes/7/primitives/0");
  }
  SECTION("through several assets") {
    const Asset third = copied(copy);
    const AssetFacts last(third, {}, &facts);
    CHECK(&last.surfaces()[0].topology() == &there.topology());
  }
}

TEST_CASE("shared facts: one bit makes another surface", "[facts]") {
  const Asset asset = make_asset(sphere(6));
  const AssetFacts known(asset, {});
  REQUIRE(known.surfaces()[0].topology().watertight());
  std::vector<float3> positions(asset.scene.meshes[0].positions.begin(),
                                asset.scene.meshes[0].positions.end());
  SECTION("a coordinate") { positions[5].y = std::nextafter(positions[5].y, 9.0F); }
  SECTION("the sign of a zero") {
    for (float3& p : positions) {
      if (p.z != 0) continue;
      p.z = std::signbit(p.z) ? 0.0F : -0.0F;
      break;
    }
  }
  SECTION("one vertex more") { positions.push_back({9, 9, 9}); }
  const Asset other = with_positions(asset, positions);
  const AssetFacts facts(other, {}, &known);
  CHECK_FALSE(facts.shares());
  CHECK(&facts.surfaces()[0].topology() != &known.surfaces()[0].topology());
}

TEST_CASE("shared facts: witnesses tell the place in their own file", "[facts]") {
  Shape shape = sphere(4);
  shape.positions[2].x = std::nanf("");
  shape.indices.insert(shape.indices.end(), {0, 0, 1, 0, 1, 9999});
  const Asset asset = make_asset(shape), copy = copied(asset);
  const AssetFacts known(asset, {});
  REQUIRE(known.meshes()[0].faces().out_of_range.count == 1);
  REQUIRE(known.meshes()[0].vertices().non_finite.count == 1);
  const AssetFacts facts(copy, {}, &known);
  const MeshFacts& mesh = facts.meshes()[0];
  REQUIRE(facts.shares());
  CHECK(mesh.vertices().non_finite.count == 1);
  CHECK(mesh.faces().degenerate.count == known.meshes()[0].faces().degenerate.count);
  REQUIRE(mesh.faces().out_of_range.witnesses.size() == 1);
  CHECK(mesh.faces().out_of_range.witnesses[0].byte_offset !=
        known.meshes()[0].faces().out_of_range.witnesses[0].byte_offset);
}

TEST_CASE("shared facts: meshes of one surface are the same together or not at all", "[facts]") {
  Asset asset = make_asset(sphere(4));
  asset.scene.meshes.push_back(make_mesh(torus(8, 6)));
  asset.scene.instances.push_back({1, kNoIndex});
  const AssetFacts known(asset, {});
  REQUIRE(known.surfaces().size() == 1);
  REQUIRE(known.surfaces()[0].topology().watertight());
  const Asset same = copied(asset);
  CHECK(&AssetFacts(same, {}, &known).surfaces()[0].topology() == &known.surfaces()[0].topology());

  Asset apart = copied(asset);
  apart.scene.meshes[1].surface = 5;
  const AssetFacts facts(apart, {}, &known);
  REQUIRE(facts.surfaces().size() == 2);
  CHECK(facts.surfaces()[0].topology().faces == 128);
  CHECK(facts.surfaces()[1].topology().faces == 96);
}
