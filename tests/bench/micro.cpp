// Single facts on a closed torus, sorted as exporters write it and shuffled as some slicers do; the search
// for a pose on the figure of the tests.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <random>

#include "asset/closest_point.h"
#include "asset/facts.h"
#include "asset/surface_samples.h"
#include "asset/weld.h"
#include "support/figure.h"
#include "support/mesh_builder.h"
#include "verify/body.h"
#include "verify/pose.h"

namespace {

using namespace meshgate;

test::Shape soup(std::uint32_t side, bool shuffled) {
  test::Shape shape = test::torus(side, side);
  std::vector<std::uint32_t> order(shape.faces());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  if (shuffled) std::shuffle(order.begin(), order.end(), std::mt19937(1));
  std::vector<std::uint32_t> indices;
  for (const std::uint32_t face : order) {
    for (std::size_t corner = 0; corner < 3; ++corner) indices.push_back(shape.indices[3 * face + corner]);
  }
  shape.indices = std::move(indices);
  return shape;
}

void weld(benchmark::State& state) {
  const test::Shape shape =
      test::unshared(soup(static_cast<std::uint32_t>(state.range(0)), state.range(1) != 0));
  const PositionRecords records{reinterpret_cast<const std::byte*>(shape.positions.data()),
                                shape.positions.size(), 1, 12};
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(weld_positions(records, {}));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(shape.faces()));
}
BENCHMARK(weld)->Args({354, 0})->Args({707, 0})->Args({1414, 0})->Args({1414, 1})->Unit(
    benchmark::kMillisecond);

void face_scan(benchmark::State& state) {
  const Mesh mesh = test::make_mesh(soup(static_cast<std::uint32_t>(state.range(0)), state.range(1) != 0));
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(compute_face_scan(mesh, {}));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(mesh.face_count()));
}
BENCHMARK(face_scan)->Args({354, 0})->Args({707, 0})->Args({1414, 0})->Args({1414, 1})->Unit(
    benchmark::kMillisecond);

void duplicate_vertices(benchmark::State& state) {
  const Mesh mesh = test::make_mesh(soup(static_cast<std::uint32_t>(state.range(0)), false));
  for ([[maybe_unused]] auto _ : state)
    benchmark::DoNotOptimize(compute_duplicate_vertices(mesh, compute_position_weld(mesh, {}), {}));
}
BENCHMARK(duplicate_vertices)->Arg(707)->Arg(1414)->Unit(benchmark::kMillisecond);

void closest_points(benchmark::State& state) {
  const test::Shape shape = soup(static_cast<std::uint32_t>(state.range(0)), state.range(1) != 0);
  const SurfaceSamples samples = sample_surface(shape.positions, shape.indices, 1'000'000, 1, {});
  std::vector<float3> points = samples.points;
  for (float3& p : points) p = {p.x + 0.002F, p.y - 0.001F, p.z + 0.001F};
  const ClosestPoint closest(shape.positions, shape.indices, {});
  for ([[maybe_unused]] auto _ : state)
    benchmark::DoNotOptimize(closest.find_all(points, ClosestPoint::kAnyDistance, {}));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(points.size()));
}
BENCHMARK(closest_points)
    ->Args({354, 0})
    ->Args({707, 0})
    ->Args({707, 1})
    ->Args({1414, 0})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

// Points that many triangles are about as far from: state.range(1) thousandths away.
void closest_points_away(benchmark::State& state) {
  const test::Shape shape = soup(static_cast<std::uint32_t>(state.range(0)), false);
  const SurfaceSamples samples = sample_surface(shape.positions, shape.indices, 1'000'000, 1, {});
  const auto away = static_cast<float>(state.range(1)) / 1000;
  std::vector<float3> points = samples.points;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const std::uint32_t* corner = &shape.indices[3 * std::size_t{samples.faces[i]}];
    const double3 a = to_double(shape.positions[corner[0]]);
    const double3 n =
        cross(to_double(shape.positions[corner[1]]) - a, to_double(shape.positions[corner[2]]) - a);
    const double3 p = to_double(points[i]) + n * (static_cast<double>(away) / length(n));
    points[i] = {static_cast<float>(p.x), static_cast<float>(p.y), static_cast<float>(p.z)};
  }
  const ClosestPoint closest(shape.positions, shape.indices, {});
  for ([[maybe_unused]] auto _ : state)
    benchmark::DoNotOptimize(closest.find_all(points, ClosestPoint::kAnyDistance, {}));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(points.size()));
}
BENCHMARK(closest_points_away)
    ->Args({707, 3})
    ->Args({707, 30})
    ->Args({707, 300})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

void closest_point_build(benchmark::State& state) {
  const test::Shape shape = soup(static_cast<std::uint32_t>(state.range(0)), false);
  for ([[maybe_unused]] auto _ : state)
    benchmark::DoNotOptimize(ClosestPoint(shape.positions, shape.indices, {}));
}
BENCHMARK(closest_point_build)->Arg(354)->Arg(707)->Arg(1414)->Unit(benchmark::kMillisecond)->UseRealTime();

// 2 000 points of the figure laid onto the figure as it lies (0), or turned by an odd angle and scaled (1).
void pose_search(benchmark::State& state) {
  FlatMesh flat;
  const test::Shape shape = test::figure(3);
  flat.positions = shape.positions;
  flat.indices = shape.indices;
  Similarity moved;
  if (state.range(0) != 0) {
    moved.rows = {{{0.8, -0.36, 0.48}, {0.6, 0.48, -0.64}, {0, 0.8, 0.6}}};
    moved.scale = 1.7;
    moved.offset = {5, 6, -9};
  }
  FlatMesh other = flat;
  transform(other, moved.matrix(), {});
  const Body source(std::move(flat), {}), result(std::move(other), {});
  const auto oriented = [](const Body& body, std::uint64_t seed) {
    const SurfaceSamples samples = sample_surface(body.positions(), body.indices(), 2'000, seed, {});
    OrientedPoints points;
    points.points = samples.points;
    for (const std::uint32_t face : samples.faces) points.normals.push_back(body.normal(face));
    return points;
  };
  const OrientedPoints points = oriented(source, 1), result_points = oriented(result, 2);
  const ClosestSet set({&result.closest()});
  PoseProblem problem;
  problem.source = &points;
  problem.source_box = source.bounds();
  problem.result = &set;
  problem.result_points = &result_points;
  problem.tolerance = 0.5;
  double share = 0;
  for ([[maybe_unused]] auto _ : state) share = find_pose(problem, {}).share;
  state.counters["fit"] = share;
}
BENCHMARK(pose_search)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
