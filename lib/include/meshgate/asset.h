#pragma once
// One file as read: what it contains and what its reader noticed.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "meshgate/image.h"
#include "meshgate/scene.h"

namespace meshgate {

enum class AssetKind { kUnknown, kMesh, kImage, kTask, kResult };
std::string_view to_string(AssetKind kind);

/// A model or a picture in memory. Immutable after reading.
struct Asset {
  std::string path;    ///< as the user gave it
  std::string format;  ///< format id, as "glb"
  AssetKind kind = AssetKind::kUnknown;
  std::uint64_t bytes = 0;
  Scene scene;                 ///< meshes
  std::optional<Image> image;  ///< pictures
  /// Defects that only the reader can see (a wrong checksum, an unknown chunk). The gate gives them
  /// their severity; their rules are declared in checks/ like all others.
  std::vector<Finding> notes;
};

}  // namespace meshgate
