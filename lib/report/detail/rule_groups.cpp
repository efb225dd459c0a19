#include "report/detail/rule_groups.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace meshgate {
namespace {

struct Entry {
  RuleGroup group;
  std::vector<std::pair<std::uint64_t, const InputReport*>> inputs;  // occurrences in each
};

void add(Entry& entry, const InputReport& input, const Finding& finding) {
  RuleGroup& group = entry.group;
  ++group.findings;
  group.occurrences += finding.count;
  if (group.fix.empty()) group.fix = finding.fix;
  if (group.example == nullptr || finding.count > group.example->count) group.example = &finding;
  if (entry.inputs.empty() || entry.inputs.back().second != &input) entry.inputs.push_back({0, &input});
  entry.inputs.back().first += finding.count;
}

}  // namespace

std::vector<RuleGroup> group_by_rule(const Report& report) {
  std::map<std::pair<std::string, Severity>, Entry> entries;
  for (const InputReport& input : report.inputs) {
    for (const Finding& finding : input.findings)
      add(entries[{finding.rule, finding.severity}], input, finding);
  }
  std::vector<RuleGroup> groups;
  for (auto& [key, entry] : entries) {
    std::stable_sort(entry.inputs.begin(), entry.inputs.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    entry.group.rule = key.first;
    entry.group.severity = key.second;
    for (const auto& [count, input] : entry.inputs) entry.group.inputs.push_back(input);
    groups.push_back(std::move(entry.group));
  }
  std::stable_sort(groups.begin(), groups.end(), [](const RuleGroup& a, const RuleGroup& b) {
    return std::make_tuple(a.severity, a.inputs.size()) > std::make_tuple(b.severity, b.inputs.size());
  });
  return groups;
}

}  // namespace meshgate
