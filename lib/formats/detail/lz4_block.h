#pragma once
// The bridge to liblz4: the only file that includes it is lz4_block.cpp.
#include <cstddef>
#include <optional>
#include <span>

#include "core/endian.h"

namespace meshgate {

/// Decompresses one LZ4 block into `out`, never beyond it; the number of bytes written, or nothing when the
/// block is damaged or does not fit. Both sizes must be below 2^31.
std::optional<std::size_t> decompress_lz4_block(ByteView block, std::span<std::byte> out);

}  // namespace meshgate
