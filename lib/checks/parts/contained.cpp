#include <array>

#include "checks/check.h"
#include "checks/parts/detail/say.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "parts/contained",
    .summary = "a part lies inside of another one",
    .severity = Severity::kError,
    .explanation =
        R"(Nearly all of a part (99 % of its samples) is inside of another part that encloses it. An
open sheet as the source has it, clothes around a figure, has no inside.

**Why it matters.** It cannot be printed apart from what it is in, and in an assembly two bodies claim one place.

**How to fix it.** Delete it, or ask the service again.)",
    .since = "0.1",
}}};

void run(const Comparison& comparison, CheckContext& context) {
  for (std::uint32_t i = 0; i < comparison.parts.size(); ++i) {
    const Part& part = comparison.parts[i];
    if (part.role != PartRole::kContained || comparison.options.expectation.loose_connectors) continue;
    context.out.report("parts/contained", at_part(comparison, i), "{} lies inside of {}",
                       say_part(comparison, i), say_part(comparison, part.other));
  }
}

}  // namespace

extern const Check check_parts_contained{.rules = kRules, .run = run};

}  // namespace meshgate
