#include "asset/normals.h"

#include <cmath>
#include <vector>

#include "core/buffer.h"
#include "core/parallel.h"

namespace meshgate {

float3 triangle_normal(double3 a, double3 b, double3 c) {
  const double3 n = cross(b - a, c - a);
  const double size = length(n);
  if (!(size > 0) || !std::isfinite(size)) return {0, 0, 0};
  return {static_cast<float>(n.x / size), static_cast<float>(n.y / size), static_cast<float>(n.z / size)};
}

Array<float3> compute_vertex_normals(const Mesh& mesh, const std::stop_token& stop) {
  constexpr std::size_t kGrain = std::size_t{1} << 16U;
  std::vector<double3> sums(mesh.positions.size());
  // In the order of the faces, so that rounding does not depend on threads.
  for (std::size_t face = 0; face < mesh.face_count(); ++face) {
    if (face % kGrain == 0 && stop.stop_requested()) throw Cancelled{};
    const std::uint32_t* corner = &mesh.indices[3 * face];
    const double3 a = to_double(mesh.positions[corner[0]]);
    const double3 n =
        cross(to_double(mesh.positions[corner[1]]) - a, to_double(mesh.positions[corner[2]]) - a);
    for (std::size_t k = 0; k < 3; ++k) sums[corner[k]] = sums[corner[k]] + n;
  }
  Buffer<float3> normals(sums.size());
  parallel_ranges(sums.size(), kGrain, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const double size = length(sums[i]);
      const bool has_one = size > 0 && std::isfinite(size);
      normals[i] = has_one
                       ? float3{static_cast<float>(sums[i].x / size), static_cast<float>(sums[i].y / size),
                                static_cast<float>(sums[i].z / size)}
                       : float3{0, 0, 1};
    }
  });
  return std::move(normals).freeze();
}

}  // namespace meshgate
