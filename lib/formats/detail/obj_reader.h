#pragma once
// OBJ: reading.
#include <cstddef>

#include "core/source.h"
#include "meshgate/format.h"

namespace meshgate {

/// Bytes of text that one task parses; tests make it small.
inline constexpr std::size_t kObjChunkBytes = std::size_t{1} << 20U;

/// Reads an OBJ with its material libraries as one mesh: positions, texture coordinates and normals keep
/// their own index arrays, polygons are cut into triangles, lines of faces are kept. The result does not
/// depend on threads or `chunk_bytes` (except for hostile polygons that use up the budget of the cutter).
/// Faces with a vertex that does not exist are left out and noted; a texture coordinate or normal that does
/// not exist becomes kNoIndex and is noted.
Result<Asset> read_obj(const Source& source, const ReadOptions& options,
                       std::size_t chunk_bytes = kObjChunkBytes);

}  // namespace meshgate
