#pragma once
// The outcome of a command: what every emitter renders.
#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "meshgate/asset.h"
#include "meshgate/finding.h"
#include "meshgate/result.h"

namespace meshgate {

enum class Verdict { kPass, kWarn, kFail };
std::string_view to_string(Verdict verdict);

/// A measured number of an asset: see docs/reference/metrics.md.
using MetricValue = std::variant<std::int64_t, double, bool, std::string, float3>;

/// A rule that was wanted but not decided.
struct NotChecked {
  std::string rule;
  std::string reason;  ///< "budget", "memory", "unsupported" or "not-applicable"
};

/// Everything about one input.
struct InputReport {
  std::string path;
  AssetKind kind = AssetKind::kUnknown;
  std::string format;  ///< empty = not recognised
  std::uint64_t bytes = 0;
  std::string sha256;  ///< only when asked for
  Verdict verdict = Verdict::kPass;
  std::vector<std::pair<std::string, MetricValue>> metrics;  ///< in the order of the contract
  std::vector<Finding> findings;                             ///< worst first, then by rule and element
  std::vector<NotChecked> not_checked;
  std::vector<std::pair<std::string, double>> timings_ms;  ///< "read", "check" …; shown only when asked for
};

struct Summary {
  std::uint64_t inputs = 0, passed = 0, failed = 0;  ///< passed counts pass and warn
  std::uint64_t errors = 0, warnings = 0, infos = 0, not_checked = 0;
};

struct Report {
  std::string command;
  std::string profile;
  std::vector<InputReport> inputs;  ///< in the order given
};

/// Counts verdicts and findings.
Summary summarize(const Report& report);

}  // namespace meshgate
