#pragma once
// Changing the pictures of a GLB and nothing else.
#include <cstdint>
#include <span>
#include <string_view>

#include "core/source.h"
#include "meshgate/array.h"
#include "meshgate/result.h"

namespace meshgate {

/// Another picture in place of an image of the document.
struct PictureChange {
  std::uint32_t image = 0;  ///< into "images"
  Array<std::byte> bytes;   ///< encoded
  std::string_view format;  ///< "png", "jpeg" or "webp"
};

/// The GLB with these pictures embedded instead of its own: geometry, animations, skins, extensions and
/// extras stay as they are, byte for byte in the buffer and value for value in the JSON. Declared types of
/// the changed images are those of their bytes; textures that reached one through EXT_texture_webp reach it
/// directly, unless it is a WebP still.
///
/// kMalformed when the container or its JSON cannot be read, kUsage for an image that is not there,
/// kUnsupported for another format, kLimit above 4 GB. O(bytes).
Result<Array<std::byte>> patch_glb_pictures(const Source& source, std::span<const PictureChange> changes);

}  // namespace meshgate
