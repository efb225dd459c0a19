#include "asset/closest_point.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <random>

#include "core/parallel.h"
#include "support/mesh_builder.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

// The obvious program: every face, in order.
ClosestHit reference_hit(const Shape& shape, float3 p) {
  double best = std::numeric_limits<double>::infinity();
  ClosestHit hit;
  for (std::size_t face = 0; face < shape.faces(); ++face) {
    const std::array<float3, 3> triangle{shape.positions[shape.indices[3 * face]],
                                         shape.positions[shape.indices[3 * face + 1]],
                                         shape.positions[shape.indices[3 * face + 2]]};
    const TrianglePoint found = closest_on_triangle(to_double(p), triangle);
    if (!(found.squared < best)) continue;
    best = found.squared;
    hit.face = static_cast<std::uint32_t>(face);
    hit.distance = static_cast<float>(std::sqrt(best));
  }
  return hit;
}

std::vector<float3> random_points(std::size_t count, float size, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> place(-size, size);
  std::vector<float3> points(count);
  for (float3& p : points) p = {place(random), place(random), place(random)};
  return points;
}

void expect_same_as_reference(const Shape& shape, const std::vector<float3>& points) {
  const ClosestPoint closest(shape.positions, shape.indices, {});
  const std::vector<ClosestHit> all = closest.find_all(points, ClosestPoint::kAnyDistance, {});
  for (std::size_t i = 0; i < points.size(); ++i) {
    const ClosestHit expected = reference_hit(shape, points[i]);
    const ClosestHit found = closest.find(points[i]);
    INFO("point " << i);
    REQUIRE(found.face == expected.face);
    REQUIRE(found.distance == expected.distance);
    REQUIRE(all[i].face == expected.face);
    REQUIRE(all[i].distance == expected.distance);
    REQUIRE(all[i].point == found.point);
  }
}

Shape soup(std::size_t faces, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> place(-1, 1), size(-0.2F, 0.2F);
  Shape shape;
  for (std::size_t face = 0; face < faces; ++face) {
    const float3 at{place(random), place(random), place(random)};
    for (int corner = 0; corner < 3; ++corner) {
      shape.indices.push_back(static_cast<std::uint32_t>(shape.positions.size()));
      shape.positions.push_back({at.x + size(random), at.y + size(random), at.z + size(random)});
    }
  }
  return shape;
}

}  // namespace

// Many faces are about as near as the nearest one.
TEST_CASE("closest point: far from a fine surface", "[closest][verify]") {
  std::vector<float3> points = random_points(100, 1, 7);
  for (float3& p : points) {
    const float away = 1.2F / std::max(1e-3F, std::sqrt(p.x * p.x + p.y * p.y + p.z * p.z));
    p = {p.x * away, p.y * away, p.z * away};
  }
  expect_same_as_reference(shuffled(sphere(24), 8), points);
  Shape flat = sphere(24);  // slivers of all kinds
  for (float3& p : flat.positions) p.z *= 1e-4F;
  expect_same_as_reference(flat, points);
  for (float3& p : flat.positions) p.y *= 1e-5F;
  expect_same_as_reference(flat, points);
  // Huge triangles among small ones.
  expect_same_as_reference(joined(placed(cube(), 50, {0, 0, -51.5F}), soup(300, 9)), points);
}

TEST_CASE("closest point: a triangle that is said to be farther is", "[closest][verify]") {
  std::mt19937 random(10);
  std::uniform_real_distribution<float> place(-1, 1), power(-14, 0);
  std::size_t said = 0, is = 0;
  for (int round = 0; round < 20'000; ++round) {
    const float size = std::exp2(power(random)), thickness = std::exp2(power(random));
    TrianglePacket packet;
    for (std::size_t lane = 0; lane < 4; ++lane) {
      const float3 at{place(random), place(random), place(random)};
      std::array<float3, 3> triangle;
      for (float3& p : triangle)
        p = {at.x + size * place(random), at.y + size * place(random),
             at.z + size * thickness * place(random)};
      packet.set(lane, triangle);
    }
    const float3 point{place(random), place(random), place(random)};
    // The limit is the distance of one of them, or a little less or more.
    const TrianglePoint chosen = closest_on_triangle(to_double(point), packet.triangle(0));
    const double squared = chosen.squared * (1 + 1e-6 * static_cast<double>(place(random)));
    const unsigned farther = farther_lanes(packet, point, squared);
    for (std::size_t lane = 0; lane < 4; ++lane) {
      const bool truly = closest_on_triangle(to_double(point), packet.triangle(lane)).squared > squared;
      const bool claimed = (farther >> lane & 1U) != 0;
      if (claimed) REQUIRE(truly);
      said += claimed ? 1 : 0;
      is += truly ? 1 : 0;
    }
  }
#if defined(__SSE2__)
  CHECK(said > is / 4);  // and most of those that are, as far as they can be told
#else
  CHECK(is > 0);
#endif
}

TEST_CASE("closest point: as by brute force, ties to the smallest face", "[closest][verify]") {
  expect_same_as_reference(cube(), random_points(300, 2, 1));  // many points are as near to two faces
  expect_same_as_reference(soup(500, 2), random_points(300, 1.5F, 3));
  expect_same_as_reference(shuffled(sphere(8), 4), random_points(300, 1.5F, 5));
  const Shape twice = joined(sphere(3), sphere(3));  // each face has a copy
  expect_same_as_reference(twice, random_points(200, 1.5F, 6));
}

TEST_CASE("closest point: known places on a cube", "[closest][verify]") {
  const Shape shape = cube();
  const ClosestPoint closest(shape.positions, shape.indices, {});
  CHECK(closest.find({3, 0.5F, 0.25F}).point == float3{1, 0.5F, 0.25F});  // face
  CHECK(closest.find({3, 4, 0.25F}).point == float3{1, 1, 0.25F});        // edge
  CHECK(closest.find({3, 4, -5}).point == float3{1, 1, -1});              // corner
  CHECK(closest.find({3, 4, -5}).distance == Approx(std::sqrt(4 + 9 + 16)));
  CHECK(closest.find({0.25F, 0, 0}).distance == 0.75F);  // from inside
  CHECK(closest.find({1, 0.5F, 0.25F}).distance == 0);
}

TEST_CASE("closest point: the limit is inclusive", "[closest][verify]") {
  const Shape shape = cube();
  const ClosestPoint closest(shape.positions, shape.indices, {});
  CHECK(closest.find({3, 0, 0}, 2).distance == 2);
  CHECK(closest.find({3, 0, 0}, std::nextafter(2.0F, 0.0F)).face == kNoIndex);
  CHECK(closest.find({1, 0, 0}, 0).distance == 0);
  CHECK(closest.find({3, 0, 0}, -1).face == kNoIndex);
  CHECK(closest.find({3, 0, 0}, std::numeric_limits<float>::quiet_NaN()).face == kNoIndex);
  const std::vector<ClosestHit> hits = closest.find_all(std::vector<float3>{{3, 0, 0}, {4, 0, 0}}, 2.5F, {});
  CHECK(hits[0].distance == 2);
  CHECK(hits[1].face == kNoIndex);
  CHECK(std::isinf(hits[1].distance));
}

TEST_CASE("closest point: degenerate faces are the segments and points that they are", "[closest][verify]") {
  Shape shape;
  shape.positions = {{0, 0, 0}, {2, 0, 0}, {1, 0, 0}, {5, 5, 5}};
  shape.indices = {0, 1, 2, 3, 3, 3, 0, 0, 1};
  expect_same_as_reference(shape, random_points(100, 6, 7));
  const ClosestPoint closest(shape.positions, shape.indices, {});
  CHECK(closest.find({1.5F, -3, -4}).distance == 5);
  CHECK(closest.find({1.5F, -3, -4}).point == float3{1.5F, 0, 0});
  CHECK(closest.find({5, 5, 9}).distance == 4);
}

TEST_CASE("closest point: nothing to find", "[closest][verify]") {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  CHECK(ClosestPoint().find({0, 0, 0}).face == kNoIndex);
  CHECK(ClosestPoint().find_all(std::vector<float3>(3), 1, {}).size() == 3);
  Shape shape = cube();
  const ClosestPoint closest(shape.positions, shape.indices, {});
  CHECK(closest.find({kNan, 0, 0}).face == kNoIndex);
  CHECK(closest.find({0, kInfinity, 0}).face == kNoIndex);
  const std::vector<ClosestHit> hits =
      closest.find_all(std::vector<float3>{{kNan, 0, 0}, {2, 0, 0}}, ClosestPoint::kAnyDistance, {});
  CHECK(hits[0].face == kNoIndex);
  CHECK(hits[1].distance == 1);
  // A face that cannot be used is not there.
  shape.positions.push_back({kNan, 0, 0});
  shape.positions.push_back({kInfinity, 0, 0});
  shape.indices.insert(shape.indices.end(), {0, 1, 8, 0, 1, 9, 0, 1, 1000});
  const ClosestPoint holed(shape.positions, shape.indices, {});
  CHECK(holed.tree().size() == 12);
  CHECK(holed.find({2, 0, 0}).distance == 1);
}

TEST_CASE("closest point: any size of coordinates", "[closest][verify]") {
  for (const float scale : {1e30F, 1e-30F, 3e38F, 1e-40F}) {
    Shape shape = sphere(4);
    for (float3& p : shape.positions) p = {p.x * scale, p.y * scale, p.z * scale};
    std::vector<float3> points = random_points(100, 1, 8);
    for (float3& p : points) p = {p.x * scale, p.y * scale, p.z * scale};
    INFO("scale " << scale);
    expect_same_as_reference(shape, points);
  }
  // One corner far away: the rest is still found, and the farthest distance is finite.
  Shape shape = cube();
  shape.positions.push_back({3e38F, 3e38F, 3e38F});
  shape.indices.insert(shape.indices.end(), {0, 1, 8});
  expect_same_as_reference(shape, random_points(100, 2, 9));
  const ClosestPoint closest(shape.positions, shape.indices, {});
  CHECK(std::isfinite(closest.find({-3e38F, -3e38F, -3e38F}).distance));
}

// A search that looks at every face would take a minute here.
TEST_CASE("closest point: from very far away and beside a cluster", "[closest][verify]") {
  const Shape shape = shuffled(torus(100, 100), 13);
  const ClosestPoint closest(shape.positions, shape.indices, {});
  for (const float away : {30.0F, 1e3F, 1e6F, 1e12F, 1e25F, 2e38F}) {
    INFO("away " << away);
    std::vector<float3> points = random_points(1000, 1, 14);
    for (float3& p : points) p = {p.x * away, p.y * away, p.z * away};
    const std::vector<ClosestHit> all = closest.find_all(points, ClosestPoint::kAnyDistance, {});
    for (std::size_t i = 0; i < points.size(); i += 250) {
      INFO("point " << i);
      const ClosestHit expected = reference_hit(shape, points[i]), found = closest.find(points[i]);
      CHECK(found.distance == Approx(expected.distance).epsilon(0x1p-23));
      CHECK(all[i].distance == found.distance);
      CHECK(all[i].face == found.face);
    }
  }
  // A model of a unit and one corner at 1e30: all points of its large face are far from a crowd.
  Shape hostile = joined(shape, shape);
  hostile.positions.push_back({1e30F, -1e30F, 1e-40F});
  hostile.indices.insert(hostile.indices.end(),
                         {0, 1, static_cast<std::uint32_t>(hostile.positions.size() - 1)});
  const ClosestPoint crowded(hostile.positions, hostile.indices, {});
  std::vector<float3> points = random_points(1000, 1, 15);
  for (std::size_t i = 0; i < points.size(); i += 2)
    points[i] = {points[i].x * 1e30F, points[i].y * 1e30F, points[i].z * 1e30F};
  const std::vector<ClosestHit> all = crowded.find_all(points, ClosestPoint::kAnyDistance, {});
  for (std::size_t i = 0; i < points.size(); i += 101) {
    INFO("point " << i);
    const ClosestHit expected = reference_hit(hostile, points[i]);
    CHECK(all[i].distance == Approx(expected.distance).epsilon(0x1p-23));
    if (i % 2 == 1) CHECK(all[i].face == expected.face);
  }
  // Thousands of faces in one point.
  Shape heap;
  heap.positions = {{1, 2, 3}, {-1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
  for (int i = 0; i < 20'000; ++i) heap.indices.insert(heap.indices.end(), {0, 0, 0});
  heap.indices.insert(heap.indices.end(), {1, 2, 3});
  const ClosestPoint heaped(heap.positions, heap.indices, {});
  const std::vector<float3> near(1000, float3{1.5F, 2, 3});
  for (const ClosestHit& hit : heaped.find_all(near, ClosestPoint::kAnyDistance, {})) {
    CHECK(hit.face == 0);
    CHECK(hit.distance == 0.5F);
  }
}

TEST_CASE("closest point: the same for any number of threads", "[closest][verify][parallel]") {
  const Shape shape = shuffled(torus(120, 90), 10);
  const std::vector<float3> points = random_points(20'000, 2, 11);
  std::vector<std::vector<ClosestHit>> hits;
  for (const int threads : {1, 4}) {
    run_with_threads(threads, [&] {
      hits.push_back(
          ClosestPoint(shape.positions, shape.indices, {}).find_all(points, ClosestPoint::kAnyDistance, {}));
    });
  }
  CHECK(std::equal(hits[0].begin(), hits[0].end(), hits[1].begin(),
                   [](const ClosestHit& a, const ClosestHit& b) {
                     return a.face == b.face && a.distance == b.distance && a.point == b.point;
                   }));
}

TEST_CASE("closest point: a stop is heeded", "[closest][verify]") {
  const Shape shape = torus(100, 100);
  std::stop_source source;
  const ClosestPoint closest(shape.positions, shape.indices, source.get_token());
  source.request_stop();
  CHECK_THROWS_AS(closest.find_all(random_points(10'000, 1, 12), 1, source.get_token()), Cancelled);
}
