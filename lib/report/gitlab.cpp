// GitLab's code quality report: a list of issues (the subset of CodeClimate's format that GitLab reads).
#include <nlohmann/json.hpp>

#include "core/sha256.h"
#include "core/text.h"
#include "meshgate/emitter.h"

namespace meshgate {
namespace {

using Json = nlohmann::ordered_json;

std::string_view severity_of(Severity severity) {
  return severity == Severity::kError ? "critical" : severity == Severity::kWarning ? "minor" : "info";
}

// Unique in the report, as GitLab wants it: the finding's own identity holds within one input.
std::string fingerprint_of(const InputReport& input, const Finding& finding) {
  const std::string text =
      input.path + '\n' + finding.rule + '\n' + finding.element + '\n' + finding.fingerprint;
  return sha256_hex(std::as_bytes(std::span(text)));
}

std::string render(const Report& report, const EmitOptions& /*options*/) {
  Json issues = Json::array();
  for (const InputReport& input : report.inputs) {
    for (const Finding& finding : input.findings) {
      const Location* first = finding.locations.empty() ? nullptr : &finding.locations.front();
      const std::uint64_t line = first != nullptr && first->line ? *first->line : 1;
      const std::string path = input.path.starts_with("./") ? input.path.substr(2) : input.path;
      issues.push_back({{"description", finding.message},
                        {"check_name", finding.rule},
                        {"fingerprint", fingerprint_of(input, finding)},
                        {"severity", severity_of(finding.severity)},
                        {"location", {{"path", path}, {"lines", {{"begin", line}}}}}});
    }
  }
  return issues.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

extern const Emitter emitter_gitlab{
    .id = "gitlab", .summary = "code quality report of GitLab", .render = render};

}  // namespace meshgate
