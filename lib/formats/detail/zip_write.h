#pragma once
// Writing zip archives without compression.
#include <span>

#include "meshgate/format.h"

namespace meshgate {

/// The files in this order, stored as they are, without dates (1980-01-01), so the same files give the same
/// bytes. The data of each begins at a multiple of `alignment` (USDZ: 64; 1 = anywhere), by means of an extra
/// field of its header. Names are UTF-8. kLimit above 65 535 files or 4 GB.
Result<Array<std::byte>> render_zip(std::span<const WrittenFile> files, std::size_t alignment);

}  // namespace meshgate
