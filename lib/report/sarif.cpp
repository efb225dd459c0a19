// SARIF 2.1.0 (OASIS Standard), within the limits of GitHub code scanning.
#include <algorithm>
#include <map>

#include "core/text.h"
#include "meshgate/emitter.h"
#include "meshgate/rule.h"
#include "meshgate/version.h"
#include "report/detail/describe.h"
#include "report/detail/json.h"
#include "report/detail/uri.h"

namespace meshgate {
namespace {

// GitHub refuses a run with more results, and texts of a rule that are longer.
constexpr std::size_t kMaxResults = 25'000;
constexpr std::size_t kMaxRuleText = 1024;

constexpr std::string_view kSchema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

std::string_view level_of(Severity severity) {
  switch (severity) {
    case Severity::kError:
      return "error";
    case Severity::kWarning:
      return "warning";
    case Severity::kInfo:
      return "note";
    case Severity::kOff:
      break;
  }
  return "none";
}

Json message(std::string_view text) { return {{"text", text}}; }

/// A finding that takes part, or a muted one.
struct Result {
  const InputReport* input = nullptr;
  const Finding* finding = nullptr;
  const MutedFinding* muted = nullptr;
};

std::vector<Result> results_of(const Report& report) {
  std::vector<Result> results;
  for (const InputReport& input : report.inputs) {
    for (const Finding& finding : input.findings) results.push_back({&input, &finding, nullptr});
    for (const MutedFinding& muted : input.muted) results.push_back({&input, &muted.finding, &muted});
  }
  return results;
}

// Drops the least important beyond the limit: errors stay before warnings, infos and muted ones. Returns how
// many went.
std::size_t limit(std::vector<Result>& results) {
  if (results.size() <= kMaxResults) return 0;
  const std::size_t left_out = results.size() - kMaxResults;
  std::stable_sort(results.begin(), results.end(), [](const Result& a, const Result& b) {
    if ((a.muted == nullptr) != (b.muted == nullptr)) return a.muted == nullptr;
    return a.finding->severity > b.finding->severity;
  });
  results.resize(kMaxResults);
  return left_out;
}

/// The rules that this run names, by id, with their places in tool.driver.rules.
class RuleTable {
 public:
  RuleTable(const std::vector<Result>& results, const Report& report) {
    for (const Result& result : results) indices_[result.finding->rule] = 0;
    for (const InputReport& input : report.inputs) {
      for (const NotChecked& rule : input.not_checked) indices_[rule.rule] = 0;
    }
    std::size_t next = 0;
    for (auto& [id, index] : indices_) index = next++;
  }

  [[nodiscard]] std::size_t index_of(const std::string& rule) const { return indices_.at(rule); }

  [[nodiscard]] Json json() const {
    Json rules = Json::array();
    for (const auto& [id, index] : indices_) rules.push_back(descriptor(id));
    return rules;
  }

 private:
  static std::string limited(std::string_view text) {
    if (text.size() <= kMaxRuleText) return std::string(text);
    return std::string(text.substr(0, text.rfind(' ', kMaxRuleText - 4))) + " …";
  }

  static Json descriptor(const std::string& id) {
    Json json = {{"id", id}};
    const Rule* rule = find_rule(id);
    if (rule == nullptr) return json;
    const std::string_view explanation = rule->explanation;
    json["shortDescription"] = message(limited(rule->summary));
    json["fullDescription"] = message(limited(explanation.substr(0, explanation.find("\n\n"))));
    json["help"] = {{"text", explanation}, {"markdown", explanation}};
    json["defaultConfiguration"] = {{"level", level_of(rule->severity)}};
    json["properties"] = {{"tags", Json::array({id.substr(0, id.find('/'))})}};
    if (!rule->fix.empty()) json["properties"]["fix"] = rule->fix;
    return json;
  }

  std::map<std::string, std::size_t> indices_;
};

Json artifact(const InputReport& input) {
  Json json = {{"uri", path_to_uri(input.path)}};
  if (!input.path.starts_with('/')) json["uriBaseId"] = "%SRCROOT%";
  return json;
}

// A line of a text format or a byte of a binary one; without either the whole file is meant.
Json physical_location(const InputReport& input, const Location* location) {
  Json json = {{"artifactLocation", artifact(input)}};
  if (location == nullptr) return json;
  if (location->line.value_or(0) > 0) {
    json["region"] = {{"startLine", *location->line}};
  } else if (location->byte_offset) {
    json["region"] = {{"byteOffset", *location->byte_offset}, {"byteLength", 0}};
  }
  return json;
}

Json location_json(const InputReport& input, const Finding& finding, const Location* location) {
  Json json = {{"physicalLocation", physical_location(input, location)}};
  const bool own = location != nullptr && !location->element.empty();
  const std::string& element = own ? location->element : finding.element;
  if (!element.empty()) json["logicalLocations"] = Json::array({{{"fullyQualifiedName", element}}});
  return json;
}

Json witness_json(const InputReport& input, const Finding& finding, std::size_t index) {
  const Location& witness = finding.locations[index];
  Json json = {{"id", index}};
  json.update(location_json(input, finding, &witness));
  const std::string text = describe_location(witness);
  if (!text.empty()) json["message"] = message(text);
  Json properties = Json::object();
  if (witness.kind != LocationKind::kNone) properties["kind"] = to_string(witness.kind);
  if (!witness.indices.empty()) properties["indices"] = witness.indices;
  if (witness.position) properties["position"] = json_vector(*witness.position);
  if (witness.scene_position) properties["scene_position"] = json_vector(*witness.scene_position);
  if (!witness.pointer.empty()) properties["pointer"] = witness.pointer;
  if (!properties.empty()) json["properties"] = std::move(properties);
  return json;
}

Json suppression(const MutedFinding& muted) {
  const bool known = muted.by == MutedBy::kBaseline;
  std::string why = muted.reason.empty() && known ? "known finding of the baseline" : muted.reason;
  return {{"kind", "external"}, {"status", "accepted"}, {"justification", std::move(why)}};
}

Json result_json(const Result& result, const RuleTable& rules) {
  const Finding& finding = *result.finding;
  const Location* first = finding.locations.empty() ? nullptr : &finding.locations.front();
  Json json = {{"ruleId", finding.rule},
               {"ruleIndex", rules.index_of(finding.rule)},
               {"level", level_of(finding.severity)},
               {"message", message(finding.message)},
               {"locations", Json::array({location_json(*result.input, finding, first)})}};
  const std::size_t witnesses = std::min(finding.locations.size(), kMaxWitnesses);
  for (std::size_t i = 0; i < witnesses; ++i)
    json["relatedLocations"].push_back(witness_json(*result.input, finding, i));
  if (!finding.fingerprint.empty()) {
    // GitHub follows an alert by the second one alone, which it else makes from lines of text.
    json["partialFingerprints"] = {{"meshgate/v1", finding.fingerprint},
                                   {"primaryLocationLineHash", finding.fingerprint + ":1"}};
  }
  if (result.muted != nullptr) json["suppressions"] = Json::array({suppression(*result.muted)});
  json["properties"] = {{"count", finding.count}, {"evidence", json_evidence(finding.evidence)}};
  if (!finding.fix.empty()) json["properties"]["fix"] = finding.fix;
  return json;
}

Json notification(std::string_view text) { return {{"level", "warning"}, {"message", message(text)}}; }

Json not_checked_json(const InputReport& input, const NotChecked& rule, const RuleTable& rules) {
  Json json = notification(rule.rule + " was not checked: " + rule.reason);
  json["locations"] = Json::array({{{"physicalLocation", physical_location(input, nullptr)}}});
  json["associatedRule"] = {{"id", rule.rule}, {"index", rules.index_of(rule.rule)}};
  return json;
}

Json invocation(const Report& report, std::size_t left_out, const RuleTable& rules) {
  Json json = {{"executionSuccessful", true}, {"toolExecutionNotifications", Json::array()}};
  Json& notifications = json["toolExecutionNotifications"];
  if (left_out > 0) {
    notifications.push_back(notification("More than " + group_digits(kMaxResults) +
                                         " findings: " + group_digits(left_out) +
                                         " of the least severe are left out here; the JSON report has all"));
  }
  for (const InputReport& input : report.inputs) {
    for (const NotChecked& rule : input.not_checked)
      notifications.push_back(not_checked_json(input, rule, rules));
  }
  return json;
}

Json fixed_json(const Report& report) {
  Json json = Json::array();
  for (const FixedFinding& fixed : report.fixed) {
    json.push_back({{"uri", path_to_uri(fixed.path)},
                    {"rule", fixed.rule},
                    {"element", fixed.element},
                    {"countBefore", fixed.count_before},
                    {"countNow", fixed.count_now}});
  }
  return json;
}

std::string render(const Report& report, const EmitOptions&) {
  std::vector<Result> results = results_of(report);
  const std::size_t left_out = limit(results);
  const RuleTable rules(results, report);
  Json run = {
      {"tool", {{"driver", {{"name", "meshgate"}, {"semanticVersion", version()}, {"rules", rules.json()}}}}},
      {"originalUriBaseIds",
       {{"%SRCROOT%", {{"description", message("the folder in which meshgate was run")}}}}},
      {"invocations", Json::array({invocation(report, left_out, rules)})},
      {"results", Json::array()},
      {"properties", {{"command", report.command}, {"profile", report.profile}}}};
  for (const Result& result : results) run["results"].push_back(result_json(result, rules));
  if (!report.fixed.empty()) run["properties"]["fixed"] = fixed_json(report);
  return dump_json({{"$schema", kSchema}, {"version", "2.1.0"}, {"runs", Json::array({std::move(run)})}});
}

}  // namespace

extern const Emitter emitter_sarif{
    .id = "sarif", .summary = "SARIF 2.1.0, for code scanning and editors", .render = render};

}  // namespace meshgate
