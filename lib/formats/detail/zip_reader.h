#pragma once
// Archives that hold a model.
#include "core/source.h"
#include "meshgate/format.h"

namespace meshgate {

/// Reads the model in an archive as if it were unpacked: an OBJ with its materials and textures, a GLB, an
/// STL and so on. Several models of one format become one scene, named by their files. kUnsupported when
/// there is no model or when there are models of different formats; kLimit when unpacking takes more than
/// half of options.max_memory.
Result<Asset> read_zip_model(const Source& source, const ReadOptions& options);

}  // namespace meshgate
