#pragma once
// Where a prim of a USD stage is placed.
#include "formats/detail/usd_stage.h"
#include "meshgate/geometry.h"

namespace meshgate {

struct UsdPlace {
  Matrix4 local;
  bool resets = false;    ///< does not inherit the places above it
  bool animated = false;  ///< an operation has more than one time sample; the first is taken
  bool damaged = false;   ///< an operation is unknown or lacks its numbers
};

/// Multiplies the operations that xformOpOrder names; the last is the innermost (UsdGeomXformable).
UsdPlace read_usd_place(const UsdStage& stage, std::uint32_t prim);

}  // namespace meshgate
