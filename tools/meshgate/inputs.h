#pragma once
// The inputs of a command: arguments, lists, what the configuration leaves out, and the share of a machine.
#include <string>
#include <vector>

#include "configured.h"

namespace meshgate {

/// INPUT and --files-from, expanded; without what the configuration excludes; only the part that --shard
/// asks for. Says on stderr what was left out or not found.
Result<std::vector<std::string>> gather_inputs(const Configured& configured);

}  // namespace meshgate
