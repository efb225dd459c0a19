#include "prepare/placed_triangles.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

#include "asset/box_tree.h"
#include "asset/lanes.h"
#include "asset/placed.h"
#include "core/buffer.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::size_t kPerRange = 1U << 16U;

struct Triangles {
  Array<float3> positions;
  Array<std::uint32_t> indices;
};

struct Placed {
  const Mesh* mesh;
  Matrix4 world;
  std::size_t first_vertex, first_index;
};

void place(const Placed& placed, float3* positions, std::uint32_t* indices, const std::stop_token& stop) {
  const Mesh& mesh = *placed.mesh;
  const bool as_stored = placed.world == Matrix4{};
  parallel_ranges(mesh.positions.size(), kPerRange, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const float3 p = mesh.positions[i];
      const double3 q = as_stored ? to_double(p) : transform_point(placed.world, to_double(p));
      positions[placed.first_vertex + i] = {static_cast<float>(q.x), static_cast<float>(q.y),
                                            static_cast<float>(q.z)};
    }
  });
  parallel_ranges(mesh.indices.size(), kPerRange, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const std::uint32_t index = mesh.indices[i];
      indices[placed.first_index + i] =
          index < mesh.positions.size() ? static_cast<std::uint32_t>(placed.first_vertex + index) : kNoIndex;
    }
  });
}

// One mesh that is placed as it is stored is not copied.
Triangles gather(const Scene& scene, const std::stop_token& stop) {
  std::vector<Placed> all;
  std::size_t vertices = 0, indices = 0;
  for_each_placed(scene, [&](std::uint32_t number, const Matrix4& world) {
    const Mesh& mesh = scene.meshes[number];
    all.push_back({&mesh, world, vertices, indices});
    vertices += mesh.positions.size();
    indices += mesh.indices.size();
  });
  if (all.size() == 1 && all[0].world == Matrix4{}) return {all[0].mesh->positions, all[0].mesh->indices};
  Buffer<float3> positions(vertices);
  Buffer<std::uint32_t> corners(indices);
  for (const Placed& placed : all) place(placed, positions.data(), corners.data(), stop);
  return {std::move(positions).freeze(), std::move(corners).freeze()};
}

Box3 bounds_of(const Triangles& triangles, const std::stop_token& stop) {
  return parallel_reduce(
      triangles.indices.size(), kPerRange, stop, Box3{},
      [&](std::size_t begin, std::size_t end) {
        const auto indices = triangles.indices.span().subspan(begin, end - begin);
        LaneBox lanes;
        if (visit_plain_positions(triangles.positions.span(), indices,
                                  [&](std::size_t, Float4Lanes p) { lanes.add(p); }))
          return lanes.box();
        Box3 part;
        for (const std::uint32_t index : indices) {
          if (index < triangles.positions.size() && is_finite(triangles.positions[index]))
            part.add(triangles.positions[index]);
        }
        return part;
      },
      [](Box3& total, const Box3& part) { total.add(part); });
}

// Whether following faces are mostly far from each other, as slicers and hash tables leave them: then each
// pass over the faces would wait for memory at each corner.
bool in_poor_order(const Triangles& triangles) {
  constexpr std::size_t kLeastFaces = 100'000, kSamples = 1024;
  constexpr std::uint32_t kFar = 1U << 13U;
  const std::size_t faces = triangles.indices.size() / 3;
  if (faces < kLeastFaces || faces > kNoIndex / 3) return false;
  std::size_t far = 0;
  for (std::size_t i = 0; i < kSamples; ++i) {
    const std::size_t face = i * (faces - 1) / kSamples;
    const std::uint32_t a = triangles.indices[3 * face], b = triangles.indices[3 * face + 3];
    far += (a < b ? b - a : a - b) > kFar;
  }
  return 2 * far > kSamples;
}

// The same triangles along a curve through space, with corners of their own: neighbours lie together.
Triangles sorted_in_space(const Triangles& triangles, const std::stop_token& stop) {
  constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
  const std::size_t faces = triangles.indices.size() / 3;
  const auto corner = [&](std::size_t i) {
    const std::uint32_t index = triangles.indices[i];
    return index < triangles.positions.size() ? triangles.positions[index] : float3{kNaN, kNaN, kNaN};
  };
  // Looked up once: the order asks for them three times.
  Buffer<float3> firsts(faces);
  parallel_ranges(faces, kPerRange, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t face = begin; face < end; ++face) {
      const float3 first = corner(3 * face);
      firsts[face] = is_finite(first) ? first : float3{0, 0, 0};
    }
  });
  std::vector<std::uint32_t> order(faces);
  std::iota(order.begin(), order.end(), 0U);
  order = morton_order(
      std::move(order),
      [&](std::uint32_t face) {
        Box3 box;
        box.add(firsts[face]);
        return box;
      },
      stop);
  Buffer<float3> corners(3 * faces);
  Buffer<std::uint32_t> indices(3 * faces);
  parallel_ranges(faces, kPerRange, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = 3 * begin; i < 3 * end; ++i) {
      corners[i] = corner(3 * std::size_t{order[i / 3]} + i % 3);
      indices[i] = static_cast<std::uint32_t>(i);
    }
  });
  return {std::move(corners).freeze(), std::move(indices).freeze()};
}

}  // namespace

PlacedTriangles placed_triangles_of(const Scene& scene, const std::stop_token& stop) {
  Triangles all = gather(scene, stop);
  if (in_poor_order(all)) all = sorted_in_space(all, stop);
  const Box3 box = bounds_of(all, stop);
  return {std::move(all.positions), std::move(all.indices), box};
}

}  // namespace meshgate
