// Texture coordinates of a mesh: what is counted, where, and that "no area" is exact.
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <random>

#include "asset/predicates.h"
#include "asset/uv_scan.h"
#include "core/parallel.h"
#include "support/mesh_builder.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

bool on_one_line(float2 a, float2 b, float2 c) { return orient2d(a, b, c) == 0; }

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

// The cube with one UV a vertex, such that no triangle is collapsed.
Mesh cube_with_uvs() {
  Mesh mesh = make_mesh(cube());
  std::vector<float2> uvs;
  for (const float3& p : mesh.positions) uvs.push_back({p.x + p.z / 2, p.y + p.z / 4});
  mesh.uvs.push_back({Array<float2>(uvs), {}});
  return mesh;
}

Mesh with_uv(Mesh mesh, std::size_t at, float2 value) {
  std::vector<float2> uvs(mesh.uvs[0].values.begin(), mesh.uvs[0].values.end());
  uvs.at(at) = value;
  mesh.uvs[0].values = Array<float2>(uvs);
  return mesh;
}

// The same UVs indexed a corner, as in OBJ.
Mesh indexed(Mesh mesh) {
  mesh.uvs[0].indices = mesh.indices;
  return mesh;
}

Mesh with_uv_index(Mesh mesh, std::size_t corner, std::uint32_t value) {
  std::vector<std::uint32_t> indices(mesh.uvs[0].indices.begin(), mesh.uvs[0].indices.end());
  indices.at(corner) = value;
  mesh.uvs[0].indices = Array<std::uint32_t>(indices);
  return mesh;
}

UvScan scan(const Mesh& mesh) { return compute_uv_scans(mesh, {}).at(0); }

}  // namespace

TEST_CASE("uv: a sound set", "[uv][facts]") {
  for (const Mesh& mesh : {cube_with_uvs(), indexed(cube_with_uvs())}) {
    const UvScan found = scan(mesh);
    CHECK(found.non_finite.empty());
    CHECK(found.without.empty());
    CHECK(found.zero_area.empty());
    CHECK(found.judged == 12);
    CHECK(found.bounds.min == float2{-1.5F, -1.25F});
    CHECK(found.bounds.max == float2{1.5F, 1.25F});
    CHECK(found.bounds.largest() == 1.5F);
  }
  CHECK(compute_uv_scans(make_mesh(cube()), {}).empty());
}

TEST_CASE("uv: values that are not finite are counted once each", "[uv][facts]") {
  const Mesh broken = with_uv(with_uv(cube_with_uvs(), 2, {kNan, 0}), 5, {0, -kInfinity});
  const UvScan found = scan(broken);
  CHECK(found.non_finite.count == 2);
  REQUIRE(found.non_finite.witnesses.size() == 2);
  CHECK(found.non_finite.witnesses[1].kind == LocationKind::kVertex);
  CHECK(found.non_finite.witnesses[1].indices == std::vector<std::uint64_t>{5});
  CHECK(found.non_finite.witnesses[1].position == broken.positions[5]);
  CHECK(found.judged < 12);
  CHECK(found.bounds.largest() == 1.5F);

  // With indices of its own a value belongs to no vertex: the witness is the first face that uses it.
  const UvScan own = scan(indexed(broken));
  REQUIRE(own.non_finite.witnesses.size() == 2);
  CHECK(own.non_finite.witnesses[0].kind == LocationKind::kFace);
  CHECK(own.non_finite.witnesses[0].indices == std::vector<std::uint64_t>{0});
  CHECK(own.non_finite.witnesses[0].position == broken.positions[2]);
}

TEST_CASE("uv: a value that no face uses counts, without a witness in an indexed set", "[uv][facts]") {
  Mesh mesh = indexed(cube_with_uvs());
  std::vector<float2> uvs(mesh.uvs[0].values.begin(), mesh.uvs[0].values.end());
  uvs.push_back({kNan, kNan});
  mesh.uvs[0].values = Array<float2>(uvs);
  CHECK(scan(mesh).non_finite.count == 1);
  CHECK(scan(mesh).non_finite.witnesses.empty());
}

TEST_CASE("uv: corners without a value", "[uv][facts]") {
  const Mesh mesh = with_uv_index(with_uv_index(indexed(cube_with_uvs()), 4, kNoIndex), 34, 8);
  const UvScan found = scan(mesh);
  CHECK(found.without.count == 2);
  CHECK(found.without.witnesses.at(0).indices == std::vector<std::uint64_t>{1});
  CHECK(found.judged == 10);
  CHECK(compute_faces_without_uv(mesh, mesh.uvs[0], 0, 12, {}).count == 2);
  CHECK(compute_faces_without_uv(mesh, mesh.uvs[0], 2, 9, {}).count == 0);
  CHECK(compute_faces_without_uv(mesh, mesh.uvs[0], 11, 1, {}).count == 1);
}

TEST_CASE("uv: no area in the texture, with an area in space", "[uv][facts]") {
  Mesh mesh = indexed(cube_with_uvs());
  const std::uint32_t first = mesh.uvs[0].indices[0];
  mesh = with_uv_index(with_uv_index(mesh, 1, first), 2, first);  // face 0 at one point
  mesh = with_uv_index(mesh, 4, mesh.uvs[0].indices[3]);          // face 1 on a line
  UvScan found = scan(mesh);
  CHECK(found.zero_area.count == 2);
  CHECK(found.one_point == 1);
  CHECK(found.zero_area.witnesses.at(1).indices == std::vector<std::uint64_t>{1});

  // Without an area in space it is another defect.
  Shape shape = cube();
  shape.indices[1] = shape.indices[0];
  Mesh degenerate = cube_with_uvs();
  degenerate.indices = Array<std::uint32_t>(shape.indices);
  found = scan(degenerate);
  CHECK(found.zero_area.empty());
  CHECK(found.judged == 12);
}

TEST_CASE("uv: outliers against the limit", "[uv][facts]") {
  const Mesh mesh = with_uv(with_uv(cube_with_uvs(), 0, {0, -1e38F}), 7, {1000, 0});
  UvOutliers found = compute_uv_outliers(mesh, mesh.uvs[0], 1000, {});
  CHECK(found.values.count == 1);
  CHECK(found.values.witnesses.at(0).indices == std::vector<std::uint64_t>{0});
  CHECK(found.others.largest() == 1000);
  found = compute_uv_outliers(mesh, mesh.uvs[0], std::nextafter(1000.0F, 0.0F), {});
  CHECK(found.values.count == 2);
  CHECK(found.others.largest() == 1.5F);
}

TEST_CASE("uv: sets that share their data share the answer", "[uv][facts]") {
  Mesh mesh = with_uv(cube_with_uvs(), 1, {kNan, 0});
  mesh.uvs.push_back(mesh.uvs[0]);
  mesh.uvs.push_back({});
  const std::vector<UvScan> scans = compute_uv_scans(mesh, {});
  REQUIRE(scans.size() == 3);
  CHECK(scans[1].non_finite.count == 1);
  CHECK(scans[2].non_finite.empty());
  mesh.element = "/meshes/0/primitives/1";
  CHECK(uv_element(mesh, 1) == "/meshes/0/primitives/1/attributes/TEXCOORD_1");
  CHECK(uv_element(make_mesh(cube()), 0).empty());
}

TEST_CASE("uv: the same for any number of threads", "[uv][facts][parallel]") {
  Mesh mesh = make_mesh(torus(400, 300));
  std::vector<float2> uvs;
  for (std::size_t i = 0; i < mesh.positions.size(); ++i)
    uvs.push_back(i % 1000 == 999 ? float2{kNan, 0}
                                  : float2{static_cast<float>(i % 7), static_cast<float>(i % 3)});
  mesh.uvs.push_back({Array<float2>(uvs), {}});
  UvScan one, many;
  run_with_threads(1, [&] { one = scan(mesh); });
  run_with_threads(8, [&] { many = scan(mesh); });
  CHECK(one.zero_area.count > 0);
  CHECK(one.zero_area.count == many.zero_area.count);
  CHECK(one.non_finite.count == 120);
  REQUIRE(many.non_finite.witnesses.size() == kMaxWitnesses);
  for (std::size_t i = 0; i < kMaxWitnesses; ++i) {
    CHECK(one.non_finite.witnesses[i].indices == many.non_finite.witnesses[i].indices);
    CHECK(one.zero_area.witnesses[i].indices == many.zero_area.witnesses[i].indices);
  }
}

TEST_CASE("collinear: the same answer as whole numbers give", "[uv][exact]") {
  std::mt19937 random(7);
  std::uniform_int_distribution<std::int64_t> coordinate(-(1 << 23), 1 << 23), small(-3, 3);
  int on_line = 0;
  for (int i = 0; i < 20000; ++i) {
    const std::int64_t ax = small(random), ay = small(random), ux = small(random), uy = small(random);
    const std::int64_t factor = coordinate(random) / 8;
    const std::int64_t bx = i % 2 == 0 ? coordinate(random) : ax + ux,
                       by = i % 2 == 0 ? coordinate(random) : ay + uy;
    const std::int64_t cx = ax + factor * ux + (i % 3 == 0 ? small(random) / 3 : 0), cy = ay + factor * uy;
    const bool expected = (bx - ax) * (cy - ay) == (by - ay) * (cx - ax);
    on_line += expected;
    for (const float scale : {1.0F, 0x1p-120F, 0x1p100F}) {
      const auto point = [&](std::int64_t x, std::int64_t y) {
        return float2{static_cast<float>(x) * scale, static_cast<float>(y) * scale};
      };
      CHECK(on_one_line(point(ax, ay), point(bx, by), point(cx, cy)) == expected);
    }
  }
  CHECK(on_line > 2000);
}

TEST_CASE("collinear: differences that a double cannot hold", "[uv][exact]") {
  // b − a needs 150 bits. The three lie on the line y = x, then one ulp beside it.
  const float tiny = 0x1p-126F, huge = 0x1p24F;
  CHECK(on_one_line({tiny, tiny}, {huge, huge}, {1, 1}));
  CHECK_FALSE(on_one_line({tiny, 2 * tiny}, {huge, huge}, {1, 1}));
  CHECK_FALSE(on_one_line({tiny, 0}, {huge, huge}, {1, 1}));
  CHECK_FALSE(on_one_line({0, 0}, {huge, huge}, {1, std::nextafter(1.0F, 2.0F)}));
  const float denormal = std::numeric_limits<float>::denorm_min(), max = std::numeric_limits<float>::max();
  CHECK(on_one_line({denormal, denormal}, {max, max}, {-max, -max}));
  CHECK_FALSE(on_one_line({denormal, -denormal}, {max, max}, {-max, -max}));
  CHECK_FALSE(on_one_line({0, 0}, {denormal, 0}, {0, denormal}));
  CHECK(on_one_line({0, 0}, {0, 0}, {max, denormal}));
}
