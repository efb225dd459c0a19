#pragma once
// The examples on the rules' pages, which travel inside the library: testdata/rules/FAMILY/NAME/example.md.
// They are made from the cases that the rule suite runs (tests/rules/rule_examples.h).
#include <span>
#include <string_view>

namespace meshgate {

struct RuleExample {
  std::string_view rule;      ///< id
  std::string_view markdown;  ///< what is wrong and what is right, ends with a line feed
};

/// One entry a rule, sorted by rule.
std::span<const RuleExample> rule_examples();

}  // namespace meshgate
