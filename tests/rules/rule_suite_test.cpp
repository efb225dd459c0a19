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

#include "meshgate/rule.h"
#include "rules/rule_examples.h"
#include "support/files.h"
#include "support/invariants.h"
#include "support/rule_cases.h"

using namespace meshgate;
using namespace meshgate::test;
using nlohmann::ordered_json;

namespace {

ordered_json findings_of(const std::vector<Finding>& findings) {
  ordered_json list = ordered_json::array();
  for (const Finding& finding : findings) {
    list.push_back({{"rule", finding.rule}, {"element", finding.element}, {"count", finding.count}});
  }
  return list;
}

/// One finding a line: a change of a rule is then a change of few lines.
std::string to_text(const std::string& profile, const ordered_json& findings) {
  std::string text = "{\"profile\": \"" + profile + "\", \"findings\": [";
  for (std::size_t i = 0; i < findings.size(); ++i) text += (i == 0 ? "\n  " : ",\n  ") + findings[i].dump();
  return text + "]}\n";
}

void check_expectation(const std::string& file) {
  const std::string expected_file = file + std::string(kExpectedSuffix);
  const bool known = std::filesystem::exists(source_dir() / expected_file);
  const std::string profile = case_profile(file);
  const InputReport input = check_case(file, profile);
  check_invariants(input.findings, input.bytes);
  const ordered_json found = findings_of(input.findings);
  if (update_expected()) {
    write_text(source_dir() / expected_file, to_text(profile, found));
    return;
  }
  INFO(file << " gives\n"
            << to_text(profile, found) << "MESHGATE_UPDATE_EXPECTED=1 writes that as the expectation");
  REQUIRE(known);
  CHECK(found == ordered_json::parse(read_text(source_dir() / expected_file)).at("findings"));
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
    check_expectation(file);
  }
  if (update_expected()) write_rule_examples();  // here, as the expectations must be complete
}

TEST_CASE("rule suite: cases belong to rules and fire or are silent as they say", "[rules]") {
  if (update_expected()) return;  // another process may be writing them
  for (const std::string& file : rule_case_inputs()) {
    const std::string rule = rule_of(file);
    const bool for_family = rule.find('/') == std::string::npos;
    INFO(file);
    CHECK((for_family || find_rule(rule) != nullptr));
    const std::filesystem::path expected = source_dir() / (file + std::string(kExpectedSuffix));
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
    if (!file.ends_with(kExpectedSuffix)) continue;
    INFO(file << " has no input");
    CHECK(std::filesystem::exists(source_dir() / file.substr(0, file.size() - kExpectedSuffix.size())));
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
