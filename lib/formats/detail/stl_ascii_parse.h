#pragma once
// One piece of an ASCII STL.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "asset/finding_sink.h"
#include "formats/detail/growing.h"
#include "formats/detail/stl_normals.h"
#include "meshgate/geometry.h"

namespace meshgate {

/// `solid NAME` or `endsolid`.
struct StlSolidEvent {
  bool begins = false;
  std::uint32_t line = 0;  ///< 1-based in the chunk
  std::size_t facet = 0;   ///< facets of the chunk before it
  std::string name;
};

struct StlAsciiChunk {
  std::uint32_t line_count = 0;
  Growing<float3> corners;             ///< three a facet
  Growing<std::uint32_t> facet_lines;  ///< 1-based in the chunk
  std::vector<StlSolidEvent> events;
  NormalScan normals;                 ///< witnesses have facet and line of the chunk
  Tally malformed;                    ///< lines of the chunk
  std::uint64_t dropped_facets = 0;   ///< without three readable vertices
  std::uint64_t stray_words = 0;      ///< places where something else was expected
  std::uint32_t open_facet_line = 0;  ///< line of a facet that the end of the chunk cut off; 0 = none

  [[nodiscard]] std::size_t bytes() const {
    return corners.bytes() + facet_lines.bytes() + events.capacity() * sizeof(StlSolidEvent);
  }
};

/// Parses facets and solids of `text`, which ends with a newline. Never fails, but stops when the solids
/// alone take more than `max_bytes`: a word of six bytes takes ten times as much.
void parse_stl_ascii_chunk(std::string_view text, std::uint64_t max_bytes, StlAsciiChunk& chunk);

/// Whether a chunk may begin here: at a line that begins with `facet`.
bool may_begin_stl_chunk(std::string_view text, std::size_t at);

}  // namespace meshgate
