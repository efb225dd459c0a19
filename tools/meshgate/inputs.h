#pragma once
// The inputs of a command: arguments, lists, what the configuration leaves out, and the share of a machine.
#include <string>
#include <vector>

#include "configured.h"

namespace meshgate {

/// Keeps the part of the files that --shard K/N asks for: every N-th of the sorted list, the same for every
/// machine, whatever order the list came in. kUsage for a text that is no K/N.
Result<bool> take_shard(const std::string& shard, std::vector<std::string>& files);

/// INPUT and --files-from, expanded; without what the configuration excludes; only the part that --shard
/// asks for. Says on stderr what was left out or not found.
Result<std::vector<std::string>> gather_inputs(const Configured& configured);

}  // namespace meshgate
