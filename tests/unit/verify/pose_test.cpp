// Poses of models that look nearly alike from several sides: only a detail tells which one is right.
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>
#include <random>

#include "asset/surface_samples.h"
#include "support/solid_shapes.h"
#include "support/verify_cases.h"
#include "verify/body.h"
#include "verify/flat_mesh.h"
#include "verify/pose.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

OrientedPoints points_on(const Body& body, std::uint64_t seed) {
  OrientedPoints points;
  const SurfaceSamples samples = sample_surface(body.positions(), body.indices(), 2000, seed, {});
  points.points = samples.points;
  for (const std::uint32_t face : samples.faces) points.normals.push_back(body.normal(face));
  return points;
}

Shape box(float3 low, float3 high) {
  Shape shape = cube();
  for (float3& p : shape.positions)
    p = {p.x < 0 ? low.x : high.x, p.y < 0 ? low.y : high.y, p.z < 0 ? low.z : high.z};
  return shape;
}

// A prism of so many sides around the z axis.
Shape prism(std::uint32_t sides, float radius, float height) {
  Shape shape;
  for (const float z : {0.0F, height}) {
    for (std::uint32_t i = 0; i < sides; ++i) {
      const double turn = 2 * std::numbers::pi * i / sides;
      shape.positions.push_back(
          {radius * static_cast<float>(std::cos(turn)), radius * static_cast<float>(std::sin(turn)), z});
    }
  }
  for (std::uint32_t i = 0; i < sides; ++i) {
    const std::uint32_t next = (i + 1) % sides;
    shape.indices.insert(shape.indices.end(), {i, next, sides + next, i, sides + next, sides + i});
    if (i == 0 || next == 0) continue;
    shape.indices.insert(shape.indices.end(), {0, next, i, sides, sides + i, sides + next});
  }
  return shape;
}

Similarity random_move(std::mt19937& random, double scale) {
  std::normal_distribution<double> normal;
  double w = normal(random), x = normal(random), y = normal(random), z = normal(random);
  const double size = std::sqrt(w * w + x * x + y * y + z * z);
  for (double* part : {&w, &x, &y, &z}) *part /= size;
  Similarity move;
  move.scale = scale;
  move.rows = {{{1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)},
                {2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)},
                {2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)}}};
  move.offset = {20 * normal(random), 20 * normal(random), 20 * normal(random)};
  return move;
}

// The largest error of a found pose over the size of the model, at its corners.
double error_of(const Shape& shape, const Similarity& done) {
  const Body body(flat_of(shape), {});
  FlatMesh moved = flat_of(shape);
  transform(moved, done.matrix(), {});
  const Body result(std::move(moved), {});
  const OrientedPoints points = points_on(body, 1), others = points_on(result, 2);
  const ClosestSet set({&result.closest()});
  const Box3 bounds = body.bounds();
  const double size = length(to_double(bounds.max) - to_double(bounds.min));
  const PoseProblem problem{&points, bounds, &set, &others, 0.0025 * size, true};
  const Fit fit = find_pose(problem, {});
  double error = 0;
  for (const float3& p : shape.positions)
    error = std::max(error, length(fit.pose(to_double(p)) - done(to_double(p))));
  return error / (size * done.scale);
}

void check_turns(const Shape& shape) {
  std::mt19937 random(5);
  for (const double scale : {1.0, 0.37}) {
    const Similarity done = random_move(random, scale);
    INFO(done.angle_deg() << "°, " << scale);
    CHECK(error_of(shape, done) < 1e-4);
  }
}

}  // namespace

// The detail is all that tells which way up a model is.
TEST_CASE("pose: a box with a knob, turned by any angle", "[verify][pose]") {
  check_turns(joined(box({0, 0, 0}, {10, 12, 14}), box({9, 11, 13}, {12, 15, 18})));
}

TEST_CASE("pose: a box with a dot, turned by any angle", "[verify][pose]") {
  check_turns(joined(box({0, 0, 0}, {10, 12, 14}), box({2, 3, 13.5}, {3.4F, 4, 14.5F})));
}

TEST_CASE("pose: a cube with a bar, turned by any angle", "[verify][pose]") {
  check_turns(joined(box({0, 0, 0}, {10, 10, 10}), box({7, 1.5F, 9}, {9, 2.5F, 11})));
}

TEST_CASE("pose: a prism of six sides with a knob, turned by any angle", "[verify][pose]") {
  check_turns(joined(prism(6, 6, 20), box({4, -1, 14}, {6.5F, 1.5F, 17})));
}

TEST_CASE("pose: a box with a knob that stands on its head", "[verify][pose]") {
  // As it lies nine tenths of it fit.
  const Shape shape = joined(box({-5, -6, -7}, {5, 6, 7}), box({1, 2, 6}, {4, 5, 9}));
  Similarity done;
  done.rows = {{{1, 0, 0}, {0, -1, 0}, {0, 0, -1}}};
  CHECK(error_of(shape, done) < 1e-4);
}
