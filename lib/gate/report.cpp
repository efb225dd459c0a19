#include "meshgate/report.h"

#include "meshgate/gate.h"

namespace meshgate {

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPass:
      return "pass";
    case Verdict::kWarn:
      return "warn";
    case Verdict::kFail:
      break;
  }
  return "fail";
}

std::string_view to_string(MutedBy by) { return by == MutedBy::kBaseline ? "baseline" : "suppression"; }

Summary summarize(const Report& report) {
  Summary summary;
  for (const InputReport& input : report.inputs) {
    ++summary.inputs;
    ++(input.verdict == Verdict::kFail ? summary.failed : summary.passed);
    summary.not_checked += input.not_checked.size();
    summary.muted += input.muted.size();
    for (const Finding& finding : input.findings) {
      if (finding.severity == Severity::kError) ++summary.errors;
      if (finding.severity == Severity::kWarning) ++summary.warnings;
      if (finding.severity == Severity::kInfo) ++summary.infos;
    }
  }
  return summary;
}

int exit_code(const Report& report, Severity fail_on) {
  if (fail_on == Severity::kOff) return 0;
  for (const InputReport& input : report.inputs) {
    for (const Finding& finding : input.findings) {
      if (finding.severity >= fail_on) return 1;
    }
  }
  return 0;
}

}  // namespace meshgate
