#pragma once
// How reports for people put things: one wording for text, Markdown, HTML and annotations.
#include <string>
#include <string_view>
#include <vector>

#include "meshgate/report.h"

namespace meshgate {

/// The metric with this name and type, or null.
template <class T>
const T* find_metric(const InputReport& input, std::string_view name) {
  for (const auto& [key, value] : input.metrics) {
    if (key == name) return std::get_if<T>(&value);
  }
  return nullptr;
}

/// "glb · 1.2 MB · 12 345 triangles · 1 × 2 × 3"
std::string describe_input(const InputReport& input);

/// "watertight · 1 shell · volume 8 · area 24", or what keeps the surface from being watertight; empty when
/// there is none.
std::string describe_surface(const InputReport& input);

/// "line 7 face 12 (0, 1, 2) byte 84"
std::string describe_location(const Location& location);

/// "error/warning/info" counts as "3 errors, 1 warning, 0 infos".
std::string describe_counts(const Summary& summary);

/// "12 findings of the baseline and 1 suppressed finding do not count"; empty when there are none.
std::string describe_muted(const Report& report);

/// "a.glb, b.glb and 7 more"
std::string describe_paths(const std::vector<std::string_view>& paths, std::size_t shown);

/// What one rule found in all inputs.
struct RuleGroup {
  std::string_view rule;
  Severity severity = Severity::kOff;      ///< the worst that it has
  std::string_view fix;                    ///< `prepare` step or empty
  std::uint64_t occurrences = 0;           ///< sum of counts
  std::vector<const InputReport*> inputs;  ///< in order, each once
  std::vector<const Finding*> findings;    ///< in the order of inputs
};

/// Findings by severity (worst first), then number of inputs (most first), then rule.
std::vector<RuleGroup> group_by_rule(const Report& report);

/// Inputs with findings: failed ones first, then those with warnings; by number of errors, then as given.
std::vector<const InputReport*> worst_first(const Report& report);

/// How many findings of a severity an input has.
std::uint64_t count_findings(const InputReport& input, Severity severity);

/// The paths of a group's inputs.
std::vector<std::string_view> paths_of(const RuleGroup& group);

}  // namespace meshgate
