#pragma once
// Names that profiles and configurations may use.
#include <string_view>
#include <vector>

namespace meshgate {

/// Ids of all rules; and all names of limits.
std::vector<std::string_view> rule_ids();
std::vector<std::string_view> limit_names();

/// Whether a glob matches at least one rule.
bool matches_a_rule(std::string_view glob);

}  // namespace meshgate
