#include <array>

#include "checks/check.h"
#include "checks/parts/detail/say.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "parts/multiple-shells",
    .summary = "a part consists of several bodies",
    .severity = Severity::kWarning,
    .explanation =
        R"(A closed part has two or more solids beside each other. Cavities do not count, nor do crumbs below 0.1 % of the volume of
the largest solid (`mesh/tiny-component` tells them).

**Why it matters.** The pieces fall apart when the part comes off the printer; a cut that was not made leaves two parts
in one.

**How to fix it.** Split the part by its solids, or ask the service again.)",
    .since = "0.1",
}}};

void run(const Comparison& comparison, CheckContext& context) {
  for (std::uint32_t i = 0; i < comparison.parts.size(); ++i) {
    const Part& part = comparison.parts[i];
    if (part.role != PartRole::kPart || part.shells < 2) continue;
    Where where = at_part(comparison, i);
    where.evidence.emplace_back("solids", static_cast<std::int64_t>(part.shells));
    context.out.report("parts/multiple-shells", std::move(where),
                       "{} consists of {} bodies that do not hang together", say_part(comparison, i),
                       part.shells);
  }
}

}  // namespace

extern const Check check_parts_multiple_shells{.rules = kRules, .run = run};

}  // namespace meshgate
