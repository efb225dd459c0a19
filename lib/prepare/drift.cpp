#include "prepare/drift.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "asset/closest_point.h"
#include "asset/placed.h"
#include "asset/surface_samples.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::uint64_t kSeed = 0x6D657368;

/// All triangles of a scene, placed.
struct Triangles {
  std::vector<float3> positions;
  std::vector<std::uint32_t> indices;
};

Triangles placed_triangles_of(const Scene& scene) {
  std::size_t vertices = 0, corners = 0;
  Triangles all;
  for_each_placed(scene, [&](std::uint32_t number, const Matrix4& /*world*/) {
    vertices += scene.meshes[number].positions.size();
    corners += scene.meshes[number].indices.size();
  });
  all.positions.reserve(vertices);
  all.indices.reserve(corners);
  for_each_placed(scene, [&](std::uint32_t number, const Matrix4& world) {
    const Mesh& mesh = scene.meshes[number];
    const auto first = static_cast<std::uint32_t>(all.positions.size());
    const bool as_stored = world == Matrix4{};
    for (const float3& p : mesh.positions) {
      if (as_stored) {
        all.positions.push_back(p);
        continue;
      }
      const double3 q = transform_point(world, to_double(p));
      all.positions.push_back({static_cast<float>(q.x), static_cast<float>(q.y), static_cast<float>(q.z)});
    }
    for (const std::uint32_t index : mesh.indices)
      all.indices.push_back(index < mesh.positions.size() ? first + index : kNoIndex);
  });
  return all;
}

Box3 bounds_of(const Triangles& triangles) {
  Box3 box;
  for (const std::uint32_t index : triangles.indices) {
    if (index < triangles.positions.size() && is_finite(triangles.positions[index]))
      box.add(triangles.positions[index]);
  }
  return box;
}

double diagonal_of(const Triangles& triangles) {
  const Box3 box = bounds_of(triangles);
  return box.empty() ? 0 : length(to_double(box.max) - to_double(box.min));
}

void add_distances(const Triangles& from, const Triangles& to, std::vector<double>& distances,
                   const std::stop_token& stop) {
  const std::size_t count =
      std::clamp(kDriftSamplesPerTriangle * (from.indices.size() / 3), kLeastDriftSamples, kMostDriftSamples);
  const SurfaceSamples samples = sample_surface(from.positions, from.indices, count, kSeed, stop);
  if (samples.points.empty()) return;
  const ClosestPoint surface(to.positions, to.indices, stop);
  for (const ClosestHit& hit : surface.find_all(samples.points, ClosestPoint::kAnyDistance, stop))
    distances.push_back(hit.distance);
}

// Corner `i` of a face in a set; nothing when it has no coordinates there.
std::optional<float2> uv_at(const Mesh& mesh, const UvSet& set, std::size_t corner) {
  const std::uint32_t index = set.indices.empty() ? mesh.indices[corner] : set.indices[corner];
  if (index >= set.values.size()) return std::nullopt;
  return set.values[index];
}

double uv_area_of(const Mesh& mesh, const std::stop_token& stop) {
  constexpr std::size_t kPerRange = 1U << 16U;
  const UvSet& set = mesh.uvs.front();
  return parallel_reduce(
      mesh.face_count(), kPerRange, stop, 0.0,
      [&](std::size_t begin, std::size_t end) {
        double area = 0;
        for (std::size_t face = begin; face < end; ++face) {
          const auto a = uv_at(mesh, set, 3 * face), b = uv_at(mesh, set, 3 * face + 1),
                     c = uv_at(mesh, set, 3 * face + 2);
          if (!a || !b || !c) continue;
          const double twice =
              (double{b->x} - a->x) * (double{c->y} - a->y) - (double{c->x} - a->x) * (double{b->y} - a->y);
          if (std::isfinite(twice)) area += std::abs(twice) / 2;
        }
        return area;
      },
      [](double& total, double part) { total += part; });
}

}  // namespace

std::optional<double> compute_uv_area(const Scene& scene, const std::stop_token& stop) {
  std::optional<double> area;
  for (const Mesh& mesh : scene.meshes) {
    if (!mesh.uvs.empty() && !mesh.uvs.front().values.empty())
      area = area.value_or(0) + uv_area_of(mesh, stop);
  }
  return area;
}

Drift measure_drift(const Scene& before, const Scene& after, const std::stop_token& stop) {
  const Triangles input = placed_triangles_of(before), output = placed_triangles_of(after);
  Drift drift;
  drift.diagonal = diagonal_of(input);
  std::vector<double> distances;
  add_distances(input, output, distances, stop);
  add_distances(output, input, distances, stop);
  if (distances.empty()) return drift;
  // Nothing to be near to: as far as can be.
  const double farthest = std::max(drift.diagonal, diagonal_of(output));
  for (double& distance : distances) distance = std::min(distance, farthest);
  std::sort(distances.begin(), distances.end());
  drift.samples = distances.size();
  drift.max = distances.back();
  drift.p99 = distances[(distances.size() - 1) * 99 / 100];
  double sum = 0;
  for (const double distance : distances) sum += distance;
  drift.mean = sum / static_cast<double>(distances.size());
  return drift;
}

}  // namespace meshgate
