// GitLab's code quality report: an array of issues that merge requests show beside the files.
#include <fmt/core.h>

#include <set>

#include "core/text.h"
#include "meshgate/emitter.h"
#include "report/detail/json.h"
#include "report/detail/outcome.h"

namespace meshgate {
namespace {

// What fails the pipeline is major at least; what cannot be read at all blocks.
std::string_view severity_of(const Finding& finding, const EmitOptions& options) {
  const bool fails = is_failure(finding, options);
  if (finding.severity == Severity::kError) return finding.rule == "file/unreadable" ? "blocker" : "critical";
  if (finding.severity == Severity::kWarning) return fails ? "major" : "minor";
  return fails ? "major" : "info";
}

// FNV-1a, as for the fingerprints of findings: identity, not security.
std::uint64_t mix(std::uint64_t hash, std::string_view text) {
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  return (hash ^ 0xFFU) * 0x100000001B3U;
}

/// Fingerprints that are unique within the report and the same in every run.
class Fingerprints {
 public:
  std::string add(const InputReport& input, const Finding& finding) {
    std::uint64_t hash = mix(mix(0xCBF29CE484222325U, input.path), finding.fingerprint);
    hash = mix(mix(hash, finding.rule), finding.element);
    // An input that is given twice has every finding twice.
    while (!used_.insert(hash).second) hash = mix(hash, "again");
    return fmt::format("{:016x}", hash);
  }

 private:
  std::set<std::uint64_t> used_;
};

std::uint64_t line_of(const Finding& finding) {
  for (const Location& location : finding.locations) {
    if (location.line.value_or(0) > 0) return *location.line;
  }
  return 1;  // a line is required; binary files have none
}

std::string relative(std::string path) {
  // GitLab finds a file by its path in the repository, without a leading "./".
  while (path.starts_with("./")) path.erase(0, 2);
  return path;
}

std::string description_of(const Finding& finding) {
  std::string text = printable(finding.message, 2000);
  if (!finding.element.empty()) text += " (at " + printable(finding.element) + ")";
  return text;
}

std::string render(const Report& report, const EmitOptions& options) {
  Json issues = Json::array();
  Fingerprints fingerprints;
  for (const InputReport& input : report.inputs) {
    for (const Finding& finding : input.findings) {
      issues.push_back(
          {{"description", description_of(finding)},
           {"check_name", finding.rule},
           {"fingerprint", fingerprints.add(input, finding)},
           {"severity", severity_of(finding, options)},
           {"location", {{"path", relative(input.path)}, {"lines", {{"begin", line_of(finding)}}}}}});
    }
  }
  return dump_json(issues);
}

}  // namespace

extern const Emitter emitter_gitlab{
    .id = "gitlab", .summary = "code quality report of GitLab merge requests", .render = render};

}  // namespace meshgate
