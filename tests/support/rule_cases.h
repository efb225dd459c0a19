#pragma once
// Which rules are shown to fire and to be silent. Inputs that are files live in testdata/rules; for those
// that a test builds (too big, or made of parameters) the test says so with the two functions below.
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "meshgate/finding.h"
#include "meshgate/report.h"

namespace meshgate::test {

/// Fails unless `findings` has the rule. Give the rule as a string literal: rule_coverage() reads the
/// sources.
void expect_fires(std::string_view rule, const std::vector<Finding>& findings);

/// Fails when `findings` has the rule. Give the rule as a string literal.
void expect_silent(std::string_view rule, const std::vector<Finding>& findings);

/// Inputs below testdata/rules: files named fires*, silent* or boundary*, without their expectations.
std::vector<std::string> rule_case_inputs();

inline constexpr std::string_view kExpectedSuffix = ".expected.json";

/// The profile that the expectation of such an input names; hitem3d when there is no expectation.
std::string case_profile(const std::string& file);

/// What the gate says of such an input with a profile; one that ends in .toml lies beside the input.
InputReport check_case(const std::string& file, const std::string& profile);

struct RuleCoverage {
  std::set<std::string, std::less<>> fires;
  std::set<std::string, std::less<>> silent;
  /// Families with an input that gives no finding at all: silent for each rule of the family.
  std::set<std::string, std::less<>> silent_families;
  [[nodiscard]] bool is_silent(std::string_view rule) const;
};

/// Rules with such a file, whose expectation the rule suite asserts, or with such a call in a test's source.
RuleCoverage rule_coverage();

}  // namespace meshgate::test
