#include "report/detail/outcome.h"

#include <algorithm>
#include <tuple>

#include "core/text.h"

namespace meshgate {
namespace {

struct MutedCounts {
  std::uint64_t baseline = 0, suppressed = 0;
};

void add(MutedCounts& counts, const InputReport& input) {
  for (const MutedFinding& finding : input.muted)
    ++(finding.by == MutedBy::kBaseline ? counts.baseline : counts.suppressed);
}

std::string text_of(const MutedCounts& counts) {
  if (counts.baseline == 0)
    return counts.suppressed == 0 ? std::string() : count_of(counts.suppressed, "finding") + " suppressed";
  std::string text =
      count_of(counts.baseline, "known finding of the baseline", "known findings of the baseline");
  if (counts.suppressed > 0) text += ", " + group_digits(counts.suppressed) + " suppressed";
  return text;
}

}  // namespace

bool is_failure(const Finding& finding, const EmitOptions& options) {
  return options.fail_on != Severity::kOff && finding.severity >= options.fail_on;
}

bool is_failing(const InputReport& input, const EmitOptions& options) {
  const Severity from = options.fail_on == Severity::kOff ? Severity::kError : options.fail_on;
  return std::any_of(input.findings.begin(), input.findings.end(),
                     [&](const Finding& finding) { return finding.severity >= from; });
}

std::string verdict_sentence(const Report& report, const EmitOptions& options) {
  const std::size_t inputs = report.inputs.size();
  const auto failing = static_cast<std::size_t>(
      std::count_if(report.inputs.begin(), report.inputs.end(),
                    [&](const InputReport& input) { return is_failing(input, options); }));
  if (inputs == 0) return "Nothing was checked";
  if (inputs == 1) return failing == 0 ? "The input passes" : "The input fails";
  if (failing == 0) return "All " + group_digits(inputs) + " inputs pass";
  return group_digits(failing) + " of " + group_digits(inputs) +
         (failing == 1 ? " inputs fails" : " inputs fail");
}

Badness badness_of(const InputReport& input) {
  Badness badness;
  for (const Finding& finding : input.findings) {
    if (finding.severity == Severity::kError) ++badness.errors;
    if (finding.severity == Severity::kWarning) ++badness.warnings;
    if (finding.severity == Severity::kInfo) ++badness.infos;
  }
  return badness;
}

std::vector<const InputReport*> worst_first(const Report& report, const EmitOptions& options) {
  using Key = std::tuple<bool, std::uint64_t, std::uint64_t, std::uint64_t>;
  std::vector<std::pair<Key, const InputReport*>> inputs;
  for (const InputReport& input : report.inputs) {
    const Badness bad = badness_of(input);
    if (!input.findings.empty())
      inputs.push_back({{is_failing(input, options), bad.errors, bad.warnings, bad.infos}, &input});
  }
  std::stable_sort(inputs.begin(), inputs.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<const InputReport*> sorted;
  for (const auto& [key, input] : inputs) sorted.push_back(input);
  return sorted;
}

std::string muted_text(const InputReport& input) {
  MutedCounts counts;
  add(counts, input);
  return text_of(counts);
}

std::string muted_text(const Report& report) {
  MutedCounts counts;
  for (const InputReport& input : report.inputs) add(counts, input);
  return text_of(counts);
}

std::string fixed_text(const Report& report) {
  if (report.fixed.empty()) return {};
  const auto gone = static_cast<std::uint64_t>(
      std::count_if(report.fixed.begin(), report.fixed.end(),
                    [](const FixedFinding& finding) { return finding.count_now == 0; }));
  const std::uint64_t fewer = report.fixed.size() - gone;
  std::string text;
  if (gone > 0) {
    text = count_of(gone, "finding of the baseline is gone", "findings of the baseline are gone");
    if (fewer > 0) text += ", " + group_digits(fewer) + (fewer == 1 ? " occurs" : " occur") + " less often";
  } else {
    text = count_of(fewer, "finding of the baseline occurs less often",
                    "findings of the baseline occur less often");
  }
  return text + ": run with --write-baseline to shrink it";
}

}  // namespace meshgate
