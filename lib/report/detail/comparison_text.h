#pragma once
// What was measured between a source and its result, in lines for people.
#include <string>
#include <vector>

#include "meshgate/report.h"

namespace meshgate {

/// Coverage and volume in one line, then a line for each part and each joint; for two models that were only
/// compared the distances. Empty for inputs that are no results.
std::vector<std::string> describe_comparison(const InputReport& input);

}  // namespace meshgate
