#pragma once
// ASCII STL: reading.
#include "core/source.h"
#include "meshgate/format.h"

namespace meshgate {

/// Reads all solids of an ASCII STL. Lines that do not fit the grammar become stl/malformed-ascii notes; facets that
/// are not complete are dropped and counted there.
Result<Asset> read_stl_ascii(const Source& source, const ReadOptions& options);

}  // namespace meshgate
