#pragma once
// Binary STL: reading.
#include "core/source.h"
#include "meshgate/format.h"

namespace meshgate {

/// Reads the triangles that are there; a wrong count, a cut file and wrong normals become notes.
Result<Asset> read_stl_binary(const Source& source, const ReadOptions& options);

}  // namespace meshgate
