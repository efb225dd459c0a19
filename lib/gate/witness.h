#pragma once
// The offending faces of an input as small models, to look at in any viewer.
#include <string>

#include "asset/facts.h"
#include "meshgate/report.h"

namespace meshgate {

/// Writes FOLDER/STEM.RULE.glb ("figure.mesh-open-edge.glb") for each mesh/ and uv/ rule among the findings
/// that has faces, edges or vertices as places: the faces there, as they are placed in the scene, at most 100
/// 000, and the edges as lines. Makes the folder. kIo when it cannot be written.
Result<bool> write_witnesses(const AssetFacts& facts, const InputReport& report, const std::string& folder,
                             const std::string& stem);

}  // namespace meshgate
