#pragma once
// Writing models as USDZ.
#include "meshgate/format.h"

namespace meshgate {

/// Format::write of USDZ: one text layer with the hierarchy, meshes with all their coordinates and their
/// materials by face, and the pictures as PNG or JPEG; stored, aligned to 64 bytes. Numbers read back bit for
/// bit. A mesh that several nodes show is written for each. kLimit beyond options.max_memory.
Result<Written> write_usdz(const Asset& asset, const WriteOptions& options);

}  // namespace meshgate
