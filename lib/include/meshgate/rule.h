#pragma once
// The record of one rule: the source of explain, docs, SARIF rules, the config schema and completions.
#include <span>
#include <string_view>

#include "meshgate/finding.h"

namespace meshgate {

/// A number that changes what a rule accepts.
struct Parameter {
  std::string_view name;  ///< "max-fraction"
  double value = 0;       ///< default
  double min = 0;
  double max = 0;
  std::string_view unit;  ///< "" for counts and ratios
  std::string_view doc;
};

/// What a rule is, why it matters and how to mend it.
struct Rule {
  std::string_view id;                   ///< "family/name-of-the-defect"
  std::string_view summary;              ///< one line, without a full stop
  Severity severity = Severity::kError;  ///< when the profile says nothing
  /// Markdown: definition with tolerance, why it matters (to the service, a slicer, an engine), how to fix
  /// it.
  std::string_view explanation;
  std::span<const Parameter> parameters = {};
  std::string_view fix = {};  ///< `prepare` step that mends it; empty = none
  std::string_view since = "0.1";
};

/// All rules, sorted by id. The records live for the whole program.
std::span<const Rule* const> all_rules();

/// Returns the rule with this id or null.
const Rule* find_rule(std::string_view id);

}  // namespace meshgate
