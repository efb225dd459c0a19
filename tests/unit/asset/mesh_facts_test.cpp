#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "asset/facts.h"
#include "asset/sliver_scan.h"
#include "asset/world_measures.h"
#include "core/parallel.h"
#include "support/mesh_builder.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

Tally duplicates(const Mesh& mesh) {
  return compute_duplicate_vertices(mesh, compute_position_weld(mesh, {}), {});
}

Tally unreferenced(const Mesh& mesh) {
  const Mesh* one = &mesh;
  return compute_unreferenced_vertices({&one, 1}, {});
}

}  // namespace

TEST_CASE("faces: area and volume of a cube", "[facts]") {
  const FaceScan scan = compute_face_scan(make_mesh(cube()), {});
  CHECK(scan.usable == 12);
  CHECK(scan.surface_area == Approx(24));
  CHECK(scan.signed_volume == Approx(8));
  CHECK(scan.degenerate.empty());
  CHECK(scan.out_of_range.empty());
}

TEST_CASE("faces: an index is out of range from the vertex count on", "[facts]") {
  Shape shape = cube();
  shape.indices[4] = 7;
  CHECK(compute_face_scan(make_mesh(shape), {}).out_of_range.empty());
  shape.indices[4] = 8;
  const FaceScan scan = compute_face_scan(make_mesh(shape), {});
  CHECK(scan.out_of_range.count == 1);
  CHECK(scan.out_of_range.witnesses.at(0).indices == std::vector<std::uint64_t>{1});
  shape.indices[4] = 0xFFFFFFFF;
  CHECK(compute_face_scan(make_mesh(shape), {}).out_of_range.count == 1);
}

TEST_CASE("faces: degenerate means exactly no area", "[facts]") {
  const auto degenerate = [](float3 a, float3 b, float3 c) {
    return compute_face_scan(make_mesh({{a, b, c}, {0, 1, 2}}), {}).degenerate.count == 1;
  };
  CHECK(degenerate({0, 0, 0}, {1, 0, 0}, {1, 0, 0}));
  CHECK(degenerate({0, 0, 0}, {-0.0F, 0, 0}, {1, 1, 0}));
  CHECK(degenerate({0, 0, 0}, {1, 1, 1}, {2, 2, 2}));
  CHECK(degenerate({0.1F, 0.1F, 0.1F}, {0.2F, 0.2F, 0.2F}, {0.4F, 0.4F, 0.4F}));
  CHECK_FALSE(degenerate({0, 0, 0}, {1, 0, 0}, {0, 1e-30F, 0}));
  CHECK_FALSE(degenerate({0, 0, 0}, {1, 1, 1}, {2, 2, std::nextafter(2.0F, 3.0F)}));
  // Thin, far from the origin: the difference of one unit in the last place is an area.
  CHECK_FALSE(degenerate({1e6F, 1e6F, 0}, {1e6F + 1, 1e6F, 0}, {1e6F + 2, std::nextafter(1e6F, 2e6F), 0}));
  CHECK(degenerate({1e6F, 1e6F, 0}, {1e6F + 1, 1e6F, 0}, {1e6F + 2, 1e6F, 0}));
  // Denormals: no product may vanish.
  const float tiny = std::numeric_limits<float>::denorm_min();
  CHECK_FALSE(degenerate({0, 0, 0}, {tiny, 0, 0}, {0, tiny, 0}));
  CHECK_FALSE(degenerate({0, 0, 0}, {3e38F, 0, 0}, {0, 3e38F, 0}));
}

TEST_CASE("faces: smallest angle and shortest edge", "[facts]") {
  const auto scan = [](float3 a, float3 b, float3 c) {
    return compute_face_scan(make_mesh({{a, b, c}, {0, 1, 2}}), {});
  };
  CHECK(scan({0, 0, 0}, {1, 0, 0}, {0, 1, 0}).smallest_sine2 == Approx(0.5));
  CHECK(scan({0, 0, 0}, {1, 0, 0}, {0.5F, std::sqrt(0.75F), 0}).smallest_sine2 == Approx(0.75));
  const double tangent = 0.01;
  const double sine2 = tangent * tangent / (1 + tangent * tangent);
  for (const float size : {1e-30F, 1.0F, 1e30F}) {
    const float thin = size * 0.01F;
    // A needle, and the same with its corners in other orders.
    CHECK(scan({0, 0, 0}, {size, 0, 0}, {0, thin, 0}).smallest_sine2 == Approx(sine2));
    CHECK(scan({0, thin, 0}, {0, 0, 0}, {size, 0, 0}).smallest_sine2 == Approx(sine2));
    CHECK(scan({size, 0, 0}, {0, thin, 0}, {0, 0, 0}).smallest_sine2 == Approx(sine2));
    CHECK(std::sqrt(scan({0, 0, 0}, {size, 0, 0}, {0, thin, 0}).shortest_edge2) == Approx(thin));
    // A splinter: one angle of almost 180 degrees, two of 0.57.
    CHECK(scan({-size, 0, 0}, {size, 0, 0}, {0, thin, 0}).smallest_sine2 == Approx(sine2));
  }
  CHECK(std::isinf(scan({0, 0, 0}, {1, 1, 1}, {2, 2, 2}).smallest_sine2));
  CHECK(compute_face_scan(make_mesh(cube()), {}).sharpest_face == 0);
}

TEST_CASE("faces: slivers are below the limit and have an area", "[facts]") {
  const Mesh mesh = make_mesh({{{0, 0, 0}, {1, 0, 0}, {0, 0.01F, 0}, {0, 1, 0}, {2, 0, 0}, {0, 1e-20F, 0}},
                               {0, 1, 2, 0, 1, 3, 0, 1, 4, 0, 0, 1, 0, 1, 5}});
  const double edge = 0.01 * 0.01 / (1 + 0.01 * 0.01);
  CHECK(compute_sliver_scan(mesh, edge * 0.999, {}).slivers.count == 1);
  const SliverScan found = compute_sliver_scan(mesh, edge * 1.001, {});
  CHECK(found.slivers.count == 2);
  CHECK(found.slivers.witnesses.at(1).indices == std::vector<std::uint64_t>{4});
  CHECK(found.worst_aspect == Approx(1e20));
  CHECK(compute_sliver_scan(mesh, 1, {}).slivers.count == 3);
}

TEST_CASE("vertices: bounds leave out what is not finite", "[facts]") {
  Shape shape = cube();
  shape.positions[3].y = std::numeric_limits<float>::quiet_NaN();
  shape.positions[5].x = std::numeric_limits<float>::infinity();
  const VertexScan scan = compute_vertex_scan(make_mesh(shape), {});
  CHECK(scan.non_finite.count == 2);
  CHECK(scan.bounds.min == float3{-1, -1, -1});
  CHECK(scan.bounds.max == float3{1, 1, 1});
}

TEST_CASE("vertices: unreferenced ones are counted, indices out of range do not matter", "[facts]") {
  Shape shape = cube();
  CHECK(unreferenced(make_mesh(shape)).empty());
  shape.positions.push_back({9, 9, 9});
  shape.indices[0] = 1000;
  const Tally tally = unreferenced(make_mesh(shape));
  CHECK(tally.count == 1);
  CHECK(tally.witnesses.at(0).indices == std::vector<std::uint64_t>{8});
}

TEST_CASE("vertices: meshes that share vertices are looked at together, and told once", "[facts]") {
  // The faces of a body in two meshes over the same positions; one vertex more that none of them uses.
  Shape body = cube();
  body.positions.push_back({9, 9, 9});
  Asset asset = make_asset(body);
  Mesh& first = asset.scene.meshes[0];
  Mesh second = first;
  first.indices =
      Array<std::uint32_t>(std::vector<std::uint32_t>(body.indices.begin(), body.indices.begin() + 6));
  second.indices =
      Array<std::uint32_t>(std::vector<std::uint32_t>(body.indices.begin() + 6, body.indices.end()));
  asset.scene.meshes.push_back(second);
  const AssetFacts facts(asset, {});
  CHECK(facts.meshes()[0].unreferenced_vertices().count == 1);
  CHECK(facts.meshes()[1].unreferenced_vertices().empty());
  // With positions of its own each has more.
  Asset apart = asset;
  apart.scene.meshes[1].positions = Array<float3>(std::vector<float3>(body.positions));
  const AssetFacts of_apart(apart, {}), from_shared(apart, {}, &facts);
  for (const AssetFacts* each : {&of_apart, &from_shared}) {
    CHECK(each->meshes()[0].unreferenced_vertices().count == 5);
    CHECK(each->meshes()[1].unreferenced_vertices().count == 1);
  }
}

TEST_CASE("vertices: duplicates need every attribute equal", "[facts]") {
  Mesh mesh = make_mesh(unshared(cube()));
  CHECK(duplicates(mesh).count == 36 - 8);
  std::vector<float2> uvs(36);
  for (std::size_t i = 0; i < uvs.size(); ++i) uvs[i].x = static_cast<float>(i);
  mesh.uvs.push_back({Array<float2>(uvs), {}});
  CHECK(duplicates(mesh).empty());
  CHECK(duplicates(make_mesh(cube())).empty());
}

TEST_CASE("vertices: the duplicates are the later ones, for any number of threads", "[facts][parallel]") {
  const Mesh mesh = make_mesh(unshared(torus(300, 200)));
  Tally one, many;
  run_with_threads(1, [&] { one = duplicates(mesh); });
  run_with_threads(8, [&] { many = duplicates(mesh); });
  CHECK(one.count == 360000 - 60000);
  CHECK(many.count == one.count);
  REQUIRE(one.witnesses.size() == kMaxWitnesses);
  for (std::size_t i = 0; i < kMaxWitnesses; ++i)
    CHECK(one.witnesses[i].indices == many.witnesses[i].indices);
  CHECK(one.witnesses[0].indices ==
        std::vector<std::uint64_t>{3});  // second triangle repeats the first corner
}

TEST_CASE("world: instances are placed, scaled and mirrored", "[facts]") {
  Asset asset;
  asset.kind = AssetKind::kMesh;
  asset.scene.meshes.push_back(make_mesh(cube()));
  const auto add_node = [&](Matrix4 matrix) {
    Node node;
    node.local = node.world = matrix;
    asset.scene.instances.push_back({0, static_cast<std::uint32_t>(asset.scene.nodes.size())});
    asset.scene.nodes.push_back(node);
  };
  add_node({{-2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0, 10, 0, 0, 1}});  // even scale 2, mirrored, moved
  WorldMeasures world = compute_world_measures(AssetFacts(asset, {}));
  CHECK(world.bounds.min == float3{8, -2, -2});
  CHECK(world.bounds.max == float3{12, 2, 2});
  CHECK(world.surface_area == Approx(96));

  const double s = std::sqrt(0.5);
  add_node({{s, s, 0, 0, -s, s, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}});  // 45° around z
  world = compute_world_measures(AssetFacts(asset, {}));
  CHECK(world.bounds.min.x == Approx(-std::sqrt(2.0)));
  CHECK(world.surface_area == Approx(96 + 24));

  add_node({{3, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}});  // uneven: two faces of 4, four of 12
  CHECK(compute_world_measures(AssetFacts(asset, {})).surface_area == Approx(96 + 24 + 56));
}
