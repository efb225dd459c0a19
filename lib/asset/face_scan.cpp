#include "asset/face_scan.h"

#include "asset/predicates.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::size_t kFacesPerRange = 1U << 16U;

struct Triangle {
  float3 a, b, c;
};

// Equal as numbers: −0 = 0. The caller has excluded NaN.
bool coincide(const Triangle& t) { return t.a == t.b || t.b == t.c || t.c == t.a; }

double3 area_vector(const Triangle& t) {
  return cross(to_double(t.b) - to_double(t.a), to_double(t.c) - to_double(t.a));
}

void scan_face(const Mesh& mesh, std::size_t face, FaceScan& scan) {
  const std::size_t vertices = mesh.positions.size();
  const std::uint32_t i = mesh.indices[3 * face], j = mesh.indices[3 * face + 1],
                      k = mesh.indices[3 * face + 2];
  if (i >= vertices || j >= vertices || k >= vertices) {
    scan.out_of_range.add([&] { return face_location(mesh, face); });
    return;
  }
  const Triangle t{mesh.positions[i], mesh.positions[j], mesh.positions[k]};
  if (!is_finite(t.a) || !is_finite(t.b) || !is_finite(t.c)) return;
  ++scan.usable;
  const bool repeated = coincide(t);
  const double3 n = area_vector(t);
  if (repeated || !has_area(t.a, t.b, t.c)) {
    scan.degenerate.add([&] { return face_location(mesh, face); });
    if (repeated) ++scan.repeated_position;
    return;
  }
  scan.surface_area += length(n) / 2;
  scan.signed_volume += dot(to_double(t.a), n) / 6;
}

}  // namespace

Location vertex_location(const Mesh& mesh, std::size_t vertex) {
  Location location;
  location.kind = LocationKind::kVertex;
  location.indices = {vertex};
  if (vertex < mesh.positions.size()) location.position = mesh.positions[vertex];
  return location;
}

Location face_location(const Mesh& mesh, std::size_t face) {
  Location location;
  location.kind = LocationKind::kFace;
  location.indices = {face};
  const std::uint32_t corner = mesh.indices[3 * face];
  if (corner < mesh.positions.size()) location.position = mesh.positions[corner];
  if (mesh.face_stride != 0) location.byte_offset = mesh.face_offset + face * mesh.face_stride;
  if (face < mesh.face_lines.size()) location.line = mesh.face_lines[face];
  return location;
}

FaceScan compute_face_scan(const Mesh& mesh, const std::stop_token& stop) {
  return parallel_reduce(
      mesh.face_count(), kFacesPerRange, stop, FaceScan{},
      [&](std::size_t begin, std::size_t end) {
        FaceScan part;
        for (std::size_t face = begin; face < end; ++face) scan_face(mesh, face, part);
        return part;
      },
      [](FaceScan& total, FaceScan& part) {
        total.out_of_range.merge(std::move(part.out_of_range));
        total.degenerate.merge(std::move(part.degenerate));
        total.repeated_position += part.repeated_position;
        total.surface_area += part.surface_area;
        total.signed_volume += part.signed_volume;
        total.usable += part.usable;
      });
}

}  // namespace meshgate
