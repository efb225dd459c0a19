#pragma once
// Shapes as files.
#include <cstddef>
#include <vector>

#include "support/mesh_builder.h"

namespace meshgate::test {

/// The shape as an OBJ; numbers are written so that they read back bit for bit.
std::vector<std::byte> obj_text(const Shape& shape);
/// The shape as a GLB with one primitive and 32-bit indices.
std::vector<std::byte> glb_file(const Shape& shape);

}  // namespace meshgate::test
