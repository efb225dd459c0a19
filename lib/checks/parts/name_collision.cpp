#include <array>
#include <map>

#include "checks/check.h"
#include "checks/parts/detail/say.h"
#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "parts/name-collision",
    .summary = "several parts have the same name",
    .severity = Severity::kWarning,
    .explanation = R"(Two or more nodes, groups or files with a mesh have the same name, apart from case.

**Why it matters.** Programs that write a file for each part overwrite one with another; in others the second name is
changed, and rigs, colours and print lists that go by names take the wrong part.

**How to fix it.** Rename the parts.)",
    .since = "0.1",
}}};

void run(const Comparison& comparison, CheckContext& context) {
  std::map<std::string, std::vector<std::uint32_t>> named;
  for (std::uint32_t i = 0; i < comparison.parts.size(); ++i) {
    const Part& part = comparison.parts[i];
    // A copy has the name of what it is a copy of: parts/duplicate says so.
    if (!part.name.empty() && part.role != PartRole::kDuplicate &&
        comparison.part_kind != PartKind::kComponents)
      named[to_lower(part.name)].push_back(i);
  }
  for (const auto& [name, parts] : named) {
    if (parts.size() < 2) continue;
    Where where;
    where.element = comparison.parts[parts.front()].element;
    for (const std::uint32_t part : parts) where.tally.add(at_part(comparison, part).tally.witnesses.front());
    where.evidence.emplace_back("name", comparison.parts[parts.front()].name);
    context.out.report("parts/name-collision", std::move(where), "{} have the name \"{}\": give each its own",
                       count_of(parts.size(), "part"), printable(comparison.parts[parts.front()].name, 60));
  }
}

}  // namespace

extern const Check check_parts_name_collision{.rules = kRules, .run = run};

}  // namespace meshgate
