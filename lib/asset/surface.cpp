#include "asset/surface.h"

#include <algorithm>
#include <new>

#include "asset/facts.h"
#include "asset/weld.h"
#include "core/buffer.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::size_t kPerRange = 1U << 16U;

Array<float3> joined_positions(const Surface& surface, const std::stop_token& stop) {
  std::size_t total = 0;
  for (const Mesh* mesh : surface.meshes) total += mesh->positions.size();
  Buffer<float3> all(total);
  std::size_t first = 0;
  for (const Mesh* mesh : surface.meshes) {
    parallel_ranges(mesh->positions.size(), kPerRange, stop, [&](std::size_t begin, std::size_t end) {
      std::copy(mesh->positions.data() + begin, mesh->positions.data() + end, all.data() + first + begin);
    });
    first += mesh->positions.size();
  }
  return std::move(all).freeze();
}

// Corners of one mesh: through the weld, with kNoIndex for faces that cannot be placed.
void place_corners(const Mesh& mesh, std::size_t first_vertex, const Array<std::uint32_t>& welded,
                   std::uint32_t* corners, const std::stop_token& stop) {
  const std::size_t vertices = mesh.positions.size();
  parallel_ranges(mesh.face_count(), kPerRange, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t face = begin; face < end; ++face) {
      bool placed = true;
      for (std::size_t k = 3 * face; k < 3 * face + 3; ++k) {
        const std::size_t vertex = mesh.indices[k];
        placed = placed && vertex < vertices && is_finite(mesh.positions[vertex]);
        if (!placed) break;
        corners[k] = welded.empty() ? static_cast<std::uint32_t>(first_vertex + vertex)
                                    : welded[first_vertex + vertex];
      }
      if (!placed) std::fill(corners + 3 * face, corners + 3 * face + 3, kNoIndex);
    }
  });
}

struct Owner {
  const Mesh* mesh;
  std::size_t face;
};

Owner owner_of(const Surface& surface, std::size_t face) {
  const auto after = std::upper_bound(surface.first_face.begin(), surface.first_face.end(), face);
  const auto mesh = static_cast<std::size_t>(after - surface.first_face.begin()) - 1;
  return {surface.meshes[mesh], face - surface.first_face[mesh]};
}

}  // namespace

Surface compute_surface(std::span<const MeshFacts* const> meshes, const std::stop_token& stop) {
  Surface surface;
  bool clean = true;
  surface.first_face.push_back(0);
  for (const MeshFacts* facts : meshes) {
    surface.meshes.push_back(&facts->mesh());
    surface.first_face.push_back(surface.first_face.back() + facts->mesh().face_count());
    clean = clean && facts->vertices().non_finite.empty() && facts->faces().out_of_range.empty();
  }
  // Half-edges have 32-bit numbers. A file of 70 GB is beyond them; the gate says that memory does not do.
  if (surface.first_face.back() > kNoIndex / 3) throw std::bad_alloc();
  Weld weld;
  if (meshes.size() == 1) {
    weld = meshes.front()->weld();
  } else {
    const Array<float3> all = joined_positions(surface, stop);
    weld = weld_positions({reinterpret_cast<const std::byte*>(all.data()), all.size()}, stop);
  }
  const bool as_stored = meshes.size() == 1 && weld.indices.empty();
  surface.positions = as_stored ? surface.meshes.front()->positions : weld.positions;
  if (clean && as_stored) {
    surface.corners = surface.meshes.front()->indices;
    return surface;
  }
  Buffer<std::uint32_t> corners(3 * surface.first_face.back());
  std::size_t first_vertex = 0;
  for (std::size_t i = 0; i < surface.meshes.size(); ++i) {
    const Mesh& mesh = *surface.meshes[i];
    place_corners(mesh, first_vertex, weld.indices, corners.data() + 3 * surface.first_face[i], stop);
    first_vertex += mesh.positions.size();
  }
  surface.corners = std::move(corners).freeze();
  return surface;
}

Location surface_face_location(const Surface& surface, std::size_t face) {
  const Owner owner = owner_of(surface, face);
  Location location = face_location(*owner.mesh, owner.face);
  location.element = owner.mesh->element;
  return location;
}

Location surface_edge_location(const Surface& surface, std::size_t half_edge) {
  Location location = surface_face_location(surface, half_edge / 3);
  const Owner owner = owner_of(surface, half_edge / 3);
  const std::size_t from = 3 * owner.face + half_edge % 3, to = next_corner(from);
  location.kind = LocationKind::kEdge;
  location.indices = {owner.mesh->indices[from], owner.mesh->indices[to]};
  const double3 middle = (to_double(surface.positions[surface.corners[half_edge]]) +
                          to_double(surface.positions[surface.corners[next_corner(half_edge)]])) *
                         0.5;
  location.position =
      float3{static_cast<float>(middle.x), static_cast<float>(middle.y), static_cast<float>(middle.z)};
  return location;
}

Location surface_vertex_location(const Surface& surface, std::size_t corner) {
  Location location = surface_face_location(surface, corner / 3);
  const Owner owner = owner_of(surface, corner / 3);
  location.kind = LocationKind::kVertex;
  location.indices = {owner.mesh->indices[3 * owner.face + corner % 3]};
  location.position = surface.positions[surface.corners[corner]];
  return location;
}

}  // namespace meshgate
