#pragma once
// From the bytes of the import helper to a scene. The bytes are not trusted.
#include <vector>

#include "asset/finding_sink.h"
#include "core/source.h"
#include "meshgate/format.h"
#include "meshgate/scene.h"

namespace meshgate {

/// Checks and takes apart what the helper wrote (import_protocol.h); `model` is the file that it read, beside
/// which textures are looked for. kMalformed with the helper's reason, or when the stream contradicts itself.
Result<Scene> parse_import_stream(std::vector<std::byte> stream, const Source& model,
                                  const ReadOptions& options, FindingSink& notes);

}  // namespace meshgate
