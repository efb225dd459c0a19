#include "asset/sliver_scan.h"

#include "asset/face_scan.h"
#include "asset/triangle_shape.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::size_t kFacesPerRange = 1U << 16U;

void scan_face(const Mesh& mesh, std::size_t face, double sine2_limit, SliverScan& scan) {
  const std::size_t vertices = mesh.positions.size();
  const std::uint32_t i = mesh.indices[3 * face], j = mesh.indices[3 * face + 1],
                      k = mesh.indices[3 * face + 2];
  if (i >= vertices || j >= vertices || k >= vertices) return;
  const TriangleShape shape = shape_of(mesh.positions[i], mesh.positions[j], mesh.positions[k]);
  if (!shape.is_sharper(sine2_limit) || !has_area(mesh, face)) return;
  scan.slivers.add([&] { return face_location(mesh, face); });
  scan.worst_aspect = std::max(scan.worst_aspect, shape.aspect());
}

}  // namespace

SliverScan compute_sliver_scan(const Mesh& mesh, double sine2_limit, const std::stop_token& stop) {
  return parallel_reduce(
      mesh.face_count(), kFacesPerRange, stop, SliverScan{},
      [&](std::size_t begin, std::size_t end) {
        SliverScan part;
        for (std::size_t face = begin; face < end; ++face) scan_face(mesh, face, sine2_limit, part);
        return part;
      },
      [](SliverScan& total, SliverScan& part) {
        total.slivers.merge(std::move(part.slivers));
        total.worst_aspect = std::max(total.worst_aspect, part.worst_aspect);
      });
}

}  // namespace meshgate
