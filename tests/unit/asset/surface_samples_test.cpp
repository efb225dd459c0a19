#include "asset/surface_samples.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "asset/closest_point.h"
#include "core/parallel.h"
#include "support/mesh_builder.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

SurfaceSamples samples_of(const Shape& shape, std::size_t count, std::uint64_t seed = 1) {
  return sample_surface(shape.positions, shape.indices, count, seed, {});
}

}  // namespace

TEST_CASE("surface samples: on their faces, by area", "[samples][verify]") {
  const Shape shape = placed(cube(), 1, {3, 4, 5});
  const SurfaceSamples samples = samples_of(shape, 6000);
  REQUIRE(samples.points.size() == 6000);
  CHECK(samples.area == Approx(24));
  CHECK(samples.area_each() == Approx(24.0 / 6000));
  CHECK(std::is_sorted(samples.faces.begin(), samples.faces.end()));
  for (std::size_t i = 0; i < samples.points.size(); ++i) {
    const std::uint32_t* c = &shape.indices[3 * samples.faces[i]];
    const TrianglePoint nearest = closest_on_triangle(
        to_double(samples.points[i]), {shape.positions[c[0]], shape.positions[c[1]], shape.positions[c[2]]});
    REQUIRE(nearest.squared < 1e-11);
  }
  // Stratified: a face gets its share but for the strata at its ends.
  for (std::uint32_t face = 0; face < 12; ++face) {
    const auto count = std::count(samples.faces.begin(), samples.faces.end(), face);
    CHECK(std::abs(count - 500) <= 2);
  }
}

TEST_CASE("surface samples: even over a face", "[samples][verify]") {
  Shape shape;
  shape.positions = {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}};
  shape.indices = {0, 1, 2};
  const SurfaceSamples samples = samples_of(shape, 20'000);
  double x = 0, y = 0;
  std::size_t corner = 0;
  for (const float3& p : samples.points) {
    x += static_cast<double>(p.x);
    y += static_cast<double>(p.y);
    corner += p.x + p.y < 0.5F;
  }
  CHECK(x / 20'000 == Approx(1.0 / 3).epsilon(0.02));
  CHECK(y / 20'000 == Approx(1.0 / 3).epsilon(0.02));
  CHECK(static_cast<double>(corner) / 20'000 == Approx(0.25).epsilon(0.05));
}

TEST_CASE("surface samples: what cannot be used gets none", "[samples][verify]") {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  CHECK(samples_of({}, 100).points.empty());
  CHECK(samples_of(cube(), 0).points.empty());
  CHECK(samples_of(cube(), 0).area == Approx(24));
  Shape shape;
  shape.positions = {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {kNan, 0, 0}, {2, 0, 0}};
  shape.indices = {0, 1, 4, 0, 1, 3, 0, 1, 99, 0, 0, 0};
  CHECK(samples_of(shape, 100).points.empty());
  shape.indices.insert(shape.indices.end(), {0, 1, 2});
  const SurfaceSamples samples = samples_of(shape, 100);
  CHECK(samples.area == Approx(0.5));
  CHECK(std::all_of(samples.faces.begin(), samples.faces.end(), [](std::uint32_t f) { return f == 4; }));
}

TEST_CASE("surface samples: any size of coordinates", "[samples][verify]") {
  for (const float scale : {1e30F, 1e-30F, 1e38F}) {
    const SurfaceSamples samples = samples_of(placed(cube(), scale, {}), 600);
    INFO("scale " << scale);
    REQUIRE(samples.points.size() == 600);
    for (const float3& p : samples.points) {
      REQUIRE(is_finite(p));
      REQUIRE(std::max({std::abs(p.x), std::abs(p.y), std::abs(p.z)}) <= scale * 1.000001F);
    }
  }
}

TEST_CASE("surface samples: seeded, the same for any number of threads", "[samples][verify][parallel]") {
  const Shape shape = shuffled(torus(200, 150), 3);
  std::vector<SurfaceSamples> runs;
  for (const int threads : {1, 4})
    run_with_threads(threads, [&] { runs.push_back(samples_of(shape, 30'000)); });
  CHECK(runs[0].points == runs[1].points);
  CHECK(runs[0].faces == runs[1].faces);
  CHECK(samples_of(shape, 30'000, 2).points != runs[0].points);
  CHECK(std::is_sorted(runs[0].faces.begin(), runs[0].faces.end()));
}
