#pragma once
// Paths as configurations and baselines write them.
#include <string>

namespace meshgate {

/// `path` relative to `folder` (empty = the current one), with '/' and without "." Lexical: nothing needs to
/// exist. Outside of the folder it begins with "..".
std::string seen_from(const std::string& folder, const std::string& path);

/// Absolute, without "." and "..", without a slash at the end.
std::string absolute_path(const std::string& path);

}  // namespace meshgate
