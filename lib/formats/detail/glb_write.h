#pragma once
// Writing models as binary glTF 2.0.
#include "meshgate/format.h"

namespace meshgate {

/// Format::write of GLB. Khronos' validator finds neither error nor warning in
/// what it makes, but that tangents are missing where they were. Encoded PNG,
/// JPEG and WebP pictures are embedded as they are.
Result<Written> write_glb(const Asset& asset, const WriteOptions& options);

}  // namespace meshgate
