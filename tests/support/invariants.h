#pragma once
// What every reader guarantees about the asset that it returns, however damaged the file was.
#include <string>
#include <vector>

#include "meshgate/asset.h"

namespace meshgate::test {

/// Walks the asset, touching every array, and returns what does not hold; empty for a sound asset.
std::vector<std::string> invariant_violations(const Asset& asset);

/// Fails the test for each violation. Call it after every read.
void check_invariants(const Asset& asset);

/// The same for findings, wherever they come from. `file_bytes` bounds the byte offsets.
std::vector<std::string> invariant_violations(const std::vector<Finding>& findings, std::uint64_t file_bytes);
void check_invariants(const std::vector<Finding>& findings, std::uint64_t file_bytes);

/// Bytes that the asset's arrays hold, shared ones counted once for each use.
std::uint64_t held_bytes(const Asset& asset);

}  // namespace meshgate::test
