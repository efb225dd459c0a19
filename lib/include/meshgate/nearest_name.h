#pragma once
// "Did you mean …?" for everything that people name.
#include <string_view>
#include <vector>

namespace meshgate {

/// The candidate with the smallest edit distance, or empty when none is near enough to suggest.
/// O(candidates × length²).
std::string_view nearest_name(std::string_view name, const std::vector<std::string_view>& candidates);

}  // namespace meshgate
