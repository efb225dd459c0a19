#include "prepare/drift.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "core/parallel.h"
#include "prepare/drift_points.h"
#include "prepare/placed_triangles.h"
#include "support/mesh_builder.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

Drift drift_of(const Shape& before, const Shape& after) {
  return measure_drift(make_asset(before).scene, make_asset(after).scene, {});
}

/// With so many vertices that not all are measured, most of them of no triangle.
Shape with_unused(Shape shape) {
  shape.positions.resize(shape.positions.size() + kMostDriftVertices, {0.5F, 0, 0});
  return shape;
}

}  // namespace

TEST_CASE("drift: of a surface to itself it is nothing", "[drift]") {
  const Drift drift = drift_of(torus(40, 30), torus(40, 30));
  CHECK(drift.samples > 10'000);
  CHECK(drift.max < 1e-6 * drift.diagonal);
  CHECK(drift.diagonal > 1);
}

TEST_CASE("drift: both sides are measured", "[drift]") {
  // What is gone is seen from the input only, what came from the output only.
  const Shape one = cube(), both = joined(cube(), placed(cube(), 1, {10, 0, 0}));
  for (const Drift& drift : {drift_of(one, both), drift_of(both, one)}) {
    CHECK(drift.max == Approx(10).epsilon(0.02));
    CHECK(drift.mean > 1);
  }
}

TEST_CASE("drift: a larger sphere is as far away as its radius says, whatever the order of its triangles",
          "[drift][parallel]") {
  const Shape before = sphere(120), after = placed(sphere(120), 1.01F, {0, 0, 0});
  REQUIRE(before.faces() > 100'000);  // large enough to be sorted
  const Drift plain = drift_of(before, after);
  CHECK(plain.max == Approx(0.01).epsilon(0.01));
  CHECK(plain.mean == Approx(0.01).epsilon(0.01));
  const Asset mixed = make_asset(shuffled(before, 5)), other = make_asset(after);
  Drift results[2];
  for (int i = 0; i < 2; ++i)
    run_with_threads(i == 0 ? 1 : 4, [&] { results[i] = measure_drift(mixed.scene, other.scene, {}); });
  CHECK(results[0].max == Approx(plain.max).epsilon(0.01));
  CHECK(results[0].mean == Approx(plain.mean).epsilon(0.001));
  CHECK(results[0].diagonal == plain.diagonal);
  CHECK(results[0].mean == results[1].mean);
  CHECK(results[0].max == results[1].max);
}

TEST_CASE("drift: triangles that are sorted are all there, once", "[drift]") {
  Shape shape = shuffled(sphere(120), 8);
  shape.positions[17] = {std::nanf(""), 0, 0};
  shape.indices[30] = 4'000'000'000U;
  const Asset asset = make_asset(shape);
  const PlacedTriangles placed = placed_triangles_of(asset.scene, {});
  REQUIRE(placed.indices.size() == shape.indices.size());
  REQUIRE(placed.positions.size() == shape.indices.size());  // corners of their own: sorted
  const auto sum = [](auto corners, auto position) {
    double3 total{0, 0, 0};
    std::size_t odd = 0;
    for (std::size_t i = 0; i < corners; ++i) {
      const float3 p = position(i);
      if (is_finite(p)) {
        total = total + to_double(p);
      } else {
        ++odd;
      }
    }
    return std::pair{total, odd};
  };
  const auto [there, odd_there] =
      sum(placed.indices.size(), [&](std::size_t i) { return placed.positions[placed.indices[i]]; });
  const auto [here, odd_here] = sum(shape.indices.size(), [&](std::size_t i) {
    const float nan = std::nanf("");
    return shape.indices[i] < shape.positions.size() ? shape.positions[shape.indices[i]]
                                                     : float3{nan, nan, nan};
  });
  CHECK(odd_there == odd_here);
  CHECK(length(there - here) < 1e-6);
}

TEST_CASE("drift: instances are where their nodes are", "[drift]") {
  Asset one = make_asset(cube()), other = make_asset(placed(cube(), 1, {0, 3, 0}));
  Node node;
  node.world.m[13] = 3;
  one.scene.nodes = {node};
  one.scene.instances = {{0, 0}};
  const Drift drift = measure_drift(one.scene, other.scene, {});
  CHECK(drift.max < 1e-6);
}

TEST_CASE("drift: nothing to be near to is as far as the other one is large", "[drift]") {
  const Drift drift = drift_of(cube(), Shape{});
  CHECK(drift.max == Approx(2 * std::sqrt(3.0)));
  CHECK(drift_of(Shape{}, Shape{}).samples == 0);
}

TEST_CASE("drift: what is too thin to have an area is measured at its corners", "[drift]") {
  // With few vertices all are measured, with many those that are far away.
  for (const bool many : {false, true}) {
    for (const float width : {1e-3F, 1e-6F}) {
      if (many && width > 1e-4F) continue;
      const Shape body = many ? with_unused(sphere(10)) : sphere(10);
      Shape wire = body;
      wire.positions.insert(wire.positions.end(), {{0, 0, 0.99F}, {width, 0, 0.99F}, {0, 0, 1.5F}});
      const auto first = static_cast<std::uint32_t>(body.positions.size());
      wire.indices.insert(wire.indices.end(), {first, first + 1, first + 2});
      CAPTURE(many, width);
      CHECK(drift_of(wire, body).max == Approx(0.5).epsilon(0.02));
      if (!many) CHECK(drift_of(body, wire).max == Approx(0.5).epsilon(0.02));
    }
  }
}

TEST_CASE("drift: inside of large triangles it is found where it is largest", "[drift]") {
  // Large triangles stand off a ring of radius 3 and 1 most in the middle of their edges: how far, is known.
  const Shape fine = torus(400, 200), coarse = torus(36, 16);
  double truth = 0;
  for (std::size_t i = 0; i < coarse.indices.size(); i += 3) {
    for (std::size_t k = 0; k < 3; ++k) {
      const double3 middle = (to_double(coarse.positions[coarse.indices[i + k]]) +
                              to_double(coarse.positions[coarse.indices[i + (k + 1) % 3]])) *
                             0.5;
      const double around = std::hypot(middle.x, middle.y) - 3;
      truth = std::max(truth, std::abs(std::hypot(around, middle.z) - 1));
    }
  }
  const Drift drift = drift_of(fine, coarse);
  CHECK(drift.max > 0.99 * truth);
  CHECK(drift.max < 1.02 * truth);
}

TEST_CASE("drift: vertices that are far away are found among very many", "[drift][parallel]") {
  const auto find = [](const Shape& shape, const Shape& other, double area) {
    return choose_drift_vertices(placed_triangles_of(make_asset(shape).scene, {}),
                                 placed_triangles_of(make_asset(other).scene, {}), area, {});
  };
  const Shape body = with_unused(sphere(30));
  Shape spiked = body;
  spiked.positions[1'234] = placed(spiked, 1.05F, {}).positions[1'234];
  spiked.positions.push_back({9, 9, 9});  // no triangle uses it
  std::vector<float3> chosen[2];
  for (int i = 0; i < 2; ++i)
    run_with_threads(i == 0 ? 1 : 4, [&] { chosen[i] = find(spiked, body, 12.57); });
  CHECK(chosen[0] == chosen[1]);
  CHECK(chosen[0].size() == 1 + body.faces());
  CHECK(chosen[0].front() == spiked.positions[1'234]);
  CHECK(std::find(chosen[0].begin(), chosen[0].end(), float3{9, 9, 9}) == chosen[0].end());
  // Far as a whole: still no more than the bound, and not only one part.
  const std::vector<float3> far = find(placed(body, 1, {3, 0, 0}), body, 12.57);
  CHECK(far.size() == 3'602 + body.faces());
  const auto [least, most] =
      std::minmax_element(far.begin(), far.end(), [](float3 a, float3 b) { return a.z < b.z; });
  CHECK(least->z < -0.99F);
  CHECK(most->z > 0.99F);
  // Huge faces and hostile corners end, too.
  Shape odd = body;
  odd.positions[0] = {3e38F, -3e38F, 3e38F};
  odd.positions[1] = {std::nanf(""), 0, 0};
  odd.indices[9] = 4'000'000'000U;
  CHECK(find(odd, odd, 1e70).size() <= kMostDriftVertices);
}
