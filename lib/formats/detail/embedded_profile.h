#pragma once
// Where PNG, JPEG and WebP keep an ICC profile. What is damaged or no profile counts as none: no viewer uses
// it either.
#include <vector>

#include "core/endian.h"
#include "meshgate/array.h"

namespace meshgate {

/// That of a PNG, from the payload of its iCCP chunk.
Array<std::byte> profile_of_png(ByteView chunk);

/// That of a WebP, from the payload of its ICCP chunk.
Array<std::byte> profile_of_webp(ByteView chunk);

/// Whether the payload of an APP2 segment of a JPEG is a part of a profile.
bool is_profile_part(ByteView segment);

/// That of a JPEG, from its parts in any order.
Array<std::byte> profile_of_jpeg(const std::vector<ByteView>& parts);

}  // namespace meshgate
