#pragma once
// Values of options: numbers, sizes, severities. Every failure names the option and what it takes.
#include <string>
#include <utility>
#include <vector>

#include "meshgate/finding.h"
#include "meshgate/result.h"

namespace meshgate {

/// A number within [min, max].
Result<double> parse_number(const std::string& option, const std::string& text, double min, double max);

/// A whole number within [min, max].
Result<int> parse_count(const std::string& option, const std::string& text, int min, int max);

/// A size: digits with an optional suffix k, M, G, T (decimal) or Ki, Mi, Gi, Ti (binary), each with or
/// without B.
Result<std::uint64_t> parse_bytes(const std::string& option, const std::string& text);

/// "error", "warning", "info" or "never" (kOff).
Result<Severity> parse_fail_on(const std::string& text);

/// "RULE=LEVEL" with a known rule.
Result<std::pair<std::string, Severity>> parse_severity_setting(const std::string& text);

/// Lines of a file, or of stdin for "-"; empty lines are left out.
Result<std::vector<std::string>> read_lines(const std::string& path);

/// kUsage: `unknown WHAT "NAME"; did you mean …?`, or the list of known names.
tl::unexpected<Error> unknown_name(std::string_view what, std::string_view name,
                                   const std::vector<std::string_view>& known);

}  // namespace meshgate
