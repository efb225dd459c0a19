// The measures that comparisons are made of, each against a known truth.
#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "core/parallel.h"
#include "support/figure.h"
#include "support/mesh_builder.h"
#include "support/verify_cases.h"
#include "verify/body.h"
#include "verify/color.h"
#include "verify/distances.h"
#include "verify/fits.h"
#include "verify/overlap.h"
#include "verify/pose.h"
#include "verify/segments.h"
#include "verify/solids.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

std::vector<SurfacePoint> sphere_points(double radius, double3 centre, std::size_t count, bool convex,
                                        std::uint32_t seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  std::vector<SurfacePoint> points;
  while (points.size() < count) {
    double3 n{normal(random), normal(random), normal(random)};
    n = n * (1 / length(n));
    if (n.z < -0.3) continue;  // as a ball that stands on something
    points.push_back({centre + n * radius, convex ? n : n * -1.0});
  }
  return points;
}

}  // namespace

TEST_CASE("winding number: one inside, none outside, a half in the opening", "[verify][winding]") {
  const Shape ball = sphere(20);
  const Body closed(flat_of(ball), {});
  CHECK(closed.winding().at({0, 0, 0}) == Approx(1).margin(0.03));
  CHECK(closed.winding().at({0.9F, 0, 0}) == Approx(1).margin(0.03));
  CHECK(closed.winding().at({1.1F, 0, 0}) == Approx(0).margin(0.03));
  CHECK(closed.winding().at({50, 3, 0}) == Approx(0).margin(0.001));
  Shape half = ball;
  half.indices.clear();
  for (std::size_t face = 0; face < ball.faces(); ++face) {
    float z = 0;
    for (std::size_t i = 0; i < 3; ++i) z += ball.positions[ball.indices[3 * face + i]].z;
    for (std::size_t i = 0; z > 0 && i < 3; ++i) half.indices.push_back(ball.indices[3 * face + i]);
  }
  const Body bowl(flat_of(half), {});
  CHECK(bowl.winding().at({0, 0, 0}) == Approx(0.5).margin(0.03));
  CHECK(bowl.winding().at({0, 0, 0.8F}) > 0.5);
  CHECK(bowl.winding().at({0, 0, -0.8F}) < 0.5);
  CHECK(bowl.contains({0, 0, 0.8F}));
  CHECK_FALSE(bowl.contains({0, 0, 2}));
  CHECK(WindingNumber().at({0, 0, 0}) == 0);
}

TEST_CASE("winding number: the same as the sum over all faces", "[verify][winding]") {
  const Shape shape = figure(6);
  const Body body(flat_of(shape), {});
  std::mt19937 random(1);
  std::uniform_real_distribution<float> place(-100, 100);
  for (int i = 0; i < 300; ++i) {
    const float3 p{place(random), place(random), place(random) / 3};
    INFO(p.x << " " << p.y << " " << p.z);
    CHECK((body.winding().at(p) > 0.5) == body.contains(p));
  }
}

TEST_CASE("sphere fit: centre and radius, ball or socket, among other points", "[verify][fits]") {
  for (const bool convex : {true, false}) {
    std::vector<SurfacePoint> points = sphere_points(4.2, {1, 2, 3}, 300, convex, 1);
    std::mt19937 random(2);
    std::uniform_real_distribution<double> place(-9, 9);
    for (int i = 0; i < 600; ++i) points.push_back({{place(random), place(random), 0.9}, {0, 0, 1}});
    const auto fit = fit_sphere(points, 0.05, 20, 50, 3);
    REQUIRE(fit);
    CHECK(fit->convex == convex);
    CHECK(fit->radius == Approx(4.2).epsilon(1e-6));
    CHECK(length(fit->centre - double3{1, 2, 3}) < 1e-5);
    CHECK(fit->inliers.size() >= 300);
  }
}

TEST_CASE("sphere fit: nothing where there is none", "[verify][fits]") {
  std::vector<SurfacePoint> plane;
  std::mt19937 random(4);
  std::uniform_real_distribution<double> place(-9, 9);
  for (int i = 0; i < 500; ++i) plane.push_back({{place(random), place(random), 0}, {0, 0, 1}});
  CHECK_FALSE(fit_sphere(plane, 0.05, 20, 50, 1));
  CHECK_FALSE(fit_sphere(std::vector<SurfacePoint>(), 0.05, 20, 1, 1));
  CHECK_FALSE(fit_sphere(std::vector<SurfacePoint>(200, plane[0]), 0.05, 20, 1, 1));
}

TEST_CASE("plane fit: largest first, each point once", "[verify][fits]") {
  std::vector<SurfacePoint> points;
  std::mt19937 random(5);
  std::uniform_real_distribution<double> place(-9, 9);
  for (int i = 0; i < 400; ++i) points.push_back({{place(random), place(random), 1}, {0, 0, 1}});
  for (int i = 0; i < 200; ++i) points.push_back({{place(random), place(random), 3}, {0, 0, 1}});
  for (int i = 0; i < 100; ++i) points.push_back({{5, place(random), place(random)}, {1, 0, 0}});
  const std::vector<PlaneFit> planes = fit_planes(points, 0.01, 50, 8, 1);
  REQUIRE(planes.size() == 3);
  CHECK(planes[0].inliers.size() == 400);
  CHECK(planes[0].offset == Approx(1));
  CHECK(planes[1].inliers.size() == 200);
  CHECK(planes[2].normal.x == Approx(1));
}

TEST_CASE("pose: a similarity and its inverse", "[verify][pose]") {
  Similarity pose;
  pose.scale = 2;
  pose.rows = {{{0, -1, 0}, {1, 0, 0}, {0, 0, 1}}};
  pose.offset = {1, 2, 3};
  const double3 p{4, 5, 6};
  const double3 q = pose(p);
  CHECK(q.x == -9);
  CHECK(q.y == 10);
  CHECK(q.z == 15);
  CHECK(length(inverse(pose)(q) - p) < 1e-12);
  CHECK(length(compose(inverse(pose), pose)(p) - p) < 1e-12);
  CHECK(pose.angle_deg() == Approx(90));
  const double3 by_matrix = transform_point(pose.matrix(), p);
  CHECK(length(by_matrix - q) < 1e-12);
}

TEST_CASE("pose: what was done to a model is found within 1e-4", "[verify][pose]") {
  const Shape shape = figure(6);
  const Body body(flat_of(shape), {});
  Similarity done;
  done.scale = 0.37;
  // 25° about a slanted axis after a turn of the axes.
  const double c = std::cos(0.43), s = std::sin(0.43);
  done.rows = {{{0, c, -s}, {0, s, c}, {1, 0, 0}}};
  done.offset = {70, -12, 5};
  FlatMesh moved = flat_of(shape);
  transform(moved, done.matrix(), {});
  const Body result(std::move(moved), {});
  const auto oriented = [](const Body& one, std::uint64_t seed) {
    OrientedPoints points;
    const SurfaceSamples samples = sample_surface(one.positions(), one.indices(), 3000, seed, {});
    points.points = samples.points;
    for (const std::uint32_t face : samples.faces) points.normals.push_back(one.normal(face));
    return points;
  };
  const OrientedPoints points = oriented(body, 1), others = oriented(result, 2);
  const ClosestSet set({&result.closest()});
  PoseProblem problem{&points, body.bounds(), &set, &others, 0.6};
  const Fit fit = find_pose(problem, {});
  CHECK(fit.share > 0.999);
  CHECK(fit.pose.scale == Approx(done.scale).epsilon(1e-4));
  for (const float3& p : shape.positions)
    REQUIRE(length(fit.pose(to_double(p)) - done(to_double(p))) < 1e-4 * 257 * 0.37);
}

TEST_CASE("regions: what lies together", "[verify][regions]") {
  std::vector<float3> points;
  for (int i = 0; i < 30; ++i) points.push_back({static_cast<float>(i) * 0.1F, 0, 0});
  for (int i = 0; i < 10; ++i) points.push_back({20, static_cast<float>(i) * 0.1F, 0});
  std::vector<std::uint32_t> all(points.size());
  for (std::uint32_t i = 0; i < all.size(); ++i) all[i] = i;
  const std::vector<Region> regions = find_regions(points, all, 0.5, 0.3);
  REQUIRE(regions.size() == 2);
  CHECK(regions[0].samples == 30);
  CHECK(regions[0].area == 15);
  CHECK(regions[0].centre.x == Approx(1.45));
  CHECK(regions[1].box.max.y == Approx(0.9));
  CHECK(find_regions(points, {}, 1, 1).empty());
}

TEST_CASE("distances: numbers and margins", "[verify][regions]") {
  std::vector<float> values;
  for (int i = 100; i >= 0; --i) values.push_back(static_cast<float>(i));
  const DistanceStats stats = summarize(values);
  CHECK(stats.samples == 101);
  CHECK(stats.mean == 50);
  CHECK(stats.p50 == 50);
  CHECK(stats.p95 == 95);
  CHECK(stats.max == 100);
  CHECK(summarize(std::vector<float>()).samples == 0);
  CHECK(share_margin_95(0.5, 10'000) == Approx(0.0098).epsilon(0.01));
  CHECK(share_margin_95(1, 10'000) < 2e-4);
  CHECK(share_margin_95(1, 0) == 1);
}

TEST_CASE("overlap: depth and volume of two boxes", "[verify][overlap]") {
  const auto measure = [](const Shape& one, const Shape& other) {
    const Body a(flat_of(one), {}), b(flat_of(other), {});
    return measure_overlap(a, sample_surface(a.positions(), a.indices(), 5000, 1, {}), b,
                           sample_surface(b.positions(), b.indices(), 5000, 2, {}), {});
  };
  const Overlap deep = measure(cube(), placed(cube(), 1, {1.75F, 0.5F, 0.25F}));
  CHECK(deep.crossing);
  CHECK(deep.depth == Approx(0.25).epsilon(0.01));
  CHECK(deep.volume == Approx(0.25 * 1.5 * 1.75).epsilon(0.01));
  CHECK(std::abs(deep.volume - 0.25 * 1.5 * 1.75) <= deep.volume_margin_95);
  const Overlap touching = measure(cube(), placed(cube(), 1, {2, 0, 0}));
  CHECK_FALSE(touching.crossing);
  CHECK(touching.depth == 0);
  CHECK(touching.volume == 0);
  CHECK(measure(cube(), placed(cube(), 1, {5, 0, 0})).samples == 0);
  const Overlap inside = measure(cube(), placed(sphere(8), 0.25F, {}));
  CHECK_FALSE(inside.crossing);
  CHECK(inside.b_inside == 1);
  CHECK(inside.a_inside == 0);
  CHECK(inside.volume == Approx(volume_of(placed(sphere(8), 0.25F, {}))).epsilon(0.02));
}

TEST_CASE("colour: CIEDE2000 on the published pairs", "[verify][color]") {
  // Sharma, Wu & Dalal 2005, table 1.
  struct Pair {
    double3 a, b;
    double expected;
  };
  const Pair pairs[] = {
      {{50, 2.6772, -79.7751}, {50, 0, -82.7485}, 2.0425},
      {{50, -1.3802, -84.2814}, {50, 0, -82.7485}, 1.0000},
      {{50, 0, 0}, {50, -1, 2}, 2.3669},
      {{50, 2.4900, -0.0010}, {50, -2.4900, 0.0009}, 7.1792},
      {{50, 2.4900, -0.0010}, {50, -2.4900, 0.0011}, 7.2195},
      {{50, -0.0010, 2.4900}, {50, 0.0011, -2.4900}, 4.7461},
      {{50, 2.5, 0}, {73, 25, -18}, 27.1492},
      {{50, 2.5, 0}, {50, 3.2972, 0}, 1.0000},
      {{60.2574, -34.0099, 36.2677}, {60.4626, -34.1751, 39.4387}, 1.2644},
      {{22.7233, 20.0904, -46.6940}, {23.0331, 14.9730, -42.5619}, 2.0373},
      {{2.0776, 0.0795, -1.1350}, {0.9033, -0.0636, -0.5514}, 0.9082},
  };
  for (const Pair& pair : pairs) {
    CHECK(ciede2000(pair.a, pair.b) == Approx(pair.expected).margin(1e-4));
    CHECK(ciede2000(pair.b, pair.a) == Approx(pair.expected).margin(1e-4));
  }
  const double3 white = lab_of_linear({1, 1, 1}), black = lab_of_linear({0, 0, 0});
  CHECK(white.x == Approx(100).margin(0.01));
  CHECK(std::abs(white.y) < 0.02);
  CHECK(black.x == Approx(0).margin(1e-9));
  CHECK(ciede2000(white, black) == Approx(100).margin(0.1));
}

TEST_CASE("labels: mean IoU does not care for numbers", "[verify][segments]") {
  const std::vector<std::uint32_t> a{0, 0, 1, 1, 2, 2}, renamed{7, 7, 3, 3, 5, 5};
  const std::vector<double> weights(6, 1.0);
  CHECK(mean_iou(a, renamed, weights) == 1);
  const std::vector<std::uint32_t> one_off{0, 0, 1, 1, 2, 1};
  CHECK(mean_iou(one_off, a, weights) == Approx((1 + 2.0 / 3 + 0.5) / 3));
  const std::vector<std::uint32_t> merged(6, 0);
  CHECK(mean_iou(merged, a, weights) == Approx((1.0 / 3) / 3));
  CHECK(mean_iou({}, {}, {}) == 0);
}

TEST_CASE("labels: no label is no segment", "[verify][segments]") {
  const std::vector<double> weights(6, 1.0);
  const std::vector<std::uint32_t> wanted{0, 0, 1, 1, 2, 2};
  // A whole segment that is missing has no counterpart.
  CHECK(mean_iou(std::vector<std::uint32_t>{0, 0, 1, 1, kNoIndex, kNoIndex}, wanted, weights) ==
        Approx(2.0 / 3));
  CHECK(mean_iou(std::vector<std::uint32_t>{0, 0, 1, kNoIndex, 2, 2}, wanted, weights) ==
        Approx((1 + 0.5 + 1) / 3));
  CHECK(mean_iou(std::vector<std::uint32_t>(6, kNoIndex), wanted, weights) == 0);
  // Neither is what the reference does not label; a segment there still counts against the one that took it.
  const std::vector<std::uint32_t> open{0, 0, 1, 1, kNoIndex, kNoIndex};
  CHECK(mean_iou(wanted, open, weights) == 1);
  CHECK(mean_iou(std::vector<std::uint32_t>{0, 0, 1, 1, 1, 1}, open, weights) == Approx((1 + 0.5) / 2));
  CHECK(mean_iou(wanted, std::vector<std::uint32_t>(6, kNoIndex), weights) == 0);
}

TEST_CASE("bodies: facts do not depend on threads", "[verify][parallel]") {
  const Shape shape = figure(6);
  std::vector<double> winding;
  std::vector<std::uint32_t> counts;
  for (const int threads : {1, 4}) {
    run_with_threads(threads, [&] {
      const Body body(flat_of(shape), {});
      winding.push_back(body.winding().at({3, 20, 4}));
      counts.push_back(compute_solids(body.surface().surface(), body.surface().topology(), {}).count);
    });
  }
  CHECK(winding[0] == winding[1]);
  CHECK(counts[0] == counts[1]);
}
