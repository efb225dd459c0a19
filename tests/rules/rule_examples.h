#pragma once
// The examples on the rules' pages: one input that is wrong, with what the gate says of it, and one that is
// right, both from the cases that the rule suite runs. They lie beside the cases as example.md, from where
// the build takes them into the library.
#include <string>

#include "meshgate/rule.h"

namespace meshgate::test {

/// "testdata/rules/mesh/empty/example.md"
std::string example_path(const Rule& rule);

/// The example of a rule as Markdown. Fails the test when a rule has no bad case or no good one.
std::string render_rule_example(const Rule& rule);

/// Writes the examples of all rules.
void write_rule_examples();

}  // namespace meshgate::test
