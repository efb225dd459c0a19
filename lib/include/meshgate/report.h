#pragma once
// The outcome of a command: what every emitter renders.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
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

/// Why a finding does not count.
enum class MutedBy { kBaseline, kSuppression };
/// Returns "baseline" or "suppression".
std::string_view to_string(MutedBy by);

/// A finding that is there and was accepted: it takes no part in verdict, summary counts and exit code.
struct MutedFinding {
  Finding finding;
  MutedBy by = MutedBy::kBaseline;
  std::string reason;  ///< of a suppression; empty for the baseline
};

/// An encoded picture of an input, for reports that show pictures.
struct Picture {
  std::string name;       ///< "front", "side", "top", "three-quarter", "defect", "image", "histogram"
  std::string caption;    ///< for people and screen readers
  std::string mime_type;  ///< "image/webp", "image/png" or "image/svg+xml"
  std::uint32_t width = 0, height = 0;  ///< pixels
  std::vector<std::byte> bytes;
};

/// What a step of prepare changed; in a plan, what it is to change.
struct StepRecord {
  std::string step;               ///< id, as "drop-degenerate"
  std::string done;               ///< "removed 12 faces without an area"
  std::uint64_t count = 0;        ///< things changed
  std::vector<std::string> why;   ///< rules and options that asked for it
  std::vector<std::string> lost;  ///< what the output does not hold any more
  std::optional<double> moved;    ///< how far the surface moved at most, relative to the diagonal
  Evidence numbers;               ///< counts by name
};

/// Distance between two surfaces, measured from both sides.
struct Drift {
  double mean = 0, p99 = 0, max = 0;  ///< in units of the input
  double diagonal = 0;                ///< of the input's box
  std::uint64_t samples = 0;          ///< points of both surfaces; 0 = not measured
  [[nodiscard]] double relative(double distance) const { return diagonal > 0 ? distance / diagonal : 0; }
};

struct InputReport;

/// How an output of prepare came about.
struct Preparation {
  std::string source;  ///< path of the input
  std::string output;  ///< path of the output; of a refused one where it was kept, or empty
  std::shared_ptr<const InputReport> before;  ///< the input as it was checked
  bool planned = false;                       ///< a dry run: steps are to come
  bool unchanged = false;  ///< nothing was to be done: the output is the input, byte for byte
  std::optional<Drift> drift;
  std::vector<std::string> refusals;  ///< why the output was refused; empty = it was written
  std::vector<std::string> advice;    ///< what prepare does only when it is asked to, with the option
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
  std::vector<MutedFinding> muted;                           ///< in the order of findings
  std::vector<NotChecked> not_checked;
  std::vector<Picture> pictures;                           ///< only when asked for
  std::vector<StepRecord> steps;                           ///< of prepare, in their order
  std::shared_ptr<const Preparation> preparation;          ///< null unless the command is prepare
  std::vector<std::pair<std::string, double>> timings_ms;  ///< "read", "check" …; shown only when asked for
};

struct Summary {
  std::uint64_t inputs = 0, passed = 0, failed = 0;  ///< passed counts pass and warn
  std::uint64_t errors = 0, warnings = 0, infos = 0, not_checked = 0;
  std::uint64_t muted = 0;  ///< findings of the baseline and suppressed ones
};

/// A finding of the baseline that is gone, or occurs less often: the baseline can shrink.
struct FixedFinding {
  std::string path, rule, element;
  std::uint64_t count_before = 0, count_now = 0;
};

struct Report {
  std::string command;
  std::string profile;
  std::vector<InputReport> inputs;  ///< in the order given
  std::vector<FixedFinding> fixed;  ///< by path, rule and element; empty without a baseline
};

/// Counts verdicts and findings.
Summary summarize(const Report& report);

}  // namespace meshgate
