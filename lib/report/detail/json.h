#pragma once
// How reports write JSON: the one place of report/ that includes nlohmann.
#include <nlohmann/json.hpp>
#include <string>

#include "meshgate/finding.h"

namespace meshgate {

/// Keeps the order in which members are added, so that output is deterministic and reads well.
using Json = nlohmann::ordered_json;

/// JSON has no NaN or infinity: they become null.
Json json_number(double value);

/// [x, y, z] with the shortest digits that tell each float.
Json json_vector(float3 value);

/// Named values, in their order.
Json json_evidence(const Evidence& evidence);

/// The text of a document with a final newline. Bytes that are not UTF-8 become U+FFFD.
std::string dump_json(const Json& json);

}  // namespace meshgate
