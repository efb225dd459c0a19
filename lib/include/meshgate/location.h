#pragma once
// Where in an asset something is: what SARIF calls logical and physical location.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "meshgate/geometry.h"

namespace meshgate {

/// What the indices of a Location count.
enum class LocationKind { kNone, kFace, kEdge, kVertex, kByte, kLine, kPixel, kPart, kParameter, kJson };

/// Returns "face", "edge", …; empty for kNone.
std::string_view to_string(LocationKind kind);

/// One witness of a finding. Every field but `kind` may be absent.
struct Location {
  LocationKind kind = LocationKind::kNone;
  std::string element;                       ///< when it is not the element of the finding
  std::vector<std::uint64_t> indices;        ///< face, vertices of an edge, pixel x and y …
  std::optional<float3> position;            ///< in the units and axes of the element
  std::optional<float3> scene_position;      ///< where the scene shows it; absent = `position`
  std::optional<std::uint64_t> byte_offset;  ///< from the start of the file
  std::optional<std::uint64_t> line;         ///< 1-based, text formats
  std::string pointer;                       ///< JSON pointer (RFC 6901) in glTF
};

/// Where the scene shows a witness: what stays when a tool moves numbers from a mesh to its node or back.
inline const std::optional<float3>& shown_position(const Location& location) {
  return location.scene_position ? location.scene_position : location.position;
}

/// At most this many witnesses are kept for a finding.
inline constexpr std::size_t kMaxWitnesses = 10;

}  // namespace meshgate
