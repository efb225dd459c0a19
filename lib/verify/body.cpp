#include "verify/body.h"

#include <utility>

#include "asset/winding.h"

namespace meshgate {
namespace {

Mesh mesh_of(const FlatMesh& flat) {
  Mesh mesh;
  mesh.element = flat.element;
  mesh.name = flat.name;
  // The flat mesh lives beside this one and does not change.
  mesh.positions = Array<float3>(nullptr, std::span<const float3>(flat.positions));
  mesh.indices = Array<std::uint32_t>(nullptr, std::span<const std::uint32_t>(flat.indices));
  mesh.stored_vertices = flat.positions.size();
  return mesh;
}

}  // namespace

Body::Body(FlatMesh flat, const std::stop_token& stop, SurfaceFacts::Placing placing)
    : flat_(std::move(flat)),
      stop_(stop),
      mesh_(mesh_of(flat_)),
      mesh_facts_(mesh_, stop),
      surface_facts_({&mesh_facts_}, placing, stop) {}

ClosestPoint Body::rims_of(const SurfaceFacts& facts, const std::stop_token& stop) {
  const Surface& surface = facts.surface();
  std::vector<std::uint32_t> segments;
  facts.topology().open.for_each([&](std::size_t half_edge) {
    const std::uint32_t from = surface.corners[half_edge], to = surface.corners[next_corner(half_edge)];
    segments.insert(segments.end(), {from, to, to});
    return true;
  });
  return {surface.positions.span(), segments, stop};
}

bool Body::contains(float3 point) const {
  if (sheet_) return false;
  if (!closed()) return winding().at(point) > 0.5;
  const RayCrossings crossings = count_crossings(surface().surface(), closest().tree(), point);
  return has_volume() ? crossings.winding != 0 : crossings.inside;
}

std::uint64_t Body::layers_at(float3 point) const {
  if (!has_volume()) return contains(point) ? 1 : 0;
  const std::int64_t winding = count_crossings(surface().surface(), closest().tree(), point).winding;
  return static_cast<std::uint64_t>(winding < 0 ? -winding : winding);
}

void Body::prepare_queries() const {
  static_cast<void>(closest());
  if (!closed()) static_cast<void>(winding());
  static_cast<void>(inside_out());
}

double3 Body::stored_normal(std::size_t face) const {
  const std::uint32_t* corners = &flat_.indices[3 * face];
  const double3 a = to_double(flat_.positions[corners[0]]);
  const double3 n =
      cross(to_double(flat_.positions[corners[1]]) - a, to_double(flat_.positions[corners[2]]) - a);
  const double size = length(n);
  return size > 0 ? n * (1 / size) : double3();
}

double3 Body::normal(std::size_t face) const { return stored_normal(face) * (inside_out() ? -1 : 1); }

}  // namespace meshgate
