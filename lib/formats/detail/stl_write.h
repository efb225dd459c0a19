#pragma once
// Writing models as binary STL.
#include "meshgate/format.h"

namespace meshgate {

/// Format::write of STL: triangles as the scene shows them, with transforms applied and normals computed.
/// kLimit above 4 294 967 295 triangles.
Result<Written> write_stl(const Asset& asset, const WriteOptions& options);

}  // namespace meshgate
