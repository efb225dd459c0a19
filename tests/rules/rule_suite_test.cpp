// testdata/rules/FAMILY/NAME/{fires,silent,boundary}*.*: each input has the complete list of findings that it
// must give beside it, in <input>.expected.json. Other files in the folders are companions (materials,
// buffers).
//
// MESHGATE_UPDATE_EXPECTED=1 writes the lists; read them before you commit.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "meshgate/gate.h"
#include "meshgate/rule.h"
#include "support/files.h"
#include "support/invariants.h"
#include "support/rule_cases.h"

using namespace meshgate;
using namespace meshgate::test;
using nlohmann::ordered_json;

namespace {

constexpr std::string_view kSuffix = ".expected.json";

ordered_json findings_of(const std::vector<Finding>& findings) {
  ordered_json list = ordered_json::array();
  for (const Finding& finding : findings) {
    list.push_back({{"rule", finding.rule}, {"element", finding.element}, {"count", finding.count}});
  }
  return list;
}

/// Path of the companion `name` of an input.
std::string beside(const std::string& file, const std::string& name) {
  return (source_dir() / file).replace_filename(name).string();
}

/// One finding a line: a change of a rule is then a change of few lines.
std::string to_text(const std::string& profile, const ordered_json& findings) {
  std::string text = "{\"profile\": \"" + profile + "\", \"findings\": [";
  for (std::size_t i = 0; i < findings.size(); ++i) text += (i == 0 ? "\n  " : ",\n  ") + findings[i].dump();
  return text + "]}\n";
}

InputReport check_one(const std::string& file, const std::string& profile_name) {
  CheckOptions options;
  const auto profile = load_profile(profile_name);
  INFO("profile " << profile_name);
  REQUIRE(profile);
  options.profile = *profile;
  auto report = check_files({(source_dir() / file).string()}, options);
  REQUIRE(report);
  REQUIRE(report->inputs.size() == 1);
  return std::move(report->inputs[0]);
}

void check_case(const std::string& file) {
  const std::string expected_file = file + std::string(kSuffix);
  const bool known = std::filesystem::exists(source_dir() / expected_file);
  const auto expected = known ? ordered_json::parse(read_text(source_dir() / expected_file))
                              : ordered_json{{"profile", "hitem3d"}};
  const auto profile = expected.at("profile").get<std::string>();

  const InputReport input = check_one(file, profile.ends_with(".toml") ? beside(file, profile) : profile);
  check_invariants(input.findings, input.bytes);
  const ordered_json found = findings_of(input.findings);
  if (update_expected()) {
    write_text(source_dir() / expected_file, to_text(profile, found));
    return;
  }
  INFO(file << " gives\n"
            << to_text(profile, found) << "MESHGATE_UPDATE_EXPECTED=1 writes that as the expectation");
  REQUIRE(known);
  CHECK(found == expected.at("findings"));
}

/// "mesh/empty" of "testdata/rules/mesh/empty/fires.stl".
std::string rule_of(const std::string& file) {
  const std::string inside = file.substr(std::string_view("testdata/rules/").size());
  return inside.substr(0, inside.rfind('/'));
}

}  // namespace

TEST_CASE("rule suite: every input gives what is expected beside it", "[rules]") {
  for (const std::string& file : rule_case_inputs()) {
    CAPTURE(file);
    check_case(file);
  }
}

TEST_CASE("rule suite: cases belong to rules and fire or are silent as they say", "[rules]") {
  if (update_expected()) return;  // another process may be writing them
  for (const std::string& file : rule_case_inputs()) {
    const std::string rule = rule_of(file);
    const bool for_family = rule.find('/') == std::string::npos;
    INFO(file);
    CHECK((for_family || find_rule(rule) != nullptr));
    const std::filesystem::path expected = source_dir() / (file + std::string(kSuffix));
    if (!std::filesystem::exists(expected)) continue;  // the case above reports it
    const auto findings = ordered_json::parse(read_text(expected)).at("findings");
    const bool fires = std::any_of(findings.begin(), findings.end(),
                                   [&](const ordered_json& finding) { return finding.at("rule") == rule; });
    const std::string name = std::filesystem::path(file).filename().string();
    if (name.starts_with("fires")) CHECK(fires);
    if (name.starts_with("silent")) CHECK_FALSE(fires);
    if (for_family) CHECK((name.starts_with("silent") && findings.empty()));
  }
  for (const std::string& file : files_below("testdata/rules")) {
    if (!file.ends_with(kSuffix)) continue;
    INFO(file << " has no input");
    CHECK(std::filesystem::exists(source_dir() / file.substr(0, file.size() - kSuffix.size())));
  }
}

TEST_CASE("rule suite: every rule has a case that fires and one that is silent", "[rules][meta]") {
  const RuleCoverage covered = rule_coverage();
  std::string missing;
  for (const Rule* rule : all_rules()) {
    if (!covered.fires.contains(rule->id)) missing += "\n  " + std::string(rule->id) + " fires";
    if (!covered.is_silent(rule->id)) missing += "\n  " + std::string(rule->id) + " is silent";
  }
  INFO(
      "put fires.* and silent.* into testdata/rules/FAMILY/NAME, or call expect_fires and expect_silent "
      "(tests/support/rule_cases.h) in a test. No case where"
      << missing);
  CHECK(missing.empty());
}
