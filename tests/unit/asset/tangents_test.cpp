#include "asset/tangents.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

#include "support/mesh_builder.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

/// A grid over [0, 1]² that looks towards +z, with coordinates by `uv` and normals.
template <class Uv>
Mesh sheet(std::uint32_t cells, Uv uv) {
  Shape shape;
  std::vector<float2> values;
  for (std::uint32_t j = 0; j <= cells; ++j) {
    for (std::uint32_t i = 0; i <= cells; ++i) {
      const float x = static_cast<float>(i) / static_cast<float>(cells),
                  y = static_cast<float>(j) / static_cast<float>(cells);
      shape.positions.push_back({x, y, 0});
      values.push_back(uv(x, y));
    }
  }
  for (std::uint32_t j = 0; j < cells; ++j) {
    for (std::uint32_t i = 0; i < cells; ++i) {
      const std::uint32_t a = j * (cells + 1) + i, b = a + 1, c = b + cells + 1, d = c - 1;
      shape.indices.insert(shape.indices.end(), {a, b, c, a, c, d});
    }
  }
  Mesh mesh = make_mesh(shape);
  mesh.normals = std::vector<float3>(shape.positions.size(), {0, 0, 1});
  mesh.uvs.resize(1);
  mesh.uvs[0].values = std::move(values);
  return mesh;
}

bool is_near(float4 a, float4 b) {
  return std::abs(a.x - b.x) < 1e-6F && std::abs(a.y - b.y) < 1e-6F && std::abs(a.z - b.z) < 1e-6F &&
         a.w == b.w;
}

}  // namespace

TEST_CASE("tangents: along u, with the sign of v", "[tangents]") {
  struct Case {
    float2 (*uv)(float x, float y);
    bool from_below;
    float4 tangent;
  };
  const Case cases[] = {
      {[](float x, float y) {
         return float2{x, y};
       },
       true,
       {1, 0, 0, 1}},
      {[](float x, float y) {
         return float2{x, 1 - y};
       },
       false,
       {1, 0, 0, 1}},
      {[](float x, float y) {
         return float2{x, y};
       },
       false,
       {1, 0, 0, -1}},
      {[](float x, float y) {
         return float2{1 - x, y};
       },
       true,
       {-1, 0, 0, -1}},
      {[](float x, float y) {
         return float2{y, x};
       },
       true,
       {0, 1, 0, -1}},
      {[](float x, float y) {
         return float2{3 * y, -5 * x};
       },
       true,
       {0, 1, 0, 1}},
  };
  for (const Case& c : cases) {
    const Mesh mesh = with_tangents(sheet(4, c.uv), 0, c.from_below, {});
    REQUIRE(mesh.tangents.size() == mesh.positions.size());
    CHECK(mesh.positions.size() == 25);
    for (const float4& t : mesh.tangents) CHECK(is_near(t, c.tangent));
  }
}

TEST_CASE("tangents: where the texture is mirrored a vertex has one for each side", "[tangents]") {
  const Mesh mesh = with_tangents(sheet(4,
                                        [](float x, float y) {
                                          return float2{std::abs(x - 0.5F), y};
                                        }),
                                  0, true, {});
  REQUIRE(mesh.positions.size() == 30);  // the five in the middle twice
  REQUIRE(mesh.normals.size() == 30);
  REQUIRE(mesh.uvs[0].values.size() == 30);
  for (std::size_t corner = 0; corner < mesh.indices.size(); ++corner) {
    double middle = 0;
    for (std::size_t k = corner / 3 * 3; k < corner / 3 * 3 + 3; ++k)
      middle += double{mesh.positions[mesh.indices[k]].x} / 3;
    const bool left = middle < 0.5;
    CHECK(is_near(mesh.tangents[mesh.indices[corner]], left ? float4{-1, 0, 0, -1} : float4{1, 0, 0, 1}));
  }
}

TEST_CASE("tangents: faces without area in the texture take those around, or any across the normal",
          "[tangents]") {
  const Mesh flat = with_tangents(sheet(3, [](float, float) { return float2{0.5F, 0.5F}; }), 0, true, {});
  for (const float4& t : flat.tangents) {
    CHECK(std::hypot(t.x, t.y) == Approx(1));
    CHECK(t.z == 0);
  }
  // A degenerate face and one on a seam beside it change nothing.
  Mesh mesh = sheet(2, [](float x, float y) { return float2{x, y}; });
  std::vector<std::uint32_t> indices(mesh.indices.begin(), mesh.indices.end());
  indices.insert(indices.end(), {0, 0, 1});
  mesh.indices = std::move(indices);
  const Mesh with = with_tangents(mesh, 0, true, {});
  CHECK(with.positions.size() == 9);
  for (const float4& t : with.tangents) CHECK(is_near(t, {1, 0, 0, 1}));
}

TEST_CASE("tangents: around a cylinder they follow it", "[tangents]") {
  constexpr std::uint32_t kAround = 32;
  Shape shape;
  std::vector<float3> normals;
  std::vector<float2> uvs;
  for (std::uint32_t i = 0; i <= kAround; ++i) {
    const double turn = 2 * std::numbers::pi * i / kAround;
    for (const float z : {0.0F, 1.0F}) {
      const auto x = static_cast<float>(std::cos(turn)), y = static_cast<float>(std::sin(turn));
      shape.positions.push_back({x, y, z});
      normals.push_back({x, y, 0});
      uvs.push_back({static_cast<float>(i) / kAround, z});
    }
  }
  for (std::uint32_t i = 0; i < 2 * kAround; i += 2)
    shape.indices.insert(shape.indices.end(), {i, i + 2, i + 3, i, i + 3, i + 1});
  Mesh mesh = make_mesh(shape);
  mesh.normals = std::move(normals);
  mesh.uvs.resize(1);
  mesh.uvs[0].values = std::move(uvs);
  const Mesh with = with_tangents(mesh, 0, true, {});
  REQUIRE(with.tangents.size() == mesh.positions.size());
  // At the seam, which only one side reaches, it is that of the facet, turned into the plane of the normal.
  for (std::size_t i = 0; i < with.tangents.size(); ++i) {
    const float3 n = mesh.normals[i];
    CHECK(is_near(with.tangents[i], {-n.y, n.x, 0, 1}));
  }
}
