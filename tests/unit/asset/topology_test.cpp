#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>
#include <random>

#include "asset/facts.h"
#include "asset/winding.h"
#include "core/parallel.h"
#include "support/mesh_builder.h"
#include "support/reference_topology.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

/// All facts of one shape; keeps what they look at.
struct Model {
  explicit Model(const Shape& shape) : asset(make_asset(shape)), facts(asset, {}) {}
  Asset asset;
  AssetFacts facts;
  [[nodiscard]] const SurfaceFacts& surface() const { return facts.surfaces().front(); }
  [[nodiscard]] const Topology& topology() const { return surface().topology(); }
  [[nodiscard]] const Shells& shells() const { return surface().shells(); }
};

void expect_reference(const Shape& shape) {
  const Model model(shape);
  const Topology& topology = model.topology();
  const ReferenceTopology expected = reference_topology(shape);
  CHECK(topology.faces == expected.faces);
  CHECK(topology.vertices == expected.vertices);
  CHECK(topology.edges == expected.edges);
  CHECK(topology.open_edges == expected.open_edges);
  CHECK(topology.non_manifold_edges == expected.non_manifold_edges);
  CHECK(topology.inconsistent_edges == expected.inconsistent_edges);
  CHECK(topology.non_manifold_vertices == expected.non_manifold_vertices);
  CHECK(topology.duplicate_faces == expected.duplicate_faces);
  CHECK(topology.opposite_faces == expected.opposite_faces);
  CHECK(model.shells().components == expected.components);
  CHECK(model.shells().shells.size() == expected.shells);
}

/// Triangles between the points of a small grid, so that they share corners in every way.
Shape random_soup(std::uint32_t seed, std::size_t faces, std::uint32_t vertices) {
  std::mt19937 random(seed);
  Shape shape;
  for (std::uint32_t i = 0; i < vertices; ++i) {
    shape.positions.push_back(
        {static_cast<float>(i % 3), static_cast<float>(i / 3 % 3), static_cast<float>(i / 9)});
  }
  for (std::size_t i = 0; i < 3 * faces; ++i)
    shape.indices.push_back(static_cast<std::uint32_t>(random() % vertices));
  return shape;
}

/// `count` triangles around one vertex, closed into a disc.
Shape fan(std::uint32_t count) {
  Shape shape;
  shape.positions.push_back({0, 0, 0});
  for (std::uint32_t i = 0; i < count; ++i) {
    const double angle = 2 * std::numbers::pi * i / count;
    shape.positions.push_back({static_cast<float>(std::cos(angle)), static_cast<float>(std::sin(angle)), 1});
    shape.indices.insert(shape.indices.end(), {0, i + 1, (i + 1) % count + 1});
  }
  return shape;
}

Shape moebius_band(std::uint32_t segments) {
  Shape shape;
  for (std::uint32_t i = 0; i < segments; ++i) {
    const double u = 2 * std::numbers::pi * i / segments;
    for (const double side : {-0.5, 0.5}) {
      const double r = 2 + side * std::cos(u / 2);
      shape.positions.push_back({static_cast<float>(r * std::cos(u)), static_cast<float>(r * std::sin(u)),
                                 static_cast<float>(side * std::sin(u / 2))});
    }
  }
  for (std::uint32_t i = 0; i < segments; ++i) {
    const bool last = i + 1 == segments;
    const std::uint32_t a = 2 * i, b = a + 1, c = last ? 1 : a + 2, d = last ? 0 : a + 3;
    shape.indices.insert(shape.indices.end(), {a, c, b, b, c, d});
  }
  return shape;
}

}  // namespace

TEST_CASE("topology: closed shapes have no defect", "[topology]") {
  for (const Shape& shape : {cube(), torus(7, 5), sphere(6)}) {
    const Model model(shape);
    CHECK(model.topology().watertight());
    CHECK(model.topology().boundary_loops == 0);
    REQUIRE(model.shells().shells.size() == 1);
    CHECK(model.shells().shells[0].closed);
    expect_reference(shape);
  }
  const Model ring(torus(7, 5));
  const auto euler = [](const Topology& t) {
    return static_cast<std::int64_t>(t.vertices + t.faces) - static_cast<std::int64_t>(t.edges);
  };
  CHECK(euler(ring.topology()) == 0);
  CHECK(euler(Model(sphere(9)).topology()) == 2);
  CHECK(Model(cube()).shells().shells[0].signed_volume == Approx(8));
  CHECK(Model(turned_over(cube())).shells().shells[0].signed_volume == Approx(-8));
  CHECK(Model(cube()).shells().shells[0].area == Approx(24));
}

TEST_CASE("topology: agrees with the reference on every kind of tangle", "[topology]") {
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    CAPTURE(seed);
    expect_reference(random_soup(seed, 2 + seed, 5 + seed % 22));
  }
  expect_reference(random_soup(100, 3000, 27));
}

TEST_CASE("topology: parts of many vertices agree with the reference", "[topology]") {
  // More than one part of the sweep, more than one block of faces, and open edges.
  Shape shape = shuffled(torus(60, 70), 3);
  shape.indices.resize(shape.indices.size() - 300);
  expect_reference(shape);
  expect_reference(unshared(shape));
}

TEST_CASE("topology: a removed face leaves one loop of three open edges", "[topology]") {
  Shape shape = sphere(4);
  shape.indices.erase(shape.indices.begin(), shape.indices.begin() + 3);
  const Model model(shape);
  CHECK(model.topology().open_edges == 3);
  CHECK(model.topology().boundary_loops == 1);
  CHECK_FALSE(model.topology().closed());
}

TEST_CASE("topology: chains of open edges follow the fans: holes that touch in a vertex are one",
          "[topology]") {
  // A grid of 4 × 4 quads without two that meet at a corner.
  Shape shape;
  for (std::uint32_t y = 0; y <= 4; ++y) {
    for (std::uint32_t x = 0; x <= 4; ++x)
      shape.positions.push_back({static_cast<float>(x), static_cast<float>(y), 0});
  }
  for (std::uint32_t y = 0; y < 4; ++y) {
    for (std::uint32_t x = 0; x < 4; ++x) {
      if ((x == 1 && y == 1) || (x == 2 && y == 2)) continue;
      const std::uint32_t a = 5 * y + x;
      shape.indices.insert(shape.indices.end(), {a, a + 1, a + 6, a, a + 6, a + 5});
    }
  }
  const Model model(shape);
  CHECK(model.topology().open_edges == 16 + 8);
  CHECK(model.topology().boundary_loops == 2);
  CHECK(model.topology().non_manifold_vertices == 1);
}

TEST_CASE("topology: fins, bow ties, flipped faces and copies are counted apart", "[topology]") {
  SECTION("a fin is one edge with three faces, no vertex") {
    Shape shape = cube();
    shape.positions.push_back({0, -3, -3});
    shape.indices.insert(shape.indices.end(), {0, 1, 8});
    const Model model(shape);
    CHECK(model.topology().non_manifold_edges == 1);
    CHECK(model.topology().non_manifold_vertices == 0);
    CHECK(model.topology().open_edges == 2);
  }
  SECTION("two bodies that touch in a point") {
    const Model model(joined(cube(), placed(cube(), 1, {2, 2, 2})));
    CHECK(model.topology().non_manifold_vertices == 1);
    CHECK(model.topology().non_manifold_edges == 0);
    CHECK(model.topology().open_edges == 0);
    CHECK(model.shells().components == 1);
    CHECK(model.shells().shells.size() == 2);
    CHECK_FALSE(model.topology().watertight());
  }
  SECTION("flipped faces") {
    Shape shape = sphere(5);
    std::swap(shape.indices[1], shape.indices[2]);
    std::swap(shape.indices[181], shape.indices[182]);
    const Model model(shape);
    CHECK(model.topology().inconsistent_edges == 6);
    REQUIRE(model.shells().shells.size() == 1);
    CHECK(model.shells().shells[0].against == 2);
    CHECK(model.shells().shells[0].orientable);
    CHECK_FALSE(model.shells().shells[0].consistent);
  }
  SECTION("a Möbius band cannot be oriented") {
    const Model model(moebius_band(20));
    CHECK(model.topology().inconsistent_edges > 0);
    CHECK(model.topology().boundary_loops == 1);
    CHECK_FALSE(model.shells().shells[0].orientable);
  }
  SECTION("copies: rotated and turned over") {
    Shape shape = sphere(5);
    const std::uint32_t a = shape.indices[30], b = shape.indices[31], c = shape.indices[32];
    shape.indices.insert(shape.indices.end(), {b, c, a, b, a, c});
    const Model model(shape);
    CHECK(model.topology().duplicate_faces == 2);
    CHECK(model.topology().opposite_faces == 1);
    CHECK(model.topology().non_manifold_edges == 3);
  }
}

TEST_CASE("topology: the answer does not depend on order, numbering or threads", "[topology][parallel]") {
  Shape shape = joined(torus(40, 30), placed(sphere(12), 0.25F, {9, 0, 0}));
  shape.indices.resize(shape.indices.size() - 90);
  for (std::uint32_t seed = 0; seed < 4; ++seed) {
    const Shape other = shuffled(shape, seed);
    for (const int threads : {1, 4}) {
      run_with_threads(threads, [&] {
        const Model one(shape), two(other);
        CHECK(one.topology().open_edges == two.topology().open_edges);
        CHECK(one.topology().boundary_loops == two.topology().boundary_loops);
        CHECK(one.topology().edges == two.topology().edges);
        CHECK(one.shells().shells.size() == two.shells().shells.size());
        CHECK(one.shells().components == 2);
      });
    }
  }
}

TEST_CASE("topology: measures are the same bits for any number of threads", "[topology][parallel]") {
  const Shape shape = joined(torus(300, 200), placed(sphere(40), 0.3F, {9, 0, 0}));
  double volume[2], area[2];
  for (int i = 0; i < 2; ++i) {
    run_with_threads(i == 0 ? 1 : 8, [&] {
      const Model model(shape);
      volume[i] = model.shells().shells.at(0).signed_volume;
      area[i] = model.shells().shells.at(1).area;
    });
  }
  CHECK(volume[0] == volume[1]);
  CHECK(area[0] == area[1]);
}

TEST_CASE("topology: a fan of many faces around one vertex", "[topology]") {
  const Model model(fan(20000));
  CHECK(model.topology().open_edges == 20000);
  CHECK(model.topology().boundary_loops == 1);
  CHECK(model.topology().non_manifold_vertices == 0);
}

TEST_CASE("topology: faces that cannot be placed take no part", "[topology]") {
  Shape shape = sphere(4);
  shape.positions.push_back({std::nanf(""), 0, 0});
  const auto nan = static_cast<std::uint32_t>(shape.positions.size() - 1);
  shape.indices.insert(shape.indices.end(), {0, 1, nan, 0, 1, 99999, 2, 2, 3, 0xFFFFFFFF, 0xFFFFFFFE, 5});
  const Model model(shape);
  CHECK(model.topology().faces == 128);
  CHECK(model.topology().watertight());
  CHECK(model.topology().vertices == 66);
}

TEST_CASE("topology: primitives of one mesh are one surface", "[topology]") {
  const Shape whole = sphere(5);
  Shape first = whole, second = whole;
  first.indices.resize(300);
  second.indices.erase(second.indices.begin(), second.indices.begin() + 300);
  Asset asset = make_asset(first);
  asset.scene.meshes[0].element = "/meshes/0/primitives/0";
  asset.scene.meshes.push_back(make_mesh(second));
  asset.scene.meshes[1].element = "/meshes/0/primitives/1";
  const AssetFacts together(asset, {});
  REQUIRE(together.surfaces().size() == 1);
  CHECK(together.surfaces()[0].topology().watertight());
  CHECK(together.surfaces()[0].element() == "/meshes/0");
  CHECK(surface_face_location(together.surfaces()[0].surface(), 150).element == "/meshes/0/primitives/1");
  CHECK(surface_face_location(together.surfaces()[0].surface(), 150).indices ==
        std::vector<std::uint64_t>{50});

  asset.scene.meshes[1].surface = 1;
  const AssetFacts apart(asset, {});
  REQUIRE(apart.surfaces().size() == 2);
  CHECK_FALSE(apart.surfaces()[0].topology().closed());
}

TEST_CASE("nesting: cavities, bodies inside and neighbours", "[topology]") {
  const Shape outer = sphere(8), inner = placed(sphere(3), 0.25F, {0.3F, 0, 0});
  SECTION("a sphere in a sphere in a sphere") {
    const Model model(joined(joined(outer, inner), placed(sphere(2), 0.125F, {0.3F, 0, 0})));
    const Nesting& nesting = model.surface().nesting();
    REQUIRE(nesting.nested.size() == 2);
    CHECK(nesting.depth(0) == 0);
    CHECK(nesting.depth(1) == 1);
    CHECK(nesting.depth(2) == 2);
    CHECK(nesting.nested[1].container == 1);
  }
  SECTION("the side that they face does not matter") {
    CHECK(Model(joined(turned_over(outer), inner)).surface().nesting().depth(1) == 1);
    CHECK(Model(joined(outer, turned_over(inner))).surface().nesting().depth(1) == 1);
  }
  SECTION("beside each other, and in the box but not in the body") {
    CHECK(Model(joined(outer, placed(inner, 1, {5, 0, 0}))).surface().nesting().nested.empty());
    CHECK(
        Model(joined(torus(30, 20), placed(sphere(3), 0.5F, {0, 0, 0}))).surface().nesting().nested.empty());
  }
  SECTION("rays through edges and corners count once") {
    // The corners of the inner cube lie on the mirror planes of the outer sphere: rays hit its corners.
    CHECK(Model(joined(sphere(8), placed(cube(), 0.25F, {0, 0, 0}))).surface().nesting().depth(1) == 1);
    CHECK(Model(joined(sphere(1), placed(sphere(1), 0.5F, {0, 0, 0}))).surface().nesting().depth(1) == 1);
    CHECK(Model(joined(placed(cube(), 2, {0, 0, 0}), cube())).surface().nesting().depth(1) == 1);
  }
}

TEST_CASE("winding: counts how often a point is wrapped", "[topology]") {
  const Shape two = joined(sphere(6), placed(sphere(6), 0.5F, {0, 0, 0}));
  const Model model(two);
  const BoxTree& tree = model.surface().face_tree();
  const auto winding = [&](float3 p) { return count_crossings(model.surface().surface(), tree, p).winding; };
  CHECK(winding({0, 0, 0}) == 2);
  CHECK(winding({0.7F, 0, 0}) == 1);
  CHECK(winding({2, 0, 0}) == 0);
  CHECK(winding({-2, 0, 0}) == 0);
  CHECK(winding({-2, 0.1F, 0.3F}) == 0);
}

TEST_CASE("T-junctions: a divided edge beside one that is not", "[topology]") {
  // Two triangles meet along x; the lower one's edge is divided in the middle.
  const auto junctions = [](float3 middle) {
    Shape shape;
    shape.positions = {{0, 0, 0}, {2, 0, 0}, {1, 2, 0}, {1, -2, 0}, middle};
    shape.indices = {0, 1, 2, 0, 3, 4, 4, 3, 1};
    return Model(shape).surface().t_junctions().junctions.size();
  };
  CHECK(junctions({1, 0, 0}) == 1);
  CHECK(junctions({0.3F, 0, 0}) == 1);
  CHECK(junctions({1, 1e-7F, 0}) == 1);
  CHECK(junctions({1, 1e-5F, 0}) == 0);
  CHECK(Model(cube()).surface().t_junctions().junctions.empty());
}

TEST_CASE("walls: rays in every direction, and lanes of the tree without a box", "[topology]") {
  // 8·n² faces fill packets to different degrees; the rays of a sphere have no zero in their directions.
  for (const std::uint32_t n : {1U, 2U, 3U, 5U, 9U}) {
    const Model model(placed(sphere(n), 1, {0.1F, 0.2F, 0.3F}));
    for (const WallSample& sample : model.surface().wall_samples()) {
      CHECK(sample.thickness > 0.5);
      CHECK(sample.thickness < 2.01);
    }
  }
}

TEST_CASE("nesting: very many shells in each other are given up, not counted for hours", "[topology]") {
  Shape shells;
  for (int i = 1; i <= 600; ++i) shells = joined(shells, placed(sphere(1), static_cast<float>(i), {0, 0, 0}));
  CHECK(Model(shells).surface().nesting().gave_up);
}

TEST_CASE("nesting: a cavity of a body that is open is not called inside out", "[topology]") {
  Shape outer = sphere(8);
  outer.indices.resize(outer.indices.size() - 3);
  const Model model(joined(outer, turned_over(placed(sphere(3), 0.5F, {0, 0, 0}))));
  CHECK(model.surface().nesting().in_open_box.test(1));
  CHECK_FALSE(model.surface().nesting().in_open_box.test(0));
}

TEST_CASE("T-junctions: many open edges at one vertex, and large triangles everywhere", "[topology]") {
  Shape star;
  star.positions.push_back({0, 0, 0});
  std::mt19937 random(3);
  std::uniform_real_distribution<float> coordinate(-1, 1);
  for (std::uint32_t i = 0; i < 20000; ++i) {
    for (int k = 0; k < 2; ++k)
      star.positions.push_back({coordinate(random), coordinate(random), coordinate(random)});
    star.indices.insert(star.indices.end(), {0, 2 * i + 1, 2 * i + 2});
  }
  const Model model(star);
  CHECK((model.surface().t_junctions().gave_up || model.surface().t_junctions().junctions.empty()));
}

TEST_CASE("box tree: one corner far away does not spoil the rest", "[topology]") {
  Shape shape = shuffled(torus(120, 100), 2);
  shape.positions[shape.indices[0]] = {1e30F, 0, 0};
  const Model model(shape);
  // Without a spread of the others every node would cover all of them, and this would take minutes.
  CHECK(model.surface().self_intersection().faces > 0);
}

TEST_CASE("surfaces: the node that makes a mesh smallest counts", "[topology]") {
  Asset asset = make_asset(cube());
  asset.scene.instances.clear();
  for (const double scale : {4.0, 0.5, 2.0}) {
    Node node;
    node.world = {{scale, 0, 0, 0, 0, -scale, 0, 0, 0, 0, scale, 0, 7, 0, 0, 1}};
    asset.scene.instances.push_back({0, static_cast<std::uint32_t>(asset.scene.nodes.size())});
    asset.scene.nodes.push_back(node);
  }
  CHECK(AssetFacts(asset, {}).surfaces().front().placing().scale == Approx(0.5));
  asset.scene.nodes[1].in_scene = false;
  CHECK(AssetFacts(asset, {}).surfaces().front().placing().scale == Approx(2));
}

TEST_CASE("walls: a box is as thick as it is", "[topology]") {
  Shape plate = cube();
  for (float3& p : plate.positions) p = {p.x, p.y, p.z * 0.125F};
  double thinnest = 100, thickest = 0;
  const Model model(plate);
  for (const WallSample& sample : model.surface().wall_samples()) {
    thinnest = std::min(thinnest, sample.thickness);
    thickest = std::max(thickest, sample.thickness);
  }
  CHECK(thinnest == Approx(0.25));
  CHECK(thickest == Approx(2));
}
