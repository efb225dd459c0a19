#include "prepare/decimate.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <memory>
#include <random>

#include "asset/facts.h"
#include "core/parallel.h"
#include "prepare/drift.h"
#include "support/invariants.h"
#include "support/mesh_builder.h"
#include "support/solid_shapes.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

struct Outcome {
  Outcome(Asset input, const DecimateOptions& options) : before(std::move(input)) {
    Result<Decimated> result = decimate(before.scene, options, {});
    REQUIRE(result.has_value());
    decimated = std::move(*result);
    after = before;
    after.scene.meshes = decimated.meshes;
    after.format = "glb";
    facts = std::make_unique<AssetFacts>(after, std::stop_token{});
    std::uint64_t faces = 0;
    for (const Mesh& mesh : after.scene.meshes) faces += mesh.face_count();
    CHECK(faces == decimated.triangles);
    check_invariants(after);
  }
  Outcome(const Shape& shape, std::uint64_t triangles)
      : Outcome(make_asset(shape), {.target_triangles = triangles}) {}

  [[nodiscard]] const SurfaceFacts& surface() const { return facts->surfaces().front(); }
  [[nodiscard]] const Topology& topology() const { return surface().topology(); }
  [[nodiscard]] const Mesh& mesh() const { return after.scene.meshes.front(); }
  [[nodiscard]] double volume() const {
    double sum = 0;
    for (const auto& shell : surface().shells().shells) sum += shell.signed_volume;
    return sum;
  }

  Asset before, after;
  Decimated decimated;
  std::unique_ptr<AssetFacts> facts;
};

std::int64_t euler(const Topology& t) {
  return static_cast<std::int64_t>(t.vertices + t.faces) - static_cast<std::int64_t>(t.edges);
}

void expect_clean(const Outcome& outcome) {
  CHECK(outcome.topology().watertight());
  CHECK(outcome.topology().duplicate_faces == 0);
  CHECK(outcome.surface().self_intersection().faces == 0);
}

Box3 bounds(const Mesh& mesh) {
  Box3 box;
  for (const float3& p : mesh.positions) box.add(p);
  return box;
}

}  // namespace

TEST_CASE("decimate: a divided cube becomes twelve triangles with the same volume and box", "[decimate]") {
  const Outcome outcome(grid_box(12, {2, 2, 2}), 12);
  CHECK(outcome.decimated.reached);
  CHECK(outcome.decimated.triangles == 12);
  CHECK(outcome.decimated.triangles_before == 12 * 144);
  CHECK(outcome.volume() == Approx(8).margin(1e-4));
  const Box3 box = bounds(outcome.mesh());
  CHECK(box.min.x == Approx(-1).margin(1e-5));
  CHECK(box.max.z == Approx(1).margin(1e-5));
  CHECK(outcome.decimated.error < 2e-4);
  expect_clean(outcome);
}

TEST_CASE("decimate: a square becomes two triangles and keeps its border", "[decimate]") {
  const Outcome outcome(grid_square(20), 2);
  CHECK(outcome.decimated.triangles == 2);
  CHECK(outcome.topology().open_edges == 4);
  const Box3 box = bounds(outcome.mesh());
  CHECK(box.min == float3{0, 0, 0});
  CHECK(box.max == float3{1, 1, 0});
}

TEST_CASE("decimate: nothing is left out when the target is above what is there", "[decimate]") {
  const Outcome outcome(sphere(5), 1000);
  CHECK(outcome.decimated.reached);
  CHECK(outcome.decimated.triangles == 200);
  CHECK(outcome.decimated.error == 0);
}

TEST_CASE("decimate: closed stays closed and manifold, handles stay, nothing crosses", "[decimate]") {
  struct Case {
    const char* name;
    Shape shape;
  };
  std::vector<Case> cases{{"sphere", sphere(24)},
                          {"torus", torus(60, 40)},
                          {"knot", torus_knot(2, 3, 240, 12, 0.35F)},
                          {"dense knot", torus_knot(3, 5, 400, 9, 0.2F)},
                          {"plate", grid_box(24, {1, 1, 0.004F})},
                          {"shuffled", shuffled(torus(50, 50), 3)}};
  for (std::uint32_t seed = 0; seed < 6; ++seed) cases.push_back({"blob", blob(22, seed, 0.03)});
  for (const Case& c : cases) {
    for (const double ratio : {0.25, 0.05}) {
      CAPTURE(c.name, ratio, c.shape.faces());
      const Outcome before(c.shape, c.shape.faces());
      const auto target = static_cast<std::uint64_t>(ratio * static_cast<double>(c.shape.faces()));
      const Outcome outcome(c.shape, target);
      CHECK(outcome.decimated.triangles <= target);
      CHECK(outcome.decimated.triangles >= target - 1);
      CHECK(outcome.decimated.reached);
      CHECK(euler(outcome.topology()) == euler(before.topology()));
      CHECK(outcome.surface().shells().shells.size() == before.surface().shells().shells.size());
      CHECK(outcome.volume() == Approx(before.volume()).epsilon(ratio < 0.1 ? 0.25 : 0.05));
      expect_clean(before);
      expect_clean(outcome);
    }
  }
}

TEST_CASE("decimate: when nothing more may go, it says what holds", "[decimate]") {
  const Outcome ball(sphere(6), 1);
  CHECK_FALSE(ball.decimated.reached);
  CHECK(ball.decimated.triangles >= 4);
  CHECK(ball.topology().watertight());
  std::uint64_t held = 0;
  for (const std::uint64_t count : ball.decimated.held) held += count;
  CHECK(held == ball.topology().edges);

  const Outcome limited(make_asset(sphere(12)), {.target_triangles = 8, .max_error = 0.01});
  CHECK_FALSE(limited.decimated.reached);
  CHECK(limited.decimated.error <= 0.01);
  CHECK(limited.decimated.held[static_cast<std::size_t>(Held::kError)] > 0);
}

TEST_CASE("decimate: an error limit alone ends it", "[decimate]") {
  std::uint64_t last = 1U << 30U;
  for (const double error : {0.0001, 0.001, 0.01}) {
    const Outcome outcome(make_asset(sphere(32)), {.max_error = error});
    CHECK(outcome.decimated.reached);
    CHECK(outcome.decimated.error <= error);
    CHECK(outcome.decimated.triangles < last);
    last = outcome.decimated.triangles;
    // Vertices of a sphere of radius 1 stay near it.
    for (const float3& p : outcome.mesh().positions) CHECK(std::abs(length(to_double(p)) - 1) < 3 * error);
  }
}

TEST_CASE("decimate: the same bytes for any number of threads", "[decimate][parallel]") {
  const Shape shape = torus(150, 140);  // several patches
  std::vector<float3> positions[2];
  std::vector<std::uint32_t> indices[2];
  for (int i = 0; i < 2; ++i) {
    run_with_threads(i == 0 ? 1 : 4, [&] {
      const Outcome outcome(shape, shape.faces() / 4);
      positions[i].assign(outcome.mesh().positions.begin(), outcome.mesh().positions.end());
      indices[i].assign(outcome.mesh().indices.begin(), outcome.mesh().indices.end());
      CHECK(outcome.decimated.triangles <= shape.faces() / 4);
      CHECK(outcome.topology().watertight());
    });
  }
  CHECK(positions[0] == positions[1]);
  CHECK(indices[0] == indices[1]);
}

// --- attributes

namespace {

float3 torus_point(float2 uv) {
  const double u = 2 * 3.14159265358979 * double{uv.x}, v = 2 * 3.14159265358979 * double{uv.y};
  return {static_cast<float>((3 + std::cos(v)) * std::cos(u)),
          static_cast<float>((3 + std::cos(v)) * std::sin(u)), static_cast<float>(std::sin(v))};
}

/// A torus as exporters write it: vertices doubled along both seams of the texture.
Mesh textured_torus(std::uint32_t rings, std::uint32_t sides) {
  std::vector<float3> positions, normals;
  std::vector<float2> uvs;
  std::vector<float4> tangents;
  for (std::uint32_t i = 0; i <= rings; ++i) {
    for (std::uint32_t j = 0; j <= sides; ++j) {
      const auto share = [](std::uint32_t k, std::uint32_t n) {
        return static_cast<float>(k) / static_cast<float>(n);
      };
      positions.push_back(torus_point({share(i % rings, rings), share(j % sides, sides)}));
      uvs.push_back({share(i, rings), share(j, sides)});
      const double u = 6.28318530717959 * i / rings, v = 6.28318530717959 * j / sides;
      normals.push_back({static_cast<float>(std::cos(v) * std::cos(u)),
                         static_cast<float>(std::cos(v) * std::sin(u)), static_cast<float>(std::sin(v))});
      if (i == rings) normals.back() = normals[j];
      if (j == sides) normals.back() = normals[normals.size() - 1 - sides];
      tangents.push_back({static_cast<float>(-std::sin(u)), static_cast<float>(std::cos(u)), 0, 1});
      if (i == rings) tangents.back() = tangents[j];
    }
  }
  std::vector<std::uint32_t> indices;
  for (std::uint32_t i = 0; i < rings; ++i) {
    for (std::uint32_t j = 0; j < sides; ++j) {
      const std::uint32_t a = i * (sides + 1) + j, b = a + sides + 1, c = b + 1, d = a + 1;
      indices.insert(indices.end(), {a, b, c, a, c, d});
    }
  }
  Mesh mesh;
  mesh.stored_vertices = positions.size();
  mesh.positions = std::move(positions);
  mesh.normals = std::move(normals);
  mesh.uvs.push_back({std::move(uvs), {}});
  mesh.tangents = std::move(tangents);
  mesh.indices = std::move(indices);
  return mesh;
}

Asset asset_of(std::vector<Mesh> meshes) {
  Asset asset = make_asset(cube());
  asset.scene.instances.clear();
  for (std::uint32_t m = 0; m < meshes.size(); ++m) asset.scene.instances.push_back({m, kNoIndex});
  asset.scene.meshes = std::move(meshes);
  return asset;
}

}  // namespace

TEST_CASE("decimate: texture coordinates, normals and tangents follow; seams stay closed", "[decimate]") {
  const Mesh mesh = textured_torus(96, 64);
  const Outcome outcome(asset_of({mesh}), {.target_triangles = mesh.face_count() / 4});
  CHECK(outcome.decimated.reached);
  CHECK(outcome.topology().watertight());
  const Mesh& after = outcome.mesh();
  REQUIRE(after.uvs.size() == 1);
  REQUIRE(after.uvs[0].values.size() == after.positions.size());
  REQUIRE(after.normals.size() == after.positions.size());
  REQUIRE(after.tangents.size() == after.positions.size());
  std::size_t on_seam = 0;
  for (std::size_t i = 0; i < after.positions.size(); ++i) {
    const float2 uv = after.uvs[0].values[i];
    CHECK(length(to_double(torus_point(uv)) - to_double(after.positions[i])) < 0.05);
    CHECK(length(to_double(after.normals[i])) == Approx(1).margin(1e-5));
    CHECK(after.tangents[i].w == 1);
    on_seam += uv.x == 0 || uv.x == 1 || uv.y == 0 || uv.y == 1;
  }
  CHECK(on_seam >= 40);
  // Each face lies in one place of the texture, and the texture is covered once.
  double area = 0;
  for (std::size_t f = 0; f < after.face_count(); ++f) {
    float2 p[3];
    for (std::size_t k = 0; k < 3; ++k) p[k] = after.uvs[0].values[after.indices[3 * f + k]];
    area += 0.5 * (double{p[1].x - p[0].x} * double{p[2].y - p[0].y} -
                   double{p[2].x - p[0].x} * double{p[1].y - p[0].y});
  }
  CHECK(area == Approx(1).margin(1e-4));
}

TEST_CASE("decimate: attributes with indices of their own, as in OBJ", "[decimate]") {
  Mesh mesh = textured_torus(40, 30);
  const Shape shape = torus(40, 30);
  Mesh indexed = make_mesh(shape);
  indexed.normals = mesh.normals;
  indexed.normal_indices = mesh.indices;
  indexed.uvs.push_back({mesh.uvs[0].values, mesh.indices});
  const Outcome outcome(asset_of({indexed}), {.target_triangles = 600});
  const Mesh& after = outcome.mesh();
  CHECK(outcome.decimated.triangles == 600);
  CHECK(outcome.topology().watertight());
  CHECK(after.positions.size() == outcome.topology().vertices);  // not doubled along the seam
  REQUIRE(after.uvs[0].indices.size() == after.indices.size());
  for (std::size_t i = 0; i < after.indices.size(); ++i) {
    const float2 uv = after.uvs[0].values[after.uvs[0].indices[i]];
    CHECK(length(to_double(torus_point(uv)) - to_double(after.positions[after.indices[i]])) < 0.25);
  }

  SECTION("corners without") {
    std::vector<std::uint32_t> some(mesh.indices.begin(), mesh.indices.end());
    std::fill(some.begin(), some.begin() + 900, kNoIndex);
    indexed.uvs[0].indices = some;
    const Outcome partly(asset_of({indexed}), {.target_triangles = 600});
    CHECK(partly.topology().watertight());
    const Array<std::uint32_t>& indices = partly.mesh().uvs[0].indices;
    CHECK(std::count(indices.begin(), indices.end(), kNoIndex) > 100);
  }
}

TEST_CASE("decimate: materials and groups keep their faces and the line between them", "[decimate]") {
  Shape shape = sphere(20);
  Mesh mesh = make_mesh(shape);
  const auto half = static_cast<std::uint32_t>(shape.faces() / 2);  // z < 0 comes first
  mesh.materials = {{0, half, 0, {}}, {half, half, 1, {}}};
  mesh.groups = {{0, half + 400, kNoIndex, "a"}, {half + 400, half - 400, kNoIndex, "b"}};
  Asset asset = asset_of({mesh});
  asset.scene.materials.resize(2);
  const Outcome outcome(asset, {.target_triangles = 800});
  const Mesh& after = outcome.mesh();
  CHECK(outcome.decimated.reached);
  CHECK(outcome.topology().watertight());
  REQUIRE(after.materials.size() == 2);
  CHECK(after.materials[1].first_face == after.materials[0].face_count);
  CHECK(after.materials[1].material == 1);
  CHECK(after.groups.size() == 2);
  CHECK(after.groups[1].name == "b");
  const auto sign_of = [&](const Mesh& m, std::size_t face) {
    float low = 1, high = -1;
    for (std::size_t k = 0; k < 3; ++k) {
      low = std::min(low, m.positions[m.indices[3 * face + k]].z);
      high = std::max(high, m.positions[m.indices[3 * face + k]].z);
    }
    return std::pair{low, high};
  };
  const bool below_first = sign_of(mesh, 0).first < -1e-6F;
  for (std::size_t f = 0; f < after.face_count(); ++f) {
    const auto [low, high] = sign_of(after, f);
    if ((f < after.materials[0].face_count) == below_first) {
      CHECK(high < 1e-4F);
    } else {
      CHECK(low > -1e-4F);
    }
  }
}

TEST_CASE("decimate: meshes of one surface stay joined, and share the budget by error", "[decimate]") {
  const Shape whole = sphere(20);
  Shape one = whole, two = whole;
  one.indices.resize(3000);
  two.indices.erase(two.indices.begin(), two.indices.begin() + 3000);
  const Outcome joined_up(asset_of({make_mesh(one), make_mesh(two)}), {.target_triangles = 800});
  CHECK(joined_up.decimated.reached);
  CHECK(joined_up.topology().watertight());
  CHECK(joined_up.after.scene.meshes[0].face_count() > 0);

  // A flat body needs nothing, a round one everything.
  Mesh flat = make_mesh(grid_box(15, {1, 1, 1})), round = make_mesh(placed(sphere(20), 1, {9, 0, 0}));
  round.surface = 1;
  const Outcome apart(asset_of({flat, round}), {.target_triangles = 1012});
  CHECK(apart.decimated.triangles == 1012);
  CHECK(apart.after.scene.meshes[0].face_count() <= 40);
}

TEST_CASE("decimate: flat shading does not hold every edge", "[decimate]") {
  const Shape shape = unshared(sphere(16));
  Mesh mesh = make_mesh(shape);
  std::vector<float3> normals;
  for (std::size_t i = 0; i < shape.positions.size(); i += 3) {
    const double3 a = to_double(shape.positions[i]),
                  n = cross(to_double(shape.positions[i + 1]) - a, to_double(shape.positions[i + 2]) - a);
    const double3 u = n * (1 / length(n));
    normals.insert(normals.end(), 3,
                   float3{static_cast<float>(u.x), static_cast<float>(u.y), static_cast<float>(u.z)});
  }
  mesh.normals = std::move(normals);
  const Outcome outcome(asset_of({mesh}), {.target_triangles = 500});
  CHECK(outcome.decimated.reached);
  CHECK(outcome.decimated.flat_meshes == std::vector<std::uint32_t>{0});
  CHECK(outcome.mesh().normals.empty());
  CHECK(outcome.topology().watertight());
}

// --- what should not be there

TEST_CASE("decimate: whatever comes in, it ends and makes a sound mesh", "[decimate]") {
  const float big = 1e30F, tiny = 1e-42F, nan = std::nanf("");
  std::mt19937 random(5);
  Shape soup, point, fan;
  for (std::uint32_t i = 0; i < 60; ++i)
    soup.positions.push_back(
        {static_cast<float>(i % 4), static_cast<float>(i / 4 % 4), static_cast<float>(i / 16)});
  for (int i = 0; i < 3 * 2000; ++i) soup.indices.push_back(static_cast<std::uint32_t>(random() % 66));
  soup.positions[7] = {nan, 0, 0};
  for (int i = 0; i < 300; ++i) {
    point.positions.push_back({1, 1, 1});
    point.indices.push_back(static_cast<std::uint32_t>(i));
  }
  fan.positions.push_back({0, 0, 0});
  for (std::uint32_t i = 0; i < 4000; ++i) {
    fan.positions.push_back(
        {static_cast<float>(std::cos(i * 1e-3)), static_cast<float>(std::sin(i * 1e-3)), 1});
    if (i > 0) fan.indices.insert(fan.indices.end(), {0, i, i + 1});
  }
  Shape outlier = joined(sphere(12), placed(sphere(3), big, {0, 0, 0}));
  Shape copies = sphere(8);
  copies.indices.insert(copies.indices.end(), copies.indices.begin(), copies.indices.end());
  const std::vector<Shape> shapes{Shape{},
                                  soup,
                                  point,
                                  fan,
                                  outlier,
                                  copies,
                                  placed(sphere(10), big, {0, 0, 0}),
                                  placed(sphere(10), 1e38F, {0, 0, 0}),
                                  placed(sphere(10), tiny, {0, 0, 0}),
                                  placed(sphere(10), 1, {big, big, big}),
                                  unshared(sphere(6))};
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    for (const std::uint64_t target : {std::uint64_t{0}, std::uint64_t{1}, shapes[i].faces() / 4}) {
      CAPTURE(i, target);
      const Outcome outcome(shapes[i], target);
      CHECK(outcome.decimated.triangles + outcome.decimated.dropped <= shapes[i].faces());
      for (const float3& p : outcome.mesh().positions) CHECK(is_finite(p));
    }
  }
}

TEST_CASE("decimate: a wrong error limit is refused, a stop is heeded", "[decimate]") {
  const Asset asset = make_asset(torus(60, 60));
  CHECK(decimate(asset.scene, {.max_error = -1}, {}).error().kind == ErrorKind::kUsage);
  CHECK(decimate(asset.scene, {.max_error = std::nan("")}, {}).error().kind == ErrorKind::kUsage);
  std::stop_source source;
  source.request_stop();
  CHECK_THROWS_AS(decimate(asset.scene, {.target_triangles = 10}, source.get_token()), Cancelled);
}

TEST_CASE("decimate: a scene of very many small meshes costs what its triangles cost", "[decimate]") {
  std::vector<Mesh> meshes;
  for (std::uint32_t i = 0; i < 3000; ++i) {
    meshes.push_back(make_mesh(placed(sphere(2), 1, {static_cast<float>(3 * i), 0, 0})));
    meshes.back().surface = i / 3;  // three bodies in one
    meshes.back().normals = meshes.back().positions;
  }
  const Outcome outcome(asset_of(std::move(meshes)), {.target_triangles = 48'000});
  CHECK(outcome.decimated.triangles_before == 96'000);
  CHECK(outcome.decimated.reached);
  CHECK(outcome.decimated.triangles > 47'500);
  for (const SurfaceFacts& surface : outcome.facts->surfaces()) REQUIRE(surface.topology().watertight());
}

TEST_CASE("decimate: a material for each face holds everything, and says so", "[decimate]") {
  const Shape shape = sphere(8);
  Mesh mesh = make_mesh(shape);
  for (std::uint32_t f = 0; f < shape.faces(); ++f) mesh.materials.push_back({f, 1, f % 2, {}});
  Asset asset = asset_of({mesh});
  asset.scene.materials.resize(2);
  const Outcome outcome(asset, {.target_triangles = 10});
  CHECK_FALSE(outcome.decimated.reached);
  CHECK(outcome.decimated.triangles == shape.faces());
  CHECK(outcome.decimated.held[static_cast<std::size_t>(Held::kLocked)] == outcome.topology().edges);
}

TEST_CASE("decimate: a wall that is thinner than the error does not cross itself", "[decimate]") {
  for (const float inner : {0.99F, 0.97F}) {
    const Shape shell = joined(sphere(20), turned_over(placed(sphere(20), inner, {0, 0, 0})));
    for (const std::uint64_t target : {1600U, 400U, 100U}) {
      CAPTURE(inner, target);
      const Outcome outcome(shell, target);
      CHECK(outcome.decimated.crossing_faces == outcome.surface().self_intersection().faces);
      expect_clean(outcome);
      if (!outcome.decimated.reached)
        CHECK(outcome.decimated.held[static_cast<std::size_t>(Held::kCrossing)] > 0);
    }
  }
}

TEST_CASE("decimate: a thin wall beside a body costs neither the target nor the body", "[decimate]") {
  Shape body = sphere(30);
  for (float3& p : body.positions) {
    const float bump = 1 + 0.1F * std::sin(9 * p.x) * std::sin(7 * p.y + 1) * std::sin(8 * p.z);
    p = {p.x * bump, p.y * bump, p.z * bump};
  }
  const Shape wall =
      joined(placed(sphere(24), 0.3F, {3, 0, 0}), turned_over(placed(sphere(24), 0.3F * 0.99F, {3, 0, 0})));
  const Asset input = make_asset(joined(body, wall));
  std::uint64_t before = body.faces() + wall.faces();
  for (const std::uint64_t target : {6000U, 3000U, 1500U, 800U, 400U}) {
    CAPTURE(target);
    const Outcome outcome(input, {.target_triangles = target});
    CHECK(outcome.decimated.crossing_faces == 0);
    CHECK(outcome.decimated.triangles <= before + before / 10);
    before = std::min(before, outcome.decimated.triangles);
    const Drift drift = measure_drift(input.scene, outcome.after.scene, {});
    CHECK(drift.relative(drift.max) < 0.02);
    CHECK(outcome.decimated.triangles <= target + wall.faces() / 4);
    if (!outcome.decimated.reached)
      CHECK(outcome.decimated.held[static_cast<std::size_t>(Held::kCrossing)] > 0);
  }
}
