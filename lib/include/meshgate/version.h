#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace meshgate {

/// Version of the library, as "0.1.0".
std::string_view version();

/// Versions of the libraries that were linked, as {"libwebp", "1.2.4"}; sorted by name.
std::vector<std::pair<std::string, std::string>> library_versions();

}  // namespace meshgate
