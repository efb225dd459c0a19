#pragma once
// The bridge to zlib: the only file that includes it is inflate.cpp.
#include <cstdint>
#include <stop_token>

#include "core/endian.h"
#include "meshgate/array.h"
#include "meshgate/result.h"

namespace meshgate {

/// Inflates a raw DEFLATE stream (RFC 1951) to exactly `size` bytes, which the caller has admitted.
/// kMalformed when it holds more, less or nonsense. Throws Cancelled and std::bad_alloc.
Result<Array<std::byte>> inflate_raw(ByteView compressed, std::uint64_t size, const std::stop_token& stop);

/// Inflates a zlib stream (RFC 1950) whose size is not known. kMalformed when it is nonsense or ends too
/// early, kLimit beyond `most` bytes. Throws std::bad_alloc.
Result<Array<std::byte>> inflate_zlib(ByteView compressed, std::uint64_t most);

}  // namespace meshgate
