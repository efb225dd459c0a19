#pragma once
// Judging models that a test writes: the gate's findings with a profile and changed parameters.
#include <set>
#include <string>
#include <vector>

#include "meshgate/finding.h"
#include "support/pictures.h"

namespace meshgate::test {

/// A file to write before the check.
struct NamedBytes {
  std::string name;
  Bytes bytes;
};

/// Findings of the first of `files`, which are written into a folder of their own. `only` names the rules
/// that are asked, as --select does: large models are judged by the others for long.
std::vector<Finding> judge_model(const std::vector<NamedBytes>& files, const std::string& profile = "hitem3d",
                                 const std::vector<Setting>& settings = {},
                                 const std::vector<std::string>& only = {});

/// Ids of the rules, each once.
std::set<std::string> rules_of(const std::vector<Finding>& findings);

/// The first finding of a rule; fails the test when there is none.
Finding finding_of(const std::vector<Finding>& findings, std::string_view rule);

/// A number of the evidence; fails the test when it is not there.
double evidence_of(const Finding& finding, std::string_view name);

}  // namespace meshgate::test
