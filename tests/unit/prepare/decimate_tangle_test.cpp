// Random tangles: whatever the surface is like, decimation makes nothing worse.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <random>

#include "core/parallel.h"
#include "prepare/decimate.h"
#include "prepare/scene_soup.h"
#include "support/invariants.h"
#include "support/mesh_builder.h"
#include "support/reference_topology.h"
#include "support/solid_shapes.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

using Random = std::mt19937;

std::uint32_t below(Random& random, std::size_t bound) {
  return static_cast<std::uint32_t>(random() % bound);
}

float3 random_point(Random& random) {
  const auto coordinate = [&] { return static_cast<float>(random() % 100'000) / 50'000 - 1; };
  return {coordinate(), coordinate(), coordinate()};
}

// Triangles between points at random: nearly every edge and vertex is wrong.
Shape random_soup(Random& random) {
  Shape shape;
  const std::size_t points = 10 + below(random, 60), faces = 20 + below(random, 400);
  for (std::size_t i = 0; i < points; ++i) shape.positions.push_back(random_point(random));
  for (std::size_t i = 0; i < 3 * faces; ++i) shape.indices.push_back(below(random, points));
  return shape;
}

// A clean surface with faces taken out, doubled, turned over, pinched, and fins between far vertices.
Shape damaged(Shape shape, Random& random) {
  const std::size_t wounds = 1 + below(random, 40);
  for (std::size_t i = 0; i < wounds; ++i) {
    const std::size_t face = 3 * below(random, shape.faces());
    const auto points = shape.positions.size();
    switch (random() % 6) {
      case 0:
        shape.indices.erase(shape.indices.begin() + static_cast<std::ptrdiff_t>(face),
                            shape.indices.begin() + static_cast<std::ptrdiff_t>(face + 3));
        break;
      case 1:
        for (std::size_t k = 0; k < 3; ++k) shape.indices.push_back(shape.indices[face + k]);
        break;
      case 2:
        std::swap(shape.indices[face], shape.indices[face + 1]);
        break;
      case 3:
        shape.indices.insert(shape.indices.end(),
                             {shape.indices[face], shape.indices[face + 1], below(random, points)});
        break;
      case 4:
        shape.indices[face] = below(random, points);
        break;
      default:
        // Two far vertices become one.
        std::replace(shape.indices.begin(), shape.indices.end(), shape.indices[face], below(random, points));
    }
  }
  return shape;
}

Shape tangle(std::uint32_t seed) {
  Random random(seed);
  switch (seed % 5) {
    case 0:
      return random_soup(random);
    case 1:
      return damaged(sphere(4 + below(random, 8)), random);
    case 2:
      return damaged(torus(8 + below(random, 20), 6 + below(random, 12)), random);
    case 3:
      return damaged(grid_square(5 + below(random, 16)), random);
    default:
      return damaged(joined(blob(8, seed, 0.05), random_soup(random)), random);
  }
}

Shape shape_of(const std::vector<Mesh>& meshes) {
  Shape shape;
  for (const Mesh& mesh : meshes) {
    const auto base = static_cast<std::uint32_t>(shape.positions.size());
    shape.positions.insert(shape.positions.end(), mesh.positions.begin(), mesh.positions.end());
    for (const std::uint32_t index : mesh.indices) shape.indices.push_back(base + index);
  }
  return shape;
}

std::int64_t euler(const ReferenceTopology& t) {
  return static_cast<std::int64_t>(t.vertices + t.faces) - static_cast<std::int64_t>(t.edges);
}

// Counted by the slow program that shares nothing with ours. Faces with a repeated corner take no part in
// either.
void expect_no_worse(const Shape& before, const Shape& after) {
  const ReferenceTopology old = reference_topology(before), now = reference_topology(after);
  CHECK(now.faces == after.faces());
  CHECK(now.faces <= old.faces);
  CHECK(now.open_edges <= old.open_edges);
  CHECK(now.non_manifold_edges <= old.non_manifold_edges);
  CHECK(now.non_manifold_vertices <= old.non_manifold_vertices);
  CHECK(now.inconsistent_edges <= old.inconsistent_edges);
  CHECK(now.duplicate_faces <= old.duplicate_faces);
  CHECK(now.components == old.components);
  // A fin that shrinks to nothing leaves two shells joined.
  CHECK(now.shells <= old.shells);
  CHECK(euler(now) == euler(old));
}

Decimated decimated(const Asset& asset, const DecimateOptions& options) {
  Result<Decimated> result = decimate(asset.scene, options, {});
  REQUIRE(result.has_value());
  Asset after = asset;
  after.scene.meshes = result->meshes;
  after.format = "glb";
  check_invariants(after);
  return std::move(*result);
}

std::uint64_t sum(const std::array<std::uint64_t, kHeldReasons>& held) {
  return std::accumulate(held.begin(), held.end(), std::uint64_t{0});
}

bool same_bytes(const std::vector<Mesh>& a, const std::vector<Mesh>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Mesh& one, const Mesh& other) {
    return std::equal(one.positions.begin(), one.positions.end(), other.positions.begin(),
                      other.positions.end()) &&
           std::equal(one.indices.begin(), one.indices.end(), other.indices.begin(), other.indices.end());
  });
}

/// A mesh whose faces have a material and a part of the texture by the side of random planes on which they
/// lie; u says which: its tens are the number of the part.
Mesh with_charts(const Shape& shape, Random& random) {
  const float3 one = random_point(random), other = random_point(random);
  const auto dot = [](float3 a, float3 b) { return a.x * b.x + a.y * b.y + a.z * b.z; };
  std::vector<std::vector<std::uint32_t>> faces(4);  // by chart
  for (std::uint32_t f = 0; f < shape.faces(); ++f) {
    const float3 p = shape.positions[shape.indices[3 * f]];
    faces[(dot(p, one) > 0.1F ? 1U : 0U) + (dot(p, other) > 0 ? 2U : 0U)].push_back(f);
  }
  std::vector<std::uint32_t> indices, uv_indices;
  std::vector<float2> uvs;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> known;
  Mesh mesh;
  for (std::uint32_t chart = 0; chart < faces.size(); ++chart) {
    const auto first = static_cast<std::uint32_t>(indices.size() / 3);
    for (const std::uint32_t f : faces[chart]) {
      for (std::size_t k = 0; k < 3; ++k) {
        const std::uint32_t vertex = shape.indices[3 * f + k];
        const float3 p = shape.positions[vertex];
        const auto [at, fresh] = known.try_emplace({chart, vertex}, static_cast<std::uint32_t>(uvs.size()));
        if (fresh) uvs.push_back({10 * static_cast<float>(chart) + 5 + p.x / 4, p.y});
        indices.push_back(vertex);
        uv_indices.push_back(at->second);
      }
    }
    mesh.materials.push_back({first, static_cast<std::uint32_t>(faces[chart].size()), chart, {}});
  }
  mesh.positions = shape.positions;
  mesh.indices = std::move(indices);
  mesh.uvs.push_back({std::move(uvs), std::move(uv_indices)});
  return mesh;
}

// Corners of a face are all in the part of the texture that belongs to its material.
void expect_charts(const Mesh& mesh) {
  std::size_t faces = 0, strangers = 0;
  for (const FaceRange& range : mesh.materials) {
    faces += range.face_count;
    for (std::size_t i = 3 * std::size_t{range.first_face};
         i < 3 * std::size_t{range.first_face + range.face_count}; ++i)
      strangers +=
          static_cast<std::uint32_t>(mesh.uvs[0].values[mesh.uvs[0].indices[i]].x / 10) != range.material;
  }
  CHECK(faces == mesh.face_count());
  CHECK(strangers == 0);
}

}  // namespace

TEST_CASE("decimate: tangles get no new open edge, no new non-manifold place, no copy",
          "[decimate][tangle]") {
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    const Shape before = tangle(seed);
    for (const double share : {0.6, 0.2, 0.0}) {
      CAPTURE(seed, share, before.faces());
      const auto target = static_cast<std::uint64_t>(share * static_cast<double>(before.faces()));
      const Decimated after = decimated(make_asset(before), {.target_triangles = target});
      expect_no_worse(before, shape_of(after.meshes));
      CHECK(after.triangles + after.dropped <= before.faces());
      CHECK(after.reached == (target > 0 && after.triangles <= target));
      if (target > 0) CHECK((after.reached || sum(after.held) > 0));
    }
  }
}

TEST_CASE("decimate: tangles with seams and materials keep each face in its part of the texture",
          "[decimate][tangle]") {
  for (std::uint32_t seed = 0; seed < 40; ++seed) {
    Random random(seed);
    const Shape before = tangle(seed + 1000);
    Asset asset = make_asset(before);
    asset.scene.meshes = {with_charts(before, random)};
    asset.scene.materials.resize(4);
    for (const double share : {0.5, 0.1}) {
      CAPTURE(seed, share, before.faces());
      const auto target = static_cast<std::uint64_t>(share * static_cast<double>(before.faces())) + 1;
      const Decimated after = decimated(asset, {.target_triangles = target});
      expect_no_worse(before, shape_of(after.meshes));
      REQUIRE(after.meshes.size() == 1);
      expect_charts(after.meshes[0]);
      CHECK((after.triangles <= target || sum(after.held) > 0));
    }
  }
}

TEST_CASE("decimate: faces with NaN, infinity or an index out of range are left out, and counted",
          "[decimate][tangle]") {
  for (std::uint32_t seed = 0; seed < 15; ++seed) {
    Random random(seed);
    const Shape before = damaged(sphere(8), random);
    Shape broken = before;
    const auto points = static_cast<std::uint32_t>(broken.positions.size());
    broken.positions.push_back({std::nanf(""), 0, 0});
    broken.positions.push_back({0, std::numeric_limits<float>::infinity(), 0});
    const std::size_t added = 1 + below(random, 20);
    for (std::size_t i = 0; i < added; ++i) {
      const std::size_t at = 3 * below(random, broken.faces() + 1);
      const std::array<std::uint32_t, 3> face{below(random, points), points + below(random, 3),
                                              below(random, points)};
      broken.indices.insert(broken.indices.begin() + static_cast<std::ptrdiff_t>(at), face.begin(),
                            face.end());
    }
    CAPTURE(seed);
    const std::uint64_t target = before.faces() / 3;
    const Decimated clean = decimated(make_asset(before), {.target_triangles = target});
    const Decimated after = decimated(make_asset(broken), {.target_triangles = target});
    CHECK(after.dropped == clean.dropped + added);
    expect_no_worse(before, shape_of(after.meshes));
    CHECK(same_bytes(clean.meshes, after.meshes));
  }
}

// The patches of large surfaces, made small: their borders run through every sort of defect, and lie
// elsewhere in each round.
TEST_CASE("decimate: borders between patches do not show in tangles", "[decimate][tangle]") {
  for (std::uint32_t seed = 0; seed < 40; ++seed) {
    const Shape before = tangle(seed + 2000);
    const Asset asset = make_asset(before);
    SceneSoup soup = make_scene_soup(asset.scene, {});
    CAPTURE(seed, before.faces());
    for (unsigned round = 0; round < 4; ++round) {
      RoundResult result = decimate_round(
          soup.soup, {.faces = before.faces() / 8, .patch_faces = 24 + 8 * (seed % 8), .variant = round}, {});
      soup.soup = std::move(result.soup);
      expect_no_worse(before, shape_of(make_meshes(asset.scene, soup, {})));
    }
  }
}

TEST_CASE("decimate: a large tangle is the same for any number of threads", "[decimate][tangle][parallel]") {
  Random random(7);
  Shape shape = torus(150, 120);  // several patches
  for (int i = 0; i < 50; ++i) shape = damaged(std::move(shape), random);
  const Asset asset = make_asset(shape);
  std::vector<Mesh> meshes[2];
  for (int i = 0; i < 2; ++i) {
    run_with_threads(i == 0 ? 1 : 4, [&] {
      meshes[i] = decimated(asset, {.target_triangles = shape.faces() / 5, .keep_apart = false}).meshes;
    });
  }
  CHECK(same_bytes(meshes[0], meshes[1]));
}
