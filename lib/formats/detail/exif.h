#pragma once
// The one EXIF tag that changes how a picture is seen.
#include <cstdint>
#include <optional>

#include "core/endian.h"

namespace meshgate {

/// Finds the orientation (1–8) in a TIFF block as EXIF embeds it: tag 0x0112 of the first directory, either
/// byte order. Returns nothing when it is absent or out of range. Reads at most one directory.
std::optional<std::uint32_t> find_exif_orientation(ByteView tiff);

}  // namespace meshgate
