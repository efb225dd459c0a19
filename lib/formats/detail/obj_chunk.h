#pragma once
// One parsed piece of an OBJ file, before it is known how many vertices come before it.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "asset/finding_sink.h"
#include "formats/detail/growing.h"
#include "meshgate/geometry.h"
#include "meshgate/mesh.h"

namespace meshgate {

/// A reference as parsed: 0-based for `f 7`, relative to the chunk for `f -1`.
///
/// Relative ones carry the top bit and an offset from the chunk's own first element (which may be negative,
/// biased by kObjRelativeBias). kNoIndex = the corner has none. Every value that is not a plain index below
/// 2^31 − 1 thus compares above all sizes, so one maximum tells whether a chunk needs the slow look.
inline constexpr std::uint32_t kObjRelative = 0x80000000U;
inline constexpr std::int64_t kObjRelativeBias = std::int64_t{1} << 30U;
inline constexpr std::uint32_t kObjInvalid = 0x7FFFFFFFU;  ///< index 0, or one beyond 2^31

/// A statement that holds for the faces after it: `g` or `o`, `usemtl`, `mtllib`.
struct ObjEvent {
  enum class Kind : std::uint8_t { kGroup, kMaterial, kLibrary };
  Kind kind = Kind::kGroup;
  std::uint32_t line = 0;    ///< 1-based in the chunk
  std::size_t face = 0;      ///< faces of the chunk before it
  std::size_t triangle = 0;  ///< triangles of the chunk before it; set when the faces are cut
  std::string name;
};

/// What a chunk holds besides geometry.
struct ObjRemarks {
  Tally syntax;  ///< lines that cannot be read
  std::uint64_t bad_numbers = 0, bad_faces = 0, stray_lines = 0;
  Tally unsupported;  ///< lines that are correct and not used
  std::uint64_t points = 0, lines = 0, curves = 0, unknown = 0, weights = 0;
  std::string first_unknown;  ///< keyword of the first unknown statement
  Tally out_of_range;         ///< faces with a reference to nothing
  std::uint64_t dropped_faces = 0, lost_uvs = 0, lost_normals = 0;
  std::uint64_t fanned = 0;  ///< concave polygons that were too large to be cut properly

  void merge(ObjRemarks later);
};

/// Corner arrays run side by side: three a triangle, or as many as face_sizes says.
struct ObjChunk {
  std::uint32_t line_count = 0;
  Growing<float3> positions;
  Growing<float4> colors;  ///< empty or one a position
  Growing<float2> uvs;
  Growing<float3> normals;
  Growing<std::uint32_t> corner_positions;
  Growing<std::uint32_t> corner_uvs;                           ///< empty or one a corner
  Growing<std::uint32_t> corner_normals;                       ///< empty or one a corner
  Growing<std::uint32_t> face_sizes;                           ///< empty: all are triangles
  Growing<std::uint32_t> face_lines;                           ///< 1-based in the chunk
  std::uint32_t max_position = 0, max_uv = 0, max_normal = 0;  ///< of the corner arrays
  std::vector<ObjEvent> events;
  ObjRemarks remarks;

  [[nodiscard]] std::size_t face_count() const { return face_lines.size(); }
  [[nodiscard]] std::size_t triangle_count() const { return corner_positions.size() - 2 * face_count(); }
  [[nodiscard]] std::size_t bytes() const;
};

/// Parses the statements of `text`, which must begin with a line and end with a newline. Never fails: what
/// cannot be read is in the remarks.
void parse_obj_chunk(std::string_view text, ObjChunk& chunk);

/// Whether an OBJ chunk may begin here: not within a continued line.
bool may_begin_obj_chunk(std::string_view text, std::size_t at);

}  // namespace meshgate
