// Distances to a surface with many more triangles than there are points, against a search in all of them.
#include "prepare/distances.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "asset/closest_point.h"
#include "core/parallel.h"
#include "support/mesh_builder.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

double area_of(const PlacedTriangles& surface) {
  double area = 0;
  for (std::size_t i = 0; i + 2 < surface.indices.size(); i += 3) {
    const auto corner = [&](std::size_t k) {
      const std::uint32_t index = surface.indices[i + k];
      return index < surface.positions.size() ? to_double(surface.positions[index]) : double3{NAN, 0, 0};
    };
    const double one = length(cross(corner(1) - corner(0), corner(2) - corner(0))) / 2;
    if (std::isfinite(one)) area += one;
  }
  return area;
}

/// Points at a distance of up to `reach` from corners of the surface.
std::vector<float3> points_near(const Shape& shape, std::size_t count, float reach, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> move(-reach, reach);
  std::vector<float3> points;
  for (std::size_t i = 0; i < count; ++i) {
    const float3 p = shape.positions[random() % shape.positions.size()];
    points.push_back({p.x + move(random), p.y + move(random), p.z + move(random)});
  }
  return points;
}

void check_distances(const Shape& shape, const std::vector<float3>& points) {
  const PlacedTriangles surface = placed_triangles_of(make_asset(shape).scene, {});
  const ClosestPoint all(surface.positions.span(), surface.indices.span(), {});
  const std::vector<ClosestHit> expected = all.find_all(points, ClosestPoint::kAnyDistance, {});
  const std::vector<float> found = distances_to(surface, area_of(surface), points, {});
  REQUIRE(found.size() == points.size());
  std::size_t other = 0;
  for (std::size_t i = 0; i < points.size(); ++i) other += found[i] != expected[i].distance;
  CHECK(other == 0);
}

}  // namespace

TEST_CASE("distances: points near a fine surface", "[drift][parallel]") {
  const Shape shape = joined(torus(200, 100), placed(sphere(40), 0.3F, {5, 1, 0}));
  REQUIRE(shape.faces() > 50'000);
  for (const float reach : {0.0F, 1e-4F, 0.01F, 0.05F}) {
    for (const int threads : {1, 3})
      run_with_threads(threads, [&] { check_distances(shape, points_near(shape, 2'000, reach, 7)); });
  }
}

TEST_CASE("distances: points far from it, and some of each", "[drift]") {
  const Shape shape = torus(200, 100);
  std::vector<float3> points = points_near(shape, 1'000, 1e-4F, 3);
  const std::vector<float3> far = points_near(shape, 300, 2.0F, 4);
  points.insert(points.end(), far.begin(), far.end());
  points.push_back({1e6F, -1e6F, 3});
  check_distances(shape, points);
  check_distances(shape, far);
}

TEST_CASE("distances: triangles of very different sizes, and some that are nowhere", "[drift]") {
  Shape shape = sphere(40);
  shape.positions.insert(shape.positions.end(), {{-50, -50, -1.1F}, {50, -50, -1.1F}, {0, 90, -1.1F}});
  const auto last = static_cast<std::uint32_t>(shape.positions.size());
  shape.indices.insert(shape.indices.end(), {last - 3, last - 2, last - 1});
  shape.positions.push_back({std::nanf(""), 0, 0});
  shape.indices.insert(shape.indices.end(), {0, 1, last, 0, 1, 999'999, 5, 5, 5});
  std::vector<float3> points;
  for (const float3& p : points_near(sphere(10), 700, 0.02F, 9)) points.push_back(p);
  for (int i = 0; i < 50; ++i) points.push_back({static_cast<float>(i) - 25, 3, -1.05F});
  check_distances(shape, points);
}

TEST_CASE("distances: all points in one place of a surface that is mostly elsewhere", "[drift]") {
  // The mean triangle is much larger than those near the points, which all fall into one cell.
  const Shape small = placed(sphere(60), 1e-4F, {1, 1, 1});
  Shape shape = joined(small, placed(cube(), 1'000, {0, 0, 0}));
  check_distances(shape, points_near(small, 3'000, 1e-5F, 6));
}

TEST_CASE("distances: of nothing they are infinite", "[drift]") {
  const std::vector<float> found = distances_to({}, 0, std::vector<float3>{{1, 2, 3}}, {});
  REQUIRE(found.size() == 1);
  CHECK(std::isinf(found[0]));
}
