#pragma once
// USD stages as scenes.
#include "core/source.h"
#include "meshgate/format.h"

namespace meshgate {

/// Reads the stage whose root layer is `layer` (text or crate): meshes with their places, materials and
/// textures. `format` and `file` name the asset: the layer itself, or the package that it lies in. What is
/// not understood is noted (usd/unsupported-element, usd/unresolved-arc, usd/damaged).
Result<Asset> read_usd(const Source& layer, std::string_view format, const Source& file,
                       const ReadOptions& options);

/// Reads a USDZ package: its first layer is the root.
Result<Asset> read_usdz(const Source& source, const ReadOptions& options);

}  // namespace meshgate
