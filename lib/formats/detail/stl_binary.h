#pragma once
// Binary STL: recognition and reading.
#include "core/source.h"
#include "meshgate/format.h"

namespace meshgate {

enum class StlKind { kNone, kBinary, kBinaryWrongCount, kAscii };

/// Decides by the size equation first (84 + 50 n) and by the first word second: many binary files begin
/// with "solid".
StlKind classify_stl(ByteView head, std::uint64_t size);

/// Reads the triangles that are there; a wrong count, a cut file and wrong normals become notes.
Result<Asset> read_stl_binary(const Source& source, const ReadOptions& options);

}  // namespace meshgate
