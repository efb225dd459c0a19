#pragma once
// The findings of a run by rule, for reports over many inputs.
#include <cstdint>
#include <string>
#include <vector>

#include "meshgate/report.h"

namespace meshgate {

/// All findings of one rule with one severity.
struct RuleGroup {
  std::string rule;
  Severity severity = Severity::kOff;
  std::string fix;                         ///< step of `prepare`, or empty
  std::uint64_t findings = 0;              ///< one per element of an input
  std::uint64_t occurrences = 0;           ///< sum of Finding::count
  std::vector<const InputReport*> inputs;  ///< most occurrences first, then in the report's order
  const Finding* example = nullptr;        ///< the one with most occurrences
};

/// Groups the findings: worst severity first, then the rules that most inputs have, then by id.
std::vector<RuleGroup> group_by_rule(const Report& report);

}  // namespace meshgate
