#include "asset/face_scan.h"

#include <cmath>
#include <optional>

#include "asset/predicates.h"
#include "asset/triangle_shape.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::size_t kFacesPerRange = 1U << 16U;

struct Triangle {
  float3 a, b, c;
};

// Equal as numbers: −0 = 0. The caller has excluded NaN.
bool coincide(const Triangle& t) { return t.a == t.b || t.b == t.c || t.c == t.a; }

// Shortest edge and smallest angle so far.
void keep_extremes(const TriangleShape& shape, std::size_t face, FaceScan& scan) {
  scan.shortest_edge2 = std::min(scan.shortest_edge2, shape.shortest2);
  if (!shape.is_sharper(scan.smallest_sine2)) return;
  scan.smallest_sine2 = shape.smallest_sine2();
  scan.sharpest_face = face;
}

enum class FaceKind { kOutOfRange, kNotFinite, kRepeated, kCollinear, kSound };

FaceKind classify(const Triangle& t, const TriangleShape& shape) {
  // An area well above what rounding can make of none: no coordinate is NaN or infinite, no two corners
  // coincide. One comparison for nearly every face.
  if (dot(shape.normal, shape.normal) > 1e-28 * (shape.longest2 * shape.longest2)) return FaceKind::kSound;
  if (!is_finite(t.a) || !is_finite(t.b) || !is_finite(t.c)) return FaceKind::kNotFinite;
  if (coincide(t)) return FaceKind::kRepeated;
  return has_area(t.a, t.b, t.c) ? FaceKind::kSound : FaceKind::kCollinear;
}

FaceKind classify(const Mesh& mesh, std::size_t face, Triangle& t, TriangleShape& shape) {
  const std::size_t vertices = mesh.positions.size();
  const std::uint32_t i = mesh.indices[3 * face], j = mesh.indices[3 * face + 1],
                      k = mesh.indices[3 * face + 2];
  if (i >= vertices || j >= vertices || k >= vertices) return FaceKind::kOutOfRange;
  t = {mesh.positions[i], mesh.positions[j], mesh.positions[k]};
  shape = shape_of(t.a, t.b, t.c);
  return classify(t, shape);
}

void scan_face(const Mesh& mesh, std::size_t face, FaceScan& scan) {
  Triangle t;
  TriangleShape shape;
  const FaceKind kind = classify(mesh, face, t, shape);
  if (kind == FaceKind::kOutOfRange) scan.out_of_range.add([&] { return face_location(mesh, face); });
  if (kind == FaceKind::kOutOfRange || kind == FaceKind::kNotFinite) return;
  ++scan.usable;
  if (kind != FaceKind::kSound) {
    scan.degenerate.add([&] { return face_location(mesh, face); });
    if (kind == FaceKind::kRepeated) ++scan.repeated_position;
    return;
  }
  keep_extremes(shape, face, scan);
  scan.surface_area += length(shape.normal) / 2;
  scan.signed_volume += dot(to_double(t.a), shape.normal) / 6;
}

// The centroid, as far as there is one: the first corner may be another one after a re-export.
std::optional<float3> middle_of(const Mesh& mesh, std::size_t face) {
  double3 sum;
  std::optional<float3> first;
  for (std::size_t i = 0; i < 3; ++i) {
    const std::uint32_t corner = mesh.indices[3 * face + i];
    if (corner >= mesh.positions.size()) return first;
    if (!first) first = mesh.positions[corner];
    sum = sum + to_double(mesh.positions[corner]);
  }
  const double3 middle = sum * (1.0 / 3);
  if (!std::isfinite(middle.x + middle.y + middle.z)) return first;
  return float3{static_cast<float>(middle.x), static_cast<float>(middle.y), static_cast<float>(middle.z)};
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
  const std::size_t number = face < mesh.face_numbers.size() ? mesh.face_numbers[face] : face;
  location.indices = {number};
  location.position = middle_of(mesh, face);
  if (mesh.face_stride != 0) location.byte_offset = mesh.face_offset + number * mesh.face_stride;
  if (face < mesh.face_lines.size()) location.line = mesh.face_lines[face];
  return location;
}

bool has_area(const Mesh& mesh, std::size_t face) {
  Triangle t;
  TriangleShape shape;
  return classify(mesh, face, t, shape) == FaceKind::kSound;
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
        total.shortest_edge2 = std::min(total.shortest_edge2, part.shortest_edge2);
        if (part.smallest_sine2 < total.smallest_sine2) {
          total.smallest_sine2 = part.smallest_sine2;
          total.sharpest_face = part.sharpest_face;
        }
      });
}

}  // namespace meshgate
