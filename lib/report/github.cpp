// Annotations of GitHub Actions: workflow commands on stdout. Only ten of a kind are shown for a step, so
// more than that are told rule by rule.
#include <fmt/core.h>

#include <algorithm>

#include "core/text.h"
#include "meshgate/emitter.h"
#include "report/detail/wording.h"

namespace meshgate {
namespace {

constexpr std::size_t kShown = 10;  // of each kind, by GitHub
constexpr std::size_t kPaths = 5;

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

std::string escape_data(std::string text) {
  text = printable(text, 4000);
  replace_all(text, "%", "%25");
  return text;
}

std::string escape_property(const std::string& text) {
  std::string escaped = escape_data(text);
  replace_all(escaped, ":", "%3A");
  replace_all(escaped, ",", "%2C");
  return escaped;
}

std::string_view command_of(Severity severity) {
  return severity == Severity::kError ? "error" : severity == Severity::kWarning ? "warning" : "notice";
}

std::string annotate(const InputReport& input, const Finding& finding) {
  std::string properties = "file=" + escape_property(input.path);
  if (!finding.locations.empty() && finding.locations.front().line)
    properties += fmt::format(",line={}", *finding.locations.front().line);
  return fmt::format("::{} {},title={}::{}\n", command_of(finding.severity), properties,
                     escape_property(finding.rule), escape_data(finding.message));
}

std::string annotate(const RuleGroup& group) {
  const std::string message =
      fmt::format("{} in {}: {}. {}", group.rule, count_of(group.inputs.size(), "input"),
                  describe_paths(paths_of(group), kPaths), group.findings.front()->message);
  return fmt::format("::{} file={},title={}::{}\n", command_of(group.severity),
                     escape_property(group.inputs.front()->path), escape_property(std::string(group.rule)),
                     escape_data(message));
}

// All annotations of one severity, at most `room`.
std::string annotations(const Report& report, Severity severity, std::size_t room) {
  std::string lines;
  std::uint64_t count = 0;
  for (const InputReport& input : report.inputs) count += count_findings(input, severity);
  if (count <= room) {
    for (const InputReport& input : report.inputs) {
      for (const Finding& finding : input.findings) {
        if (finding.severity == severity) lines += annotate(input, finding);
      }
    }
    return lines;
  }
  // Groups of this severity only: a rule may have others elsewhere, by the settings of a path.
  Report part;
  for (const InputReport& input : report.inputs) {
    InputReport reduced;
    reduced.path = input.path;
    for (const Finding& finding : input.findings) {
      if (finding.severity == severity) reduced.findings.push_back(finding);
    }
    if (!reduced.findings.empty()) part.inputs.push_back(std::move(reduced));
  }
  const std::vector<RuleGroup> groups = group_by_rule(part);
  const std::size_t shown = groups.size() <= room ? groups.size() : room - 1;
  for (std::size_t i = 0; i < shown; ++i) lines += annotate(groups[i]);
  if (shown == groups.size()) return lines;
  std::string rest;
  for (std::size_t i = shown; i < groups.size(); ++i)
    rest += fmt::format("{}{} ({})", rest.empty() ? "" : ", ", groups[i].rule,
                        count_of(groups[i].inputs.size(), "input"));
  return lines + fmt::format("::{} title={}::{}\n", command_of(severity),
                             escape_property(count_of(groups.size() - shown, "more rule")),
                             escape_data(rest));
}

std::string render(const Report& report, const EmitOptions& /*options*/) {
  const Summary summary = summarize(report);
  std::string text = annotations(report, Severity::kError, kShown);
  text += annotations(report, Severity::kWarning, kShown);
  text += annotations(report, Severity::kInfo, kShown - 1);  // the summary is a notice, too
  std::string line = fmt::format(
      "{} checked with profile {}: {} passed, {} failed ({})", count_of(summary.inputs, "input"),
      report.profile, group_digits(summary.passed), group_digits(summary.failed), describe_counts(summary));
  const std::string muted = describe_muted(report);
  if (!muted.empty()) line += "; " + muted;
  return text + "::notice title=meshgate::" + escape_data(line) + '\n';
}

}  // namespace

extern const Emitter emitter_github{
    .id = "github", .summary = "annotations of GitHub Actions", .render = render};

}  // namespace meshgate
