// SARIF 2.1.0 (OASIS) for code scanning. Within the limits of GitHub, which drops or refuses what exceeds
// them: 25 000 results a run; it shows the first location of a result and wants a line for it.
#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

#include "core/text.h"
#include "meshgate/emitter.h"
#include "meshgate/rule.h"
#include "meshgate/version.h"

namespace meshgate {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMaxResults = 25'000;
constexpr std::size_t kMaxNotifications = 100;

std::string_view level_of(Severity severity) {
  return severity == Severity::kError ? "error" : severity == Severity::kWarning ? "warning" : "note";
}

Json message(std::string_view text) { return {{"text", text}}; }

// A path as a URI reference (RFC 3986): relative ones are seen from the folder of the run.
std::string uri_of(const std::string& path) {
  const std::string normal = std::filesystem::path(path).lexically_normal().generic_string();
  std::string uri = normal.starts_with('/') ? "file://" : "";
  for (const char c : normal) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~/").find(c) != std::string_view::npos;
    uri += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return uri;
}

Json artifact_location(const std::string& path) { return {{"artifactLocation", {{"uri", uri_of(path)}}}}; }

Json location_json(const std::string& path, const std::string& element, const Location* witness) {
  Json region = {{"startLine", witness != nullptr && witness->line ? *witness->line : 1}};
  if (witness != nullptr && witness->byte_offset) region["byteOffset"] = *witness->byte_offset;
  Json json = {{"physicalLocation", artifact_location(path)}};
  json["physicalLocation"]["region"] = std::move(region);
  const std::string& name = witness != nullptr && !witness->element.empty() ? witness->element : element;
  if (!name.empty())
    json["logicalLocations"] =
        Json::array({{{"fullyQualifiedName", printable(name, 1000)}, {"kind", "element"}}});
  if (witness == nullptr) return json;
  std::string text(to_string(witness->kind));
  for (const std::uint64_t index : witness->indices) text += ' ' + std::to_string(index);
  if (const auto& p = witness->position) text += fmt::format(" ({:.6g}, {:.6g}, {:.6g})", p->x, p->y, p->z);
  if (!witness->pointer.empty()) text += ' ' + printable(witness->pointer, 1000);
  if (!text.empty()) json["message"] = message(text);
  return json;
}

Json properties_of(const Finding& finding) {
  Json json = {{"count", finding.count}};
  for (const auto& [name, value] : finding.evidence) {
    std::visit([&, &key = name](const auto& number) { json["evidence"][key] = number; }, value);
  }
  if (!finding.fix.empty()) json["fix"] = finding.fix;
  return json;
}

/// A finding of an input, muted or not.
struct Entry {
  const InputReport* input = nullptr;
  const Finding* finding = nullptr;
  const MutedFinding* muted = nullptr;
};

class SarifRun {
 public:
  explicit SarifRun(const Report& report) : report_(report) {
    for (const InputReport& input : report.inputs) {
      for (const Finding& finding : input.findings) entries_.push_back({&input, &finding, nullptr});
      for (const MutedFinding& muted : input.muted) entries_.push_back({&input, &muted.finding, &muted});
    }
    keep_worst();
  }

  Json json() {
    Json results = Json::array();
    for (const Entry& entry : entries_) results.push_back(result(entry));
    Json notifications = notifications_of_rules();
    if (dropped_ > 0) {
      notifications.push_back(
          {{"level", "warning"},
           {"message", message(fmt::format("{} of the lowest severity left out: a run may have {}. The JSON "
                                           "report has all of them",
                                           count_of(dropped_, "result was", "results were"), kMaxResults))}});
    }
    Json invocation = {{"executionSuccessful", true}};
    if (!notifications.empty()) invocation["toolExecutionNotifications"] = std::move(notifications);
    return {
        {"tool", {{"driver", {{"name", "meshgate"}, {"version", version()}, {"rules", std::move(rules_)}}}}},
        {"invocations", Json::array({std::move(invocation)})},
        {"results", std::move(results)},
        {"columnKind", "unicodeCodePoints"},
        {"properties", {{"profile", report_.profile}}}};
  }

 private:
  // Errors before warnings before notes before muted ones; what stays keeps its order.
  void keep_worst() {
    if (entries_.size() <= kMaxResults) return;
    const auto rank = [](const Entry& entry) {
      return entry.muted != nullptr
                 ? 9
                 : static_cast<int>(Severity::kError) - static_cast<int>(entry.finding->severity);
    };
    std::vector<int> ranks;
    for (const Entry& entry : entries_) ranks.push_back(rank(entry));
    std::vector<int> sorted = ranks;
    std::nth_element(sorted.begin(), sorted.begin() + kMaxResults, sorted.end());
    const int last = sorted[kMaxResults];  // of this rank only the first ones stay
    auto room = kMaxResults - static_cast<std::size_t>(
                                  std::count_if(ranks.begin(), ranks.end(), [&](int r) { return r < last; }));
    std::vector<Entry> kept;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      if (ranks[i] > last || (ranks[i] == last && room == 0)) continue;
      if (ranks[i] == last) --room;
      kept.push_back(entries_[i]);
    }
    dropped_ = entries_.size() - kept.size();
    entries_ = std::move(kept);
  }

  std::size_t index_of_rule(const std::string& id) {
    const auto [found, added] = rule_index_.emplace(id, rules_.size());
    if (added) {
      Json json = {{"id", id}};
      if (const Rule* rule = find_rule(id)) {
        json["shortDescription"] = message(rule->summary);
        json["fullDescription"] = message(std::string(rule->summary) + ".");
        json["help"] = {{"text", rule->explanation}, {"markdown", rule->explanation}};
        json["defaultConfiguration"] = {{"level", level_of(rule->severity)}};
        json["properties"] = {{"tags", Json::array({rule->id.substr(0, rule->id.find('/'))})}};
      }
      rules_.push_back(std::move(json));
    }
    return found->second;
  }

  Json result(const Entry& entry) {
    const Finding& finding = *entry.finding;
    Json json = {{"ruleId", finding.rule},
                 {"ruleIndex", index_of_rule(finding.rule)},
                 {"level", level_of(finding.severity)},
                 {"message", message(finding.message)}};
    const Location* first = finding.locations.empty() ? nullptr : &finding.locations.front();
    json["locations"] = Json::array({location_json(entry.input->path, finding.element, first)});
    for (std::size_t i = 1; i < std::min(finding.locations.size(), kMaxWitnesses); ++i) {
      Json witness = location_json(entry.input->path, finding.element, &finding.locations[i]);
      witness["id"] = i;
      json["relatedLocations"].push_back(std::move(witness));
    }
    json["partialFingerprints"] = {{"meshgate/v1", finding.fingerprint}};
    if (entry.muted != nullptr) {
      const std::string& reason = entry.muted->reason;
      json["suppressions"] = Json::array(
          {{{"kind", "external"},
            {"justification", reason.empty() ? std::string(to_string(entry.muted->by)) : reason}}});
    }
    json["properties"] = properties_of(finding);
    return json;
  }

  // A run that left something undecided says so.
  Json notifications_of_rules() {
    Json notifications = Json::array();
    std::uint64_t more = 0;
    for (const InputReport& input : report_.inputs) {
      if (input.not_checked.empty()) continue;
      if (notifications.size() == kMaxNotifications) {
        ++more;
        continue;
      }
      notifications.push_back(
          {{"level", "warning"},
           {"message", message(fmt::format("{} not decided ({})",
                                           count_of(input.not_checked.size(), "rule was", "rules were"),
                                           input.not_checked.front().reason))},
           {"locations", Json::array({{{"physicalLocation", artifact_location(input.path)}}})}});
    }
    if (more > 0) {
      notifications.push_back(
          {{"level", "warning"},
           {"message", message("rules were not decided in " + count_of(more, "more input"))}});
    }
    return notifications;
  }

  const Report& report_;
  std::vector<Entry> entries_;
  std::map<std::string, std::size_t> rule_index_;
  Json rules_ = Json::array();
  std::size_t dropped_ = 0;
};

std::string render(const Report& report, const EmitOptions& /*options*/) {
  const Json json = {
      {"$schema",
       "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"},
      {"version", "2.1.0"},
      {"runs", Json::array({SarifRun(report).json()})}};
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

extern const Emitter emitter_sarif{
    .id = "sarif", .summary = "SARIF 2.1.0, for code scanning and editors", .render = render};

}  // namespace meshgate
