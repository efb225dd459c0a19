#include "support/model_cases.h"

#include <catch2/catch.hpp>

#include "meshgate/gate.h"
#include "support/files.h"

namespace meshgate::test {

std::vector<Finding> judge_model(const std::vector<NamedBytes>& files, const std::string& profile,
                                 const std::vector<Setting>& settings, const std::vector<std::string>& only) {
  const TemporaryFolder folder;
  for (const NamedBytes& file : files) write_binary(folder.path() / file.name, file.bytes);
  CheckOptions options;
  options.select = only;
  auto loaded = load_profile(profile);
  REQUIRE(loaded);
  options.profile = std::move(*loaded);
  for (const Setting& setting : settings) {
    options.profile.rules[setting.rule].parameters[setting.parameter] = setting.value;
  }
  auto report = check_files({(folder.path() / files.at(0).name).string()}, options);
  REQUIRE(report);
  return std::move(report->inputs.at(0).findings);
}

std::set<std::string> rules_of(const std::vector<Finding>& findings) {
  std::set<std::string> rules;
  for (const Finding& finding : findings) rules.insert(finding.rule);
  return rules;
}

Finding finding_of(const std::vector<Finding>& findings, std::string_view rule) {
  for (const Finding& finding : findings) {
    if (finding.rule == rule) return finding;
  }
  FAIL("no finding of " << rule);
  return {};
}

double evidence_of(const Finding& finding, std::string_view name) {
  for (const auto& [key, value] : finding.evidence) {
    if (key != name) continue;
    if (const auto* number = std::get_if<double>(&value)) return *number;
    if (const auto* count = std::get_if<std::int64_t>(&value)) return static_cast<double>(*count);
  }
  FAIL("no evidence " << name << " in " << finding.rule);
  return 0;
}

}  // namespace meshgate::test
