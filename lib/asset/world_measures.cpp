#include "asset/world_measures.h"

#include <cmath>
#include <map>

#include "asset/facts.h"
#include "asset/placed.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::size_t kPerRange = 1U << 16U;

// Each row and each column of the upper 3×3 part has one entry: boxes map to boxes.
bool maps_boxes_to_boxes(const Matrix4& m) {
  for (std::size_t r = 0; r < 3; ++r) {
    int row = 0, column = 0;
    for (std::size_t c = 0; c < 3; ++c) {
      row += m.m[4 * c + r] != 0;
      column += m.m[4 * r + c] != 0;
    }
    if (row > 1 || column > 1) return false;
  }
  return true;
}

// Factor of areas when the transform scales evenly, else 0.
double even_area_factor(const Matrix4& m) {
  const double3 x{m.m[0], m.m[1], m.m[2]}, y{m.m[4], m.m[5], m.m[6]}, z{m.m[8], m.m[9], m.m[10]};
  const double xx = dot(x, x);
  const double tolerance = 1e-9 * xx;
  const bool even = std::abs(dot(y, y) - xx) <= tolerance && std::abs(dot(z, z) - xx) <= tolerance &&
                    std::abs(dot(x, y)) <= tolerance && std::abs(dot(y, z)) <= tolerance &&
                    std::abs(dot(z, x)) <= tolerance;
  return even ? xx : 0;
}

float3 to_float(double3 p) {
  return {static_cast<float>(p.x), static_cast<float>(p.y), static_cast<float>(p.z)};
}

Box3 transform_bounds(const MeshFacts& facts, const Matrix4& world) {
  const Box3& local = facts.vertices().bounds;
  if (local.empty()) return {};
  if (maps_boxes_to_boxes(world)) {
    Box3 box;
    box.add(to_float(transform_point(world, to_double(local.min))));
    box.add(to_float(transform_point(world, to_double(local.max))));
    return box;
  }
  const Mesh& mesh = facts.mesh();
  return parallel_reduce(
      mesh.positions.size(), kPerRange, facts.stop(), Box3{},
      [&](std::size_t begin, std::size_t end) {
        Box3 part;
        for (std::size_t i = begin; i < end; ++i) {
          if (is_finite(mesh.positions[i]))
            part.add(to_float(transform_point(world, to_double(mesh.positions[i]))));
        }
        return part;
      },
      [](Box3& total, const Box3& part) { total.add(part); });
}

double transform_area(const MeshFacts& facts, const Matrix4& world) {
  if (const double factor = even_area_factor(world); factor > 0) return facts.faces().surface_area * factor;
  const Mesh& mesh = facts.mesh();
  const std::size_t vertices = mesh.positions.size();
  return parallel_reduce(
      mesh.face_count(), kPerRange, facts.stop(), 0.0,
      [&](std::size_t begin, std::size_t end) {
        double sum = 0;
        for (std::size_t face = begin; face < end; ++face) {
          const std::uint32_t i = mesh.indices[3 * face], j = mesh.indices[3 * face + 1],
                              k = mesh.indices[3 * face + 2];
          if (i >= vertices || j >= vertices || k >= vertices) continue;
          const double3 a = transform_point(world, to_double(mesh.positions[i]));
          const double3 b = transform_point(world, to_double(mesh.positions[j]));
          const double3 c = transform_point(world, to_double(mesh.positions[k]));
          const double area = length(cross(b - a, c - a)) / 2;
          if (std::isfinite(area)) sum += area;
        }
        return sum;
      },
      [](double& total, double part) { total += part; });
}

}  // namespace

WorldMeasures compute_world_measures(const AssetFacts& facts) {
  const Scene& scene = facts.asset().scene;
  WorldMeasures measures;
  // Thousands of instances of one mesh may share a transform that needs a full pass: keep the last answer a
  // mesh.
  std::map<std::uint32_t, std::pair<Matrix4, WorldMeasures>> last;
  for_each_placed(scene, [&](std::uint32_t index, const Matrix4& world) {
    const auto known = last.find(index);
    WorldMeasures one;
    if (known != last.end() && known->second.first == world) {
      one = known->second.second;
    } else {
      const MeshFacts& mesh = facts.meshes()[index];
      one = {transform_bounds(mesh, world), transform_area(mesh, world)};
      last[index] = {world, one};
    }
    measures.bounds.add(one.bounds);
    measures.surface_area += one.surface_area;
  });
  return measures;
}

const WorldMeasures& AssetFacts::world() const {
  return world_.get([&] { return compute_world_measures(*this); });
}

}  // namespace meshgate
