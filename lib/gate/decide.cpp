#include "gate/decide.h"

#include <fmt/core.h>

#include <algorithm>
#include <ctime>
#include <stdexcept>
#include <tuple>

#include "core/text.h"
#include "gate/fingerprint.h"
#include "gate/today.h"
#include "meshgate/rule.h"

namespace meshgate {
namespace {

bool matches_any(const std::vector<std::string>& globs, std::string_view rule) {
  return std::any_of(globs.begin(), globs.end(),
                     [&](const std::string& glob) { return glob_matches(glob, rule); });
}

Verdict verdict_of(const std::vector<Finding>& findings) {
  Severity worst = Severity::kOff;
  for (const Finding& finding : findings) worst = std::max(worst, finding.severity);
  return worst == Severity::kError     ? Verdict::kFail
         : worst == Severity::kWarning ? Verdict::kWarn
                                       : Verdict::kPass;
}

}  // namespace

bool is_wanted(const Profile& profile, const CheckOptions& options, std::string_view rule) {
  if (profile.severity(rule) == Severity::kOff) return false;
  if (!options.select.empty() && !matches_any(options.select, rule)) return false;
  return !matches_any(options.ignore, rule);
}

Profile profile_for(const CheckOptions& options, const std::string& path) {
  Profile profile = options.profile;
  for (const PathSettings& settings : options.path_settings) {
    if (path_matches(settings.paths, options.folder, path)) apply_settings(settings.settings, profile);
  }
  return profile;
}

void settle_findings(InputReport& report) {
  std::stable_sort(report.findings.begin(), report.findings.end(), [](const Finding& a, const Finding& b) {
    return std::make_tuple(-static_cast<int>(a.severity), std::string_view(a.rule),
                           std::string_view(a.element)) < std::make_tuple(-static_cast<int>(b.severity),
                                                                          std::string_view(b.rule),
                                                                          std::string_view(b.element));
  });
  report.verdict = verdict_of(report.findings);
}

void decide(std::vector<Finding> findings, const Profile& profile, const CheckOptions& options,
            InputReport& report) {
  const double diagonal = diagonal_of(report);
  for (Finding& finding : findings) {
    const Rule* rule = find_rule(finding.rule);
    if (rule == nullptr) throw std::logic_error("finding with an unregistered rule: " + finding.rule);
    if (!is_wanted(profile, options, finding.rule)) continue;
    const Severity at_most = finding.severity == Severity::kOff ? Severity::kError : finding.severity;
    finding.severity = std::min(profile.severity(finding.rule), at_most);
    finding.fix = rule->fix;
    finding.fingerprint = fingerprint_of(finding, diagonal);
    report.findings.push_back(std::move(finding));
  }
  settle_findings(report);
}

CheckOptions with_date(const CheckOptions& options) {
  CheckOptions dated = options;
  if (!dated.today.empty()) return dated;
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  dated.today = fmt::format("{:04}-{:02}-{:02}", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday);
  return dated;
}

Result<bool> validate_selection(const CheckOptions& options) {
  std::vector<std::string_view> ids;
  for (const Rule* rule : all_rules()) ids.push_back(rule->id);
  for (const auto* globs : {&options.select, &options.ignore}) {
    for (const std::string& glob : *globs) {
      if (std::any_of(ids.begin(), ids.end(), [&](std::string_view id) { return glob_matches(glob, id); }))
        continue;
      const std::string_view nearest = nearest_name(glob, ids);
      return fail(ErrorKind::kUsage,
                  "no rule matches \"" + printable(glob) + "\"" +
                      (nearest.empty() ? "; `meshgate rules` lists them"
                                       : "; did you mean \"" + std::string(nearest) + "\"?"));
    }
  }
  return true;
}

}  // namespace meshgate
