#pragma once
// STL: recognition, and telling its two forms apart.
#include <cstdint>

#include "core/endian.h"

namespace meshgate {

enum class StlKind { kNone, kBinary, kBinaryWrongCount, kAscii };

/// Decides by the size equation (84 + 50 n) first and by the text second: many binary files begin with
/// "solid". A file whose equation fails is still binary when its first facets hold numbers that a mesh may
/// have. `head` is the start of the file, up to 4 kB.
StlKind classify_stl(ByteView head, std::uint64_t size);

/// Whether the first word is "solid", in either case, after blanks.
bool begins_with_solid(ByteView bytes);

/// Score for Format::sniff.
int sniff_stl(ByteView head, std::uint64_t size);

}  // namespace meshgate
