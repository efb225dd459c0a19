#pragma once
// Writing models as binary FBX.
#include "meshgate/format.h"

namespace meshgate {

/// Format::write of FBX: version 7.4, binary, with the hierarchy, meshes with all their coordinates and
/// colours, materials by face, and the pictures embedded. A mesh is written once however many nodes show it.
/// Matrices that shear become two nodes. kLimit beyond options.max_memory and beyond the format's own 4 GB.
Result<Written> write_fbx(const Asset& asset, const WriteOptions& options);

}  // namespace meshgate
