#pragma once
// One pass over the faces of a mesh: everything that a face shows on its own.
#include <limits>
#include <stop_token>

#include "asset/finding_sink.h"
#include "meshgate/mesh.h"

namespace meshgate {

struct FaceScan {
  Tally out_of_range;  ///< faces with a position index beyond the vertices
  Tally degenerate;    ///< faces with fewer than three different positions or an exactly zero area
  std::uint64_t repeated_position = 0;  ///< the part of `degenerate` in which two corners coincide
  double surface_area = 0;              ///< of faces with finite corners, in square units
  double signed_volume = 0;  ///< sum of signed tetrahedra to the box centre; a volume only when closed
  std::uint64_t usable = 0;  ///< faces with indices in range and finite corners
  /// Of faces with an area; infinity when there is none.
  double shortest_edge2 = std::numeric_limits<double>::infinity();  ///< squared length
  double smallest_sine2 = std::numeric_limits<double>::infinity();  ///< squared sine of the smallest angle
  std::size_t sharpest_face = 0;                                    ///< the first face with that angle
};

/// O(F), parallel, deterministic: sums are folded in file order.
FaceScan compute_face_scan(const Mesh& mesh, const std::stop_token& stop);

/// Whether one face has indices in range, finite corners and an area that is not zero.
bool has_area(const Mesh& mesh, std::size_t face);

/// Witness of one face: index, centroid (the first corner when others are missing or not finite), byte offset
/// or line as far as the mesh knows them.
Location face_location(const Mesh& mesh, std::size_t face);
/// Witness of one vertex.
Location vertex_location(const Mesh& mesh, std::size_t vertex);

}  // namespace meshgate
