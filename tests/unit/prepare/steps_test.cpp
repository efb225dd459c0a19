// Each step of prepare on shapes with a known truth: what it mends, what it keeps, that a second run has
// nothing to do.
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <set>
#include <tuple>

#include "asset/facts.h"
#include "support/reference_topology.h"
#include "support/steps.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

const Shape kBody = sphere(6);  // 288 faces

Shape with_face(Shape shape, std::uint32_t a, std::uint32_t b, std::uint32_t c) {
  shape.indices.insert(shape.indices.end(), {a, b, c});
  return shape;
}

Shape without_face(Shape shape, std::size_t face) {
  const auto at = shape.indices.begin() + static_cast<std::ptrdiff_t>(3 * face);
  shape.indices.erase(at, at + 3);
  return shape;
}

Shape with_flipped(Shape shape, std::size_t face) {
  std::swap(shape.indices[3 * face + 1], shape.indices[3 * face + 2]);
  return shape;
}

ReferenceTopology topology_of(const Asset& asset) { return reference_topology(shape_of(asset)); }

void expect_watertight(const Asset& asset) {
  const ReferenceTopology topology = topology_of(asset);
  CHECK(topology.open_edges == 0);
  CHECK(topology.non_manifold_edges == 0);
  CHECK(topology.non_manifold_vertices == 0);
  CHECK(topology.inconsistent_edges == 0);
}

double volume_of(const Asset& asset) {
  const Shape shape = shape_of(asset);
  double volume = 0;
  for (std::size_t i = 0; i < shape.indices.size(); i += 3) {
    const auto p = [&](std::size_t k) { return to_double(shape.positions[shape.indices[i + k]]); };
    volume += dot(p(0), cross(p(1), p(2))) / 6;
  }
  return volume;
}

/// UVs of decorated_asset() are x and y of the corner.
void expect_uvs_in_place(const Asset& asset, double tolerance) {
  const Mesh& mesh = asset.scene.meshes.front();
  REQUIRE(mesh.uvs.size() == 1);
  for (std::size_t corner = 0; corner < mesh.indices.size(); ++corner) {
    const float2 uv = mesh.uvs[0].values[mesh.uvs[0].indices[corner]];
    const float3 p = mesh.positions[mesh.indices[corner]];
    if (std::abs(uv.x - p.x) > tolerance || std::abs(uv.y - p.y) > tolerance) {
      FAIL_CHECK("UV of corner " << corner << " is " << uv.x << ", " << uv.y << " at " << p.x << ", " << p.y);
      return;
    }
  }
}

/// A prism of height 1 and radius 1 with its lid at z = 1 missing.
Shape cup(std::uint32_t sides) {
  Shape shape;
  for (std::uint32_t i = 0; i < sides; ++i) {
    const double angle = 2 * std::numbers::pi * i / sides;
    const auto x = static_cast<float>(std::cos(angle)), y = static_cast<float>(std::sin(angle));
    shape.positions.insert(shape.positions.end(), {{x, y, 0}, {x, y, 1}});
  }
  shape.positions.push_back({0, 0, 0});
  for (std::uint32_t i = 0; i < sides; ++i) {
    const std::uint32_t a = 2 * i, b = 2 * ((i + 1) % sides);
    shape.indices.insert(shape.indices.end(), {a, b, b + 1, a, b + 1, a + 1, b, a, 2 * sides});
  }
  return shape;
}

/// Holes are closed however large they are.
PrepareOptions every_area() {
  PrepareOptions options;
  options.parameters["fill-holes.max-area"] = 1;
  return options;
}

/// Every step that needs no option, once more: nothing to do.
void expect_idempotent(std::string_view step, const StepResult& first, const PrepareOptions& options = {}) {
  INFO(step);
  CHECK(run_step(step, *first.asset, options).count == 0);
}

}  // namespace

TEST_CASE("steps: a sound body needs none of them", "[prepare]") {
  const Asset asset = decorated_asset(kBody);
  for (const Step* step : all_steps()) {
    if (step->kind != AssetKind::kMesh || step->id == "convert" || step->id == "decimate") continue;
    INFO(step->id);
    CHECK(run_step(step->id, asset).count == 0);
  }
}

TEST_CASE("steps: drop-duplicate leaves the first of each face", "[prepare]") {
  for (const Shape& shape : {with_face(kBody, kBody.indices[31], kBody.indices[32], kBody.indices[30]),
                             with_face(kBody, kBody.indices[31], kBody.indices[30], kBody.indices[32])}) {
    const StepResult result = run_step("drop-duplicate", decorated_asset(shape));
    CHECK(result.count == 1);
    CHECK(result.moved == 0);
    CHECK(result.asset->scene.meshes[0].face_count() == kBody.faces());
    expect_watertight(*result.asset);
    expect_uvs_in_place(*result.asset, 0);
    expect_idempotent("drop-duplicate", result);
  }
  CHECK(run_step("drop-duplicate", make_asset(joined(kBody, kBody))).count == kBody.faces());
}

TEST_CASE("steps: a sheet with two sides becomes one that is seen from both", "[prepare]") {
  Shape sheet;
  sheet.positions = {{0, 0, 0}, {1, 0, 0}, {1, 1, 0}, {0, 1, 0}};
  sheet.indices = {0, 1, 2, 0, 2, 3, 2, 1, 0, 3, 2, 0};
  const StepResult result = run_step("drop-duplicate", decorated_asset(sheet));
  CHECK(result.count == 2);
  CHECK(result.asset->scene.materials[1].double_sided);
}

TEST_CASE("steps: two bodies that share a wall become one", "[prepare]") {
  const Shape two = joined(cube(), placed(cube(), 1, {2, 0, 0}));
  for (std::uint32_t seed = 0; seed < 4; ++seed) {
    const StepResult result = run_step("drop-duplicate", decorated_asset(shuffled(two, seed)));
    CHECK(result.count == 4);
    CHECK(result.asset->scene.meshes[0].face_count() == 20);
    expect_watertight(*result.asset);
    CHECK(volume_of(*result.asset) == Approx(16));
    CHECK(topology_of(*result.asset).components == 1);
    expect_idempotent("drop-duplicate", result);
  }
}

TEST_CASE("steps: drop-degenerate removes faces without area and leaves no crack", "[prepare]") {
  const StepResult repeated = run_step("drop-degenerate", decorated_asset(with_face(kBody, 5, 5, 9)));
  CHECK(repeated.count == 1);
  expect_watertight(*repeated.asset);
  // An edge of the cube divided in the middle on one side, the crack closed by a triangle without area.
  Shape shape = cube();
  shape.positions.push_back({0, -1, -1});
  for (std::size_t i = 0; i < shape.indices.size(); i += 3) {
    if (shape.indices[i] == 0 && shape.indices[i + 1] == 1) shape.indices[i + 1] = 8;
  }
  shape = with_face(with_face(shape, 8, 1, 5), 0, 1, 8);
  REQUIRE(reference_topology(shape).open_edges == 0);
  for (std::uint32_t seed = 0; seed < 8; ++seed) {
    const StepResult result = run_step("drop-degenerate", decorated_asset(shuffled(shape, seed)));
    CHECK(result.count == 1);
    CHECK(result.asset->scene.meshes[0].face_count() == 14);
    expect_watertight(*result.asset);
    expect_uvs_in_place(*result.asset, 1e-6);
    CHECK(volume_of(*result.asset) == Approx(8));
    expect_idempotent("drop-degenerate", result);
  }
}

TEST_CASE("steps: a chain of faces on one line goes without a crack", "[prepare]") {
  // The edge from 0 to 1 of the cube, divided in 7 on one side, the crack filled with a fan on the line.
  Shape shape = cube();
  std::vector<std::uint32_t> line{0};
  for (int i = 1; i < 8; ++i) {
    line.push_back(static_cast<std::uint32_t>(shape.positions.size()));
    shape.positions.push_back({-1 + static_cast<float>(i) * 0.25F, -1, -1});
  }
  line.push_back(1);
  std::vector<std::uint32_t> indices;
  for (std::size_t i = 0; i < shape.indices.size(); i += 3) {
    const bool front = shape.indices[i] == 0 && shape.indices[i + 1] == 1;
    for (std::size_t k = 0; front && k + 1 < line.size(); ++k)
      indices.insert(indices.end(), {line[k], line[k + 1], shape.indices[i + 2]});
    if (!front) indices.insert(indices.end(), {shape.indices[i], shape.indices[i + 1], shape.indices[i + 2]});
  }
  for (std::size_t k = 1; k + 1 < line.size(); ++k) indices.insert(indices.end(), {0, line[k + 1], line[k]});
  shape.indices = indices;
  REQUIRE(reference_topology(shape).open_edges == 0);
  const StepResult result = run_step("drop-degenerate", decorated_asset(shape));
  expect_watertight(*result.asset);
  CHECK(volume_of(*result.asset) == Approx(8));
  expect_idempotent("drop-degenerate", result);
}

TEST_CASE("steps: drop-non-finite", "[prepare]") {
  Shape shape = kBody;
  shape.positions[7].y = std::numeric_limits<float>::quiet_NaN();
  shape.positions[9].x = std::numeric_limits<float>::infinity();
  shape = with_face(shape, 0, 1, 1'000'000);
  const StepResult result = run_step("drop-non-finite", make_asset(shape));
  CHECK(result.count > 3);
  const Mesh& mesh = result.asset->scene.meshes[0];
  CHECK(mesh.positions.size() == shape.positions.size() - 2);
  for (const float3& p : mesh.positions) CHECK(is_finite(p));
  for (const std::uint32_t index : mesh.indices) CHECK(index < mesh.positions.size());
  expect_idempotent("drop-non-finite", result);
}

TEST_CASE("steps: drop-unreferenced", "[prepare]") {
  Shape shape = kBody;
  shape.positions.insert(shape.positions.begin() + 3, {9, 9, 9});
  for (std::uint32_t& index : shape.indices) index += index >= 3;
  const StepResult result = run_step("drop-unreferenced", decorated_asset(shape));
  CHECK(result.count == 1);
  CHECK(result.asset->scene.meshes[0].positions.size() == kBody.positions.size());
  expect_uvs_in_place(*result.asset, 0);
  expect_watertight(*result.asset);
  expect_idempotent("drop-unreferenced", result);
}

TEST_CASE("steps: drop-unreferenced keeps what meshes share", "[prepare]") {
  Shape shape = kBody;
  shape.positions.push_back({9, 9, 9});
  Asset asset = make_asset(shape);
  Mesh half = asset.scene.meshes[0];
  half.indices =
      Array<std::uint32_t>(std::vector<std::uint32_t>(kBody.indices.begin(), kBody.indices.begin() + 300));
  asset.scene.meshes.push_back(half);
  const StepResult result = run_step("drop-unreferenced", asset);
  CHECK(result.count == 1);
  REQUIRE(result.asset);
  const std::vector<Mesh>& meshes = result.asset->scene.meshes;
  CHECK(meshes[0].positions.size() == kBody.positions.size());
  CHECK(meshes[0].positions.data() == meshes[1].positions.data());
  CHECK(meshes[1].face_count() == 100);
  expect_idempotent("drop-unreferenced", result);
}

TEST_CASE("steps: weld merges equal vertices and keeps seams", "[prepare]") {
  const StepResult all = run_step("weld", make_asset(unshared(kBody)));
  CHECK(all.asset->scene.meshes[0].positions.size() == kBody.positions.size());
  expect_idempotent("weld", all);
  // A seam: the same place with two normals.
  Asset seam = make_asset(unshared(cube()));
  std::vector<float3> normals;
  for (std::size_t face = 0; face < 12; ++face)
    normals.insert(normals.end(), 3, face < 6 ? float3{1, 0, 0} : float3{0, 1, 0});
  seam.scene.meshes[0].normals = std::move(normals);
  const StepResult result = run_step("weld", seam);
  const Mesh& mesh = result.asset->scene.meshes[0];
  CHECK(mesh.positions.size() > 8);
  CHECK(mesh.positions.size() < 36);
  for (std::size_t corner = 0; corner < 36; ++corner) {
    CHECK(mesh.normals[mesh.indices[corner]] == (corner < 18 ? float3{1, 0, 0} : float3{0, 1, 0}));
  }
}

TEST_CASE("steps: weld with a tolerance closes cracks of rounding", "[prepare]") {
  Shape shape = unshared(kBody);
  for (std::size_t i = 0; i < shape.positions.size(); ++i)
    shape.positions[i].x += static_cast<float>(i % 3) * 1e-5F;
  PrepareOptions options;
  CHECK(run_step("weld", make_asset(shape)).asset->scene.meshes[0].positions.size() > kBody.positions.size());
  options.parameters["weld.tolerance"] = 1e-4;
  const StepResult result = run_step("weld", make_asset(shape), options);
  CHECK(result.asset->scene.meshes[0].positions.size() == kBody.positions.size());
  CHECK(*result.moved <= 1e-4);
  CHECK(*result.moved > 0);
  expect_watertight(*result.asset);
  expect_idempotent("weld", result, options);
}

TEST_CASE("steps: orient turns faces and bodies", "[prepare]") {
  for (const Shape& shape : {with_flipped(kBody, 37), with_flipped(with_flipped(kBody, 37), 200),
                             turned_over(kBody), with_flipped(turned_over(kBody), 11)}) {
    const StepResult result = run_step("orient", decorated_asset(shape));
    expect_watertight(*result.asset);
    CHECK(volume_of(*result.asset) == Approx(volume_of(make_asset(kBody))));
    expect_uvs_in_place(*result.asset, 0);
    expect_idempotent("orient", result);
  }
}

TEST_CASE("steps: orient keeps cavities and turns what stands alone", "[prepare]") {
  const Shape cavity = turned_over(placed(sphere(3), 0.25F, {0.1F, 0, 0}));
  CHECK(run_step("orient", make_asset(joined(kBody, cavity))).count == 0);
  // The body inside out, the cavity as it is: only the body is turned.
  CHECK(run_step("orient", make_asset(joined(turned_over(kBody), cavity))).count == kBody.faces());
  // A cavity with one turned face stays a cavity.
  const StepResult mended = run_step("orient", make_asset(joined(kBody, with_flipped(cavity, 5))));
  CHECK(mended.count == 1);
  CHECK(volume_of(*mended.asset) < volume_of(make_asset(kBody)));
  // Two deep: the inner body looks outward again.
  const Shape core = placed(sphere(2), 0.05F, {0.1F, 0, 0});
  CHECK(run_step("orient", make_asset(joined(joined(kBody, cavity), turned_over(core)))).count ==
        core.faces());
}

TEST_CASE("steps: normals turn with their faces", "[prepare]") {
  const StepResult result = run_step("orient", decorated_asset(turned_over(kBody)));
  const Mesh& mesh = result.asset->scene.meshes[0];
  // decorated_asset() gave normals that look outward, against the turned faces: now they look inward.
  for (std::size_t v = 0; v < mesh.positions.size(); ++v)
    CHECK(dot(to_double(mesh.normals[v]), to_double(mesh.positions[v])) < 0);
  // One turned face among others: its corners have vertices of their own.
  const StepResult one = run_step("orient", decorated_asset(with_flipped(kBody, 10)));
  CHECK(one.asset->scene.meshes[0].positions.size() == kBody.positions.size() + 3);
  expect_watertight(*one.asset);
}

TEST_CASE("steps: a Möbius band has no side to turn to", "[prepare]") {
  Shape band;
  constexpr std::uint32_t kSteps = 12;
  for (std::uint32_t i = 0; i < kSteps; ++i) {
    const double turn = 2 * 3.14159265358979 * i / kSteps;
    for (const double side : {-0.3, 0.3}) {
      const double radius = 1 + side * std::cos(turn / 2);
      band.positions.push_back({static_cast<float>(radius * std::cos(turn)),
                                static_cast<float>(radius * std::sin(turn)),
                                static_cast<float>(side * std::sin(turn / 2))});
    }
  }
  for (std::uint32_t i = 0; i < kSteps; ++i) {
    const bool last = i + 1 == kSteps;
    const std::uint32_t a = 2 * i, b = 2 * i + 1, c = last ? 1 : 2 * i + 2, d = last ? 0 : 2 * i + 3;
    band.indices.insert(band.indices.end(), {a, c, b, b, c, d});
  }
  const StepResult result = run_step("orient", make_asset(band));
  CHECK(result.count == 0);
  REQUIRE(result.refused.size() == 1);
  CHECK(result.refused[0].find("only one side") != std::string::npos);
}

TEST_CASE("steps: split-non-manifold leaves each body its own wall, whatever the order of the faces",
          "[prepare]") {
  // Walls that coincide and are cut along different diagonals.
  Shape mirrored = cube();
  for (float3& p : mirrored.positions) p.y = -p.y;
  const Shape boxes = joined(cube(), placed(turned_over(mirrored), 1, {2, 0, 0}));
  std::set<std::set<std::tuple<float, float, float>>> results;
  for (std::uint32_t seed = 0; seed < 24; ++seed) {
    INFO("seed " << seed);
    const StepResult result =
        run_step("split-non-manifold", make_asset(seed == 0 ? boxes : shuffled(boxes, seed)));
    CHECK(result.refused.empty());
    expect_watertight(*result.asset);
    CHECK(topology_of(*result.asset).components == 2);
    CHECK(AssetFacts(*result.asset, {}).surfaces()[0].self_intersection().faces == 0);
    std::set<std::tuple<float, float, float>> places;
    for (const float3& p : result.asset->scene.meshes[0].positions) places.insert({p.x, p.y, p.z});
    results.insert(places);
  }
  CHECK(results.size() == 1);
}

TEST_CASE("steps: split-non-manifold counts what it parted, and leaves what would cross", "[prepare]") {
  const Shape fan = joined(cube(), placed(cube(), 1, {2, 2, 0}));
  const StepResult parted = run_step("split-non-manifold", make_asset(fan));
  CHECK(std::get<std::int64_t>(parted.numbers[0].second) == 1);
  CHECK(parted.done.find("1 edge and") != std::string::npos);
  // A wall between two halves of a body: its edges have three faces; the halves cannot both keep it.
  Shape walled = cube();
  walled.indices.insert(walled.indices.end(), {0, 3, 7, 0, 7, 4});
  const Asset before = make_asset(walled);
  const StepResult result = run_step("split-non-manifold", before);
  const Asset& after = result.asset ? *result.asset : before;
  const AssetFacts facts(before, {}), facts_after(after, {});
  CHECK(facts_after.surfaces()[0].self_intersection().faces <= facts.surfaces()[0].self_intersection().faces);
  const auto edges = [](const AssetFacts& of) { return of.surfaces()[0].topology().non_manifold_edges; };
  if (result.asset)
    CHECK(static_cast<std::uint64_t>(std::get<std::int64_t>(result.numbers[0].second)) ==
          edges(facts) - edges(facts_after));
  if (edges(facts_after) > 0) CHECK_FALSE(result.refused.empty());
}

TEST_CASE("steps: split-non-manifold parts what touches", "[prepare]") {
  struct Case {
    const char* name;
    Shape shape;
    std::uint64_t bodies;
  };
  const Case cases[] = {
      {"two cubes at a corner", joined(cube(), placed(cube(), 1, {2, 2, 2})), 2},
      {"two cubes at an edge", joined(cube(), placed(cube(), 1, {2, 2, 0})), 2},
      {"three cubes at two corners",
       joined(joined(cube(), placed(cube(), 1, {2, 2, 2})), placed(cube(), 1, {-2, 2, 2})), 3},
      {"one cube inside out", joined(cube(), turned_over(placed(cube(), 1, {2, 2, 0}))), 2},
      {"far from the origin", placed(joined(cube(), placed(cube(), 1, {2, 2, 0})), 1, {1000, 0, 0}), 2},
  };
  for (const Case& c : cases) {
    for (std::uint32_t seed = 0; seed < 4; ++seed) {
      INFO(c.name << ", seed " << seed);
      const Shape shape = shuffled(c.shape, seed);
      const StepResult result = run_step("split-non-manifold", decorated_asset(shape));
      CHECK(result.refused.empty());
      expect_watertight(*result.asset);
      CHECK(topology_of(*result.asset).components == c.bodies);
      CHECK(*result.moved > 0);
      CHECK(*result.moved < 0.005);
      CHECK(std::abs(volume_of(*result.asset)) == Approx(std::abs(volume_of(make_asset(shape)))).margin(0.1));
      const AssetFacts facts(*result.asset, {});
      CHECK(facts.surfaces()[0].self_intersection().faces == 0);
      CHECK(facts.meshes()[0].unreferenced_vertices().empty());
      expect_idempotent("split-non-manifold", result);
    }
  }
}

TEST_CASE("steps: a fin becomes a sheet beside the body", "[prepare]") {
  for (const float height : {2.0F, 0.5F}) {  // outside, and inside of the body
    Shape shape = kBody;
    const float3 a = shape.positions[shape.indices[0]], b = shape.positions[shape.indices[1]];
    shape.positions.push_back({(a.x + b.x) / 2 * height, (a.y + b.y) / 2 * height, (a.z + b.z) / 2 * height});
    const auto apex = static_cast<std::uint32_t>(shape.positions.size() - 1);
    for (const Shape& fin : {with_face(shape, shape.indices[0], shape.indices[1], apex),
                             with_face(shape, shape.indices[1], shape.indices[0], apex)}) {
      const StepResult result = run_step("split-non-manifold", decorated_asset(fin));
      const ReferenceTopology topology = topology_of(*result.asset);
      CHECK(topology.non_manifold_edges == 0);
      CHECK(topology.non_manifold_vertices == 0);
      CHECK(topology.open_edges == 3);
      CHECK(topology.components == 2);
      const AssetFacts facts(*result.asset, {});
      CHECK(facts.surfaces()[0].self_intersection().faces == 0);
      expect_idempotent("split-non-manifold", result);
    }
  }
}

TEST_CASE("steps: fill-holes closes what was taken out", "[prepare]") {
  Shape two = without_face(without_face(kBody, 200), 37);
  const StepResult triangles = run_step("fill-holes", decorated_asset(two));
  CHECK(triangles.count == 2);
  expect_watertight(*triangles.asset);
  CHECK(volume_of(*triangles.asset) == Approx(volume_of(make_asset(kBody))));
  expect_uvs_in_place(*triangles.asset, 0);
  expect_idempotent("fill-holes", triangles);

  // Everything around a vertex: a hole with several edges.
  Shape vertex = kBody;
  std::vector<std::uint32_t> indices;
  for (std::size_t i = 0; i < vertex.indices.size(); i += 3) {
    const bool touches =
        vertex.indices[i] == 20 || vertex.indices[i + 1] == 20 || vertex.indices[i + 2] == 20;
    if (!touches)
      indices.insert(indices.end(), {vertex.indices[i], vertex.indices[i + 1], vertex.indices[i + 2]});
  }
  vertex.indices = indices;
  const StepResult patch = run_step("fill-holes", decorated_asset(vertex));
  CHECK(patch.count == 1);
  expect_watertight(*patch.asset);
  CHECK(AssetFacts(*patch.asset, {}).surfaces()[0].self_intersection().faces == 0);
}

TEST_CASE("steps: fill-holes divides a large patch, coarser towards its middle", "[prepare]") {
  constexpr std::uint32_t kSides = 96;
  const Shape open = cup(kSides);
  const StepResult closed = run_step("fill-holes", decorated_asset(open), every_area());
  REQUIRE(closed.count == 1);
  expect_watertight(*closed.asset);
  const Mesh& mesh = closed.asset->scene.meshes[0];
  const double base = kSides * std::sin(2 * std::numbers::pi / kSides) / 2;
  CHECK(volume_of(*closed.asset) == Approx(base));
  CHECK(AssetFacts(*closed.asset, {}).surfaces()[0].self_intersection().faces == 0);
  // Without inner vertices a lid of n corners has n − 2 faces, most of them slivers of 1 : n.
  const std::size_t added = mesh.face_count() - open.faces();
  CHECK(added > 2 * kSides);
  CHECK(added < 20 * kSides);
  double thinnest = 1;
  std::size_t in_lid = 0;
  for (std::size_t face = 0; face < mesh.face_count(); ++face) {
    double3 corners[3];
    for (std::size_t k = 0; k < 3; ++k) corners[k] = to_double(mesh.positions[mesh.indices[3 * face + k]]);
    if (corners[0].z + corners[1].z + corners[2].z != 3) continue;
    ++in_lid;
    double longest = 0;
    for (std::size_t k = 0; k < 3; ++k)
      longest = std::max(longest, length(corners[(k + 1) % 3] - corners[k]));
    const double twice_area = length(cross(corners[1] - corners[0], corners[2] - corners[0]));
    thinnest = std::min(thinnest, twice_area / (longest * longest));
  }
  CHECK(in_lid == added);
  CHECK(thinnest > 0.1);  // height by longest edge: 0.87 at best, 0.03 without inner vertices
  expect_uvs_in_place(*closed.asset, 1e-6);
  for (std::size_t v = open.positions.size(); v < mesh.positions.size(); ++v)
    CHECK(length(to_double(mesh.normals[v])) == Approx(1));
  expect_idempotent("fill-holes", closed, every_area());

  // As many corners as edges are long: nothing to divide.
  const StepResult coarse = run_step("fill-holes", decorated_asset(cup(4)), every_area());
  CHECK(coarse.count == 1);
  CHECK(coarse.asset->scene.meshes[0].positions.size() == cup(4).positions.size());
}

TEST_CASE("steps: fill-holes leaves open what it cannot close safely", "[prepare]") {
  // A sheet is its own rim.
  Shape sheet;
  sheet.positions = {{0, 0, 0}, {1, 0, 0}, {1, 1, 0}, {0, 1, 0}};
  sheet.indices = {0, 1, 2, 0, 2, 3};
  const StepResult open = run_step("fill-holes", make_asset(sheet));
  CHECK(open.count == 0);
  CHECK(open.refused.size() == 1);
  // A face alone: closed, it would be its own back.
  Shape lone;
  lone.positions = {{3, 0, 0}, {4, 0, 0}, {3, 1, 0}};
  lone.indices = {0, 1, 2};
  const StepResult left = run_step("fill-holes", make_asset(joined(kBody, lone)), every_area());
  CHECK(left.count == 0);
  REQUIRE(left.refused.size() == 1);
  CHECK(left.refused[0].find("no hole") != std::string::npos);
  // A rim on one line.
  Shape crack;
  crack.positions = {{0, 0, 0}, {2, 0, 0}, {1, 2, 0}, {1, -2, 0}, {1, 0, 0}};
  crack.indices = {0, 1, 2, 0, 3, 4, 4, 3, 1};
  CHECK(run_step("fill-holes", make_asset(crack)).count == 0);
  // A sphere with a body that reaches through its hole: the patch would cut it.
  Shape pierced = joined(without_face(kBody, 0), Shape{});
  double3 middle;
  for (std::size_t k = 0; k < 3; ++k)
    middle = middle + to_double(kBody.positions[kBody.indices[k]]) * (1.0 / 3);
  pierced = joined(pierced, placed(cube(), 0.01F,
                                   {static_cast<float>(middle.x), static_cast<float>(middle.y),
                                    static_cast<float>(middle.z)}));
  const StepResult cut = run_step("fill-holes", make_asset(pierced));
  CHECK(cut.count == 0);
  REQUIRE(cut.refused.size() == 1);
  CHECK(cut.refused[0].find("cut through") != std::string::npos);
}

TEST_CASE("steps: drop-tiny removes crumbs", "[prepare]") {
  const Shape crumb = placed(cube(), 0.0078125F, {3, 0, 0});
  const StepResult result = run_step("drop-tiny", decorated_asset(joined(kBody, crumb)));
  CHECK(result.count == 1);
  CHECK(result.asset->scene.meshes[0].face_count() == kBody.faces());
  CHECK(result.asset->scene.meshes[0].positions.size() == kBody.positions.size());
  CHECK(result.lost.size() == 1);
  expect_idempotent("drop-tiny", result);
}

TEST_CASE("steps: ranges of materials and groups follow their faces", "[prepare]") {
  Asset asset = decorated_asset(with_face(kBody, 5, 5, 9));
  Mesh& mesh = asset.scene.meshes[0];
  const auto faces = static_cast<std::uint32_t>(mesh.face_count());
  mesh.materials = {{0, 100, 0, {}}, {100, faces - 101, 1, {}}, {faces - 1, 1, 0, {}}};
  mesh.groups = {{0, faces, kNoIndex, "all"}, {50, 20, kNoIndex, "inner"}};
  const StepResult result = run_step("drop-degenerate", asset);
  const Mesh& after = result.asset->scene.meshes[0];
  REQUIRE(after.materials.size() == 2);
  CHECK(after.materials[1].first_face == 100);
  CHECK(after.materials[1].face_count == faces - 101);
  REQUIRE(after.groups.size() == 2);
  CHECK(after.groups[0].face_count == faces - 1);
  CHECK(after.groups[1].name == "inner");
}

TEST_CASE("steps: every step says what it is", "[prepare]") {
  std::set<std::pair<AssetKind, int>> orders;
  std::set<std::pair<AssetKind, std::string_view>> ids;
  for (const Step* step : all_steps()) {
    INFO(step->id);
    CHECK_FALSE(step->summary.empty());
    CHECK_FALSE(step->summary.ends_with('.'));
    CHECK_FALSE(step->explanation.empty());
    CHECK(step->run != nullptr);
    CHECK(orders.insert({step->kind, step->order}).second);
    CHECK(ids.insert({step->kind, step->id}).second);
    CHECK(find_step(step->id, step->kind) == step);
  }
}
