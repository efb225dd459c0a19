#include "sandbox/geometry/body.h"

#include <fmt/core.h>

#include <cmath>

#include "asset/placed.h"
#include "asset/topology.h"
#include "asset/weld.h"
#include "core/text.h"

namespace meshgate::sandbox {
namespace {

float3 placed_point(const Matrix4& world, float3 p) {
  const double3 moved = transform_point(world, to_double(p));
  return {static_cast<float>(moved.x), static_cast<float>(moved.y), static_cast<float>(moved.z)};
}

float2 uv_at(const Mesh& mesh, std::size_t corner) {
  if (mesh.uvs.empty()) return {};
  const UvSet& set = mesh.uvs.front();
  const std::uint32_t index = set.indices.empty() ? mesh.indices[corner] : set.indices[corner];
  return index < set.values.size() ? set.values[index] : float2{};
}

Result<bool> append(const Mesh& mesh, const Matrix4& world, Body& body) {
  const auto base = static_cast<std::uint32_t>(body.positions.size());
  for (const float3 p : mesh.positions) body.positions.push_back(placed_point(world, p));
  const bool mirrored = determinant3(world) < 0;
  std::vector<std::uint32_t> material(mesh.face_count(), kNoIndex);
  for (const FaceRange& range : mesh.materials) {
    for (std::uint32_t i = 0; i < range.face_count && range.first_face + i < material.size(); ++i)
      material[range.first_face + i] = range.material;
  }
  for (std::size_t face = 0; face < mesh.face_count(); ++face) {
    for (std::size_t i = 0; i < 3; ++i) {
      const std::size_t corner = 3 * face + (mirrored ? 2 - i : i);
      const std::uint32_t index = mesh.indices[corner];
      if (index >= mesh.positions.size())
        return fail(ErrorKind::kMalformed, fmt::format("face {} has an index out of range", face));
      if (!is_finite(body.positions[base + index]))
        return fail(ErrorKind::kMalformed, fmt::format("face {} has a corner that is not finite", face));
      body.corners.push_back(base + index);
      body.uvs.push_back(uv_at(mesh, corner));
    }
    body.material.push_back(material[face]);
  }
  return true;
}

Surface surface_of(const Body& body) {
  Surface surface;
  // The arrays outlive the surface: it is used up within one call.
  surface.positions = Array<float3>(nullptr, body.positions);
  surface.corners = Array<std::uint32_t>(nullptr, body.corners);
  surface.first_face = {0, body.face_count()};
  return surface;
}

}  // namespace

Body welded(Body body) {
  const PositionRecords records{reinterpret_cast<const std::byte*>(body.positions.data()),
                                body.positions.size()};
  const Weld weld = weld_positions(records, {});
  Body result;
  result.positions.assign(weld.positions.begin(), weld.positions.end());
  for (std::size_t face = 0; face < body.face_count(); ++face) {
    std::array<std::uint32_t, 3> corners{};
    for (std::size_t i = 0; i < 3; ++i) corners[i] = weld.indices[body.corners[3 * face + i]];
    if (corners[0] == corners[1] || corners[1] == corners[2] || corners[2] == corners[0]) continue;
    for (std::size_t i = 0; i < 3; ++i) {
      result.corners.push_back(corners[i]);
      result.uvs.push_back(body.uvs[3 * face + i]);
    }
    result.material.push_back(body.material[face]);
  }
  return result;
}

Result<Body> body_of(const Scene& scene) {
  Body body;
  Result<bool> done = true;
  for_each_placed(scene, [&](std::uint32_t mesh, const Matrix4& world) {
    if (done) done = append(scene.meshes[mesh], world, body);
  });
  if (!done) return fail(std::move(done).error());
  if (body.corners.empty()) return fail(ErrorKind::kMalformed, "the model has no triangles");
  return welded(std::move(body));
}

Result<bool> require_closed(const Body& body, const std::stop_token& stop) {
  const Topology topology = compute_topology(surface_of(body), stop);
  if (topology.open_edges > 0)
    return fail(ErrorKind::kMalformed, "the surface is open: " + count_of(topology.open_edges, "open edge"));
  if (topology.non_manifold_edges > 0)
    return fail(ErrorKind::kMalformed, count_of(topology.non_manifold_edges, "non-manifold edge"));
  if (topology.inconsistent_edges > 0)
    return fail(ErrorKind::kMalformed,
                count_of(topology.inconsistent_edges, "edge") + " between faces that disagree in direction");
  if (volume_of(body) <= 0) return fail(ErrorKind::kMalformed, "the surface is inside out");
  return true;
}

std::vector<std::uint32_t> twins_of(const Body& body, const std::stop_token& stop) {
  return compute_twins(surface_of(body), stop);
}

Box3 box_of(const Body& body) {
  Box3 box;
  for (const std::uint32_t corner : body.corners) box.add(body.positions[corner]);
  return box;
}

double diagonal_of(const Box3& box) {
  return box.empty() ? 0 : length(to_double(box.max) - to_double(box.min));
}

double volume_of(const Body& body) {
  const Box3 box = box_of(body);
  if (box.empty()) return 0;
  const double3 centre = box.middle();
  double sum = 0;
  for (std::size_t face = 0; face < body.face_count(); ++face) {
    const double3 a = to_double(body.corner(3 * face)) - centre,
                  b = to_double(body.corner(3 * face + 1)) - centre,
                  c = to_double(body.corner(3 * face + 2)) - centre;
    sum += dot(a, cross(b, c));
  }
  return sum / 6;
}

std::vector<std::uint32_t> pieces_of(const Body& body, const std::vector<std::uint32_t>& twins) {
  std::vector<std::uint32_t> piece(body.face_count(), kNoIndex);
  std::vector<std::uint32_t> stack;
  std::uint32_t count = 0;
  for (std::uint32_t seed = 0; seed < piece.size(); ++seed) {
    if (piece[seed] != kNoIndex) continue;
    piece[seed] = count;
    stack.push_back(seed);
    while (!stack.empty()) {
      const std::uint32_t face = stack.back();
      stack.pop_back();
      for (std::uint32_t i = 0; i < 3; ++i) {
        const std::uint32_t twin = twins[3 * face + i];
        if (twin == kNoIndex || piece[twin / 3] != kNoIndex) continue;
        piece[twin / 3] = count;
        stack.push_back(twin / 3);
      }
    }
    ++count;
  }
  return piece;
}

Body extract(const Body& body, const std::vector<bool>& keep) {
  Body part;
  std::vector<std::uint32_t> number(body.positions.size(), kNoIndex);
  for (std::size_t face = 0; face < body.face_count(); ++face) {
    if (!keep[face]) continue;
    for (std::size_t i = 3 * face; i < 3 * face + 3; ++i) {
      std::uint32_t& index = number[body.corners[i]];
      if (index == kNoIndex) {
        index = static_cast<std::uint32_t>(part.positions.size());
        part.positions.push_back(body.positions[body.corners[i]]);
      }
      part.corners.push_back(index);
      part.uvs.push_back(body.uvs[i]);
    }
    part.material.push_back(body.material[face]);
  }
  return part;
}

}  // namespace meshgate::sandbox
