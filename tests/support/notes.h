#pragma once
// Looking at what a reader noted.
#include <cstdint>
#include <string_view>
#include <vector>

#include "meshgate/asset.h"

namespace meshgate::test {

/// The first note with this rule, or null.
const Finding* find_note(const Asset& asset, std::string_view rule);

bool has_note(const Asset& asset, std::string_view rule);

/// Lines of the witnesses; 0 for one without.
std::vector<std::uint64_t> lines_of(const Finding& finding);

}  // namespace meshgate::test
