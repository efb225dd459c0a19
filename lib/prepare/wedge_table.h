#pragma once
// Attributes at the corners of a mesh, and where they are continuous.
#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

#include "core/buffer.h"
#include "meshgate/mesh.h"

namespace meshgate {

/// Attributes of one mesh as rows of floats, one for each wedge: all that is interpolated, side by side.
struct WedgeTable {
  bool by_corner = false;  ///< the mesh had index arrays of its own for normals or UV: rows are no vertices
  std::uint32_t base = 0;  ///< wedge w of the soup is row w − base
  std::size_t stride = 0;  ///< floats in a row; 0 = the mesh has no attribute
  static constexpr std::size_t kAbsent = ~std::size_t{0};
  std::size_t normal = kAbsent, tangent = kAbsent, color = kAbsent;  ///< where they begin in a row
  std::vector<std::size_t> uvs;
  Buffer<float> rows;
  /// By row, when by_corner: bit 0 = has no normal, bit 1 + i = has no UV in set i.
  std::vector<std::uint8_t> missing;

  [[nodiscard]] std::size_t row_count() const { return stride == 0 ? 0 : rows.size() / stride; }
  [[nodiscard]] float* row(std::size_t number) const { return rows.data() + number * stride; }
};

/// Where a mesh has which attributes.
struct Wedges {
  WedgeTable table;
  /// By vertex, or by corner when table.by_corner: its row. Rows are the same where all attributes are, at
  /// one point. Empty = no attributes.
  std::vector<std::uint32_t> row_of;
  /// row_of[v] = v: no two vertices at one point have the same attributes.
  bool as_numbered = false;
  /// All faces had normals of their own: normals and tangents were left out.
  bool flat = false;
};

/// Finds the wedges of a mesh, whose vertex v lies at `point_of(v)`, below `points`. O(V), or O(F) by corner;
/// 40 bytes a vertex with normals, tangents and a UV set.
Wedges find_wedges(const Mesh& mesh, const std::function<std::uint32_t(std::uint32_t)>& point_of,
                   std::size_t points, const std::stop_token& stop);

}  // namespace meshgate
