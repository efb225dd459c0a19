// Facts of an asset whose geometry is known already.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <random>

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
  SECTION("a vertex that went away") { positions.pop_back(); }
  const Asset other = with_positions(asset, positions);
  const AssetFacts facts(other, {}, &known);
  CHECK_FALSE(facts.shares());
  CHECK(&facts.surfaces()[0].topology() != &known.surfaces()[0].topology());
}

namespace {

/// The same faces on vertices that are numbered by first use, as a reader of STL does it, after one that no
/// face uses.
Asset renumbered(const Asset& asset) {
  Asset other = copied(asset);
  for (Mesh& mesh : other.scene.meshes) {
    std::vector<float3> positions{{7, 8, 9}};
    std::vector<std::uint32_t> indices;
    std::map<std::array<float, 3>, std::uint32_t> numbers;
    for (const std::uint32_t vertex : mesh.indices) {
      const float3 p = mesh.positions[vertex];
      const auto [at, added] = numbers.try_emplace({p.x + 0.0F, p.y + 0.0F, p.z + 0.0F}, positions.size());
      if (added) positions.push_back(p);
      indices.push_back(at->second);
    }
    mesh.positions = positions;
    mesh.indices = indices;
  }
  return other;
}

void check_same_set(const BitSet& one, const BitSet& other) { CHECK(one.words() == other.words()); }

/// All that may be asked of a surface that is known with other numbers of vertices, against the same computed
/// anew.
void check_facts(const SurfaceFacts& shared, const SurfaceFacts& anew) {
  const Topology &a = shared.topology(), &b = anew.topology();
  CHECK(a.faces == b.faces);
  CHECK(a.vertices == b.vertices);
  CHECK(a.edges == b.edges);
  check_same_set(a.open, b.open);
  check_same_set(a.non_manifold, b.non_manifold);
  check_same_set(a.inconsistent, b.inconsistent);
  check_same_set(a.split, b.split);
  check_same_set(a.duplicate, b.duplicate);
  check_same_set(a.opposite, b.opposite);
  CHECK(a.boundary_loops == b.boundary_loops);
  const Shells &s = shared.shells(), &t = anew.shells();
  CHECK(s.components == t.components);
  CHECK(s.of_face == t.of_face);
  CHECK(s.faces == t.faces);
  REQUIRE(s.shells.size() == t.shells.size());
  for (std::size_t i = 0; i < s.shells.size(); ++i) {
    CHECK(s.shells[i].component == t.shells[i].component);
    CHECK(s.shells[i].first_face == t.shells[i].first_face);
    CHECK(s.shells[i].area == t.shells[i].area);
    CHECK(s.shells[i].signed_volume == t.shells[i].signed_volume);
    CHECK(s.shells[i].against == t.shells[i].against);
  }
  check_same_set(s.turned, t.turned);
  CHECK(shared.self_intersection().faces == anew.self_intersection().faces);
  check_same_set(shared.self_intersection().crossing, anew.self_intersection().crossing);
  check_same_set(shared.self_intersection().coplanar, anew.self_intersection().coplanar);
  REQUIRE(shared.wall_samples().size() == anew.wall_samples().size());
  for (std::size_t i = 0; i < shared.wall_samples().size(); ++i)
    CHECK(shared.wall_samples()[i].thickness == anew.wall_samples()[i].thickness);
  REQUIRE(shared.t_junctions().junctions.size() == anew.t_junctions().junctions.size());
  for (std::size_t i = 0; i < anew.t_junctions().junctions.size(); ++i)
    CHECK(shared.t_junctions().junctions[i].vertex == anew.t_junctions().junctions[i].vertex);
}

/// Random faces on few vertices: all kinds of defects, and several components.
Shape tangled(std::uint32_t seed) {
  std::mt19937 random(seed);
  Shape shape = joined(sphere(3), placed(torus(7, 5), 0.5F, {3, 0, 0}));
  const auto vertices = static_cast<std::uint32_t>(shape.positions.size());
  shape.positions.push_back({-0.0F, 0, 1});
  for (int i = 0; i < 30; ++i) {
    for (int k = 0; k < 3; ++k)
      shape.indices.push_back(static_cast<std::uint32_t>(random() % (vertices + 1)));
  }
  for (int i = 0; i < 8; ++i) {
    const std::size_t face = random() % (shape.indices.size() / 3);
    shape.indices.erase(shape.indices.begin() + static_cast<std::ptrdiff_t>(3 * face),
                        shape.indices.begin() + static_cast<std::ptrdiff_t>(3 * face + 3));
  }
  return shuffled(shape, seed);
}

void ask_all(const SurfaceFacts& facts) {
  static_cast<void>(facts.topology());
  static_cast<void>(facts.shells());
  static_cast<void>(facts.self_intersection());
  static_cast<void>(facts.wall_samples());
  static_cast<void>(facts.t_junctions());
}

}  // namespace

TEST_CASE("shared facts: of the same faces on other vertices they are those that are computed anew",
          "[facts]") {
  for (std::uint32_t seed = 1; seed <= 12; ++seed) {
    const Asset asset = make_asset(tangled(seed)), other = renumbered(asset);
    const AssetFacts known(asset, {}), anew(other, {});
    ask_all(known.surfaces()[0]);
    static_cast<void>(known.meshes()[0].faces());
    const AssetFacts facts(other, {}, &known);
    REQUIRE(facts.shares());
    CHECK(&facts.surfaces()[0].topology() == &known.surfaces()[0].topology());
    check_facts(facts.surfaces()[0], anew.surfaces()[0]);
    const FaceScan &here = facts.meshes()[0].faces(), &again = anew.meshes()[0].faces();
    CHECK(here.surface_area == again.surface_area);
    CHECK(here.signed_volume == again.signed_volume);
    CHECK(here.sharpest_face == again.sharpest_face);
    CHECK(here.degenerate.count == again.degenerate.count);
    // What names vertices is told with the numbers of the new file.
    CHECK(facts.meshes()[0].unreferenced_vertices().count == 1);
    CHECK(facts.meshes()[0].vertices().bounds.max.z == 9);
    CHECK(facts.surfaces()[0].surface().positions.size() == other.scene.meshes[0].positions.size());
  }
}

TEST_CASE("shared facts: a mesh that was made of several is the same surface", "[facts]") {
  const Asset whole = make_asset(sphere(5));
  Asset parts = whole;
  const Mesh& mesh = whole.scene.meshes[0];
  Mesh first = mesh, second = mesh;
  first.indices = std::vector<std::uint32_t>(mesh.indices.begin(), mesh.indices.begin() + 300);
  second.indices = std::vector<std::uint32_t>(mesh.indices.begin() + 300, mesh.indices.end());
  parts.scene.meshes = {first, second};
  parts.scene.instances.push_back({1, kNoIndex});
  const AssetFacts known(parts, {}), anew(whole, {});
  REQUIRE(known.surfaces().size() == 1);
  ask_all(known.surfaces()[0]);
  const AssetFacts facts(whole, {}, &known);
  CHECK(facts.shares());
  CHECK(&facts.surfaces()[0].shells() == &known.surfaces()[0].shells());
  check_facts(facts.surfaces()[0], anew.surfaces()[0]);
}

TEST_CASE("shared facts: other faces are not the same", "[facts]") {
  const Asset asset = make_asset(sphere(6));
  const AssetFacts known(asset, {});
  REQUIRE(known.surfaces()[0].topology().watertight());
  Asset other = renumbered(asset);
  std::vector<std::uint32_t> indices(other.scene.meshes[0].indices.begin(),
                                     other.scene.meshes[0].indices.end());
  SECTION("a face that begins at another corner") {
    std::rotate(indices.begin() + 3, indices.begin() + 4, indices.begin() + 6);
  }
  SECTION("two that changed places") {
    std::swap_ranges(indices.begin(), indices.begin() + 3, indices.begin() + 30);
  }
  SECTION("a corner that does not exist") { indices[7] = 99999; }
  SECTION("one face more") { indices.insert(indices.end(), {1, 2, 3}); }
  other.scene.meshes[0].indices = indices;
  const AssetFacts facts(other, {}, &known);
  CHECK_FALSE(facts.shares());
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
