#pragma once
// ASCII STL: reading.
#include <cstddef>

#include "core/source.h"
#include "meshgate/format.h"

namespace meshgate {

/// Bytes of text that one task parses; tests make it small.
inline constexpr std::size_t kStlAsciiChunkBytes = std::size_t{1} << 20U;

/// Reads all solids of an ASCII STL as one mesh with a group for each. Words that do not fit the grammar
/// become stl/malformed-ascii notes; facets that are not complete are left out and counted there. The mesh
/// does not depend on threads or `chunk_bytes`.
Result<Asset> read_stl_ascii(const Source& source, const ReadOptions& options,
                             std::size_t chunk_bytes = kStlAsciiChunkBytes);

}  // namespace meshgate
