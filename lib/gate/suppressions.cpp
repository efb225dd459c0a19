// Findings that a project accepts, for a reason and for a time.
#include <fmt/core.h>

#include <algorithm>

#include "core/text.h"
#include "gate/decide.h"

namespace meshgate {

void apply_suppressions(const Profile& profile, const CheckOptions& options, InputReport& report) {
  std::vector<Finding> expired;
  for (const Suppression& suppression : options.suppressions) {
    if (!suppression.path.empty() && !path_matches({suppression.path}, options.folder, report.path)) continue;
    const auto kept = std::stable_partition(
        report.findings.begin(), report.findings.end(),
        [&](const Finding& finding) { return !glob_matches(suppression.rule, finding.rule); });
    if (kept == report.findings.end()) continue;
    if (!suppression.expires.empty() && suppression.expires < options.today) {
      Finding finding;
      finding.rule = "gate/suppression-expired";
      finding.message = fmt::format(
          "{}: the suppression of {} ended on {} ({}): mend the model, or renew the date and the reason",
          printable(suppression.origin), printable(suppression.rule), suppression.expires,
          printable(suppression.reason));
      finding.evidence = {{"suppression", suppression.origin}, {"expires", suppression.expires}};
      expired.push_back(std::move(finding));
      continue;
    }
    for (auto finding = kept; finding != report.findings.end(); ++finding)
      report.muted.push_back({std::move(*finding), MutedBy::kSuppression, suppression.reason});
    report.findings.erase(kept, report.findings.end());
  }
  decide(std::move(expired), profile, options, report);
}

}  // namespace meshgate
