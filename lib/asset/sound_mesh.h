#pragma once
// What of a mesh a writer can put into a file: readers keep what is wrong, writers must not.
#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "meshgate/mesh.h"

namespace meshgate {

/// What make_sound left out or changed.
struct Unsound {
  std::uint64_t bad_faces = 0;       ///< an index out of range or a position that is not finite
  std::uint64_t bad_attributes = 0;  ///< arrays that do not fit the mesh: left out
  std::uint64_t bad_values = 0;      ///< normals, coordinates and colours that are not finite: now 0

  void add(const Unsound& other);
  /// "3 faces with …": one text for each kind, for Written::lost.
  [[nodiscard]] std::vector<std::string> describe() const;
};

/// The mesh with every index in range, every number finite, attributes that fit (one a vertex, or an index a
/// corner that is in range or kNoIndex), and ascending ranges within the faces whose materials are below
/// `materials`. Arrays without fault are shared, not copied. O(n), parallel. Throws Cancelled.
Mesh make_sound(const Mesh& mesh, std::size_t materials, const std::stop_token& stop, Unsound& unsound);

/// The sound mesh as an instance shows it: transformed, and sound again, since numbers may
/// leave the range of floats on the way.
Mesh placed_mesh(const Mesh& mesh, std::size_t materials, const Matrix4& world, const std::stop_token& stop,
                 Unsound& unsound);

}  // namespace meshgate
