#pragma once
// OpenEXR: writing.
#include "meshgate/format.h"

namespace meshgate {

/// A scan-line EXR of a decoded picture: half when its samples have no more than 8 bits or were half, else
/// float; integers become 0…1. Channels keep their names when the picture has as many as samples a pixel,
/// otherwise they are Y, Y A, R G B or R G B A. kUnsupported for what is no decoded picture.
Result<Written> write_exr(const Asset& asset, const WriteOptions& options);

}  // namespace meshgate
