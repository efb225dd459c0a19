#include <array>

#include "checks/check.h"
#include "checks/parts/detail/say.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "parts/duplicate",
    .summary = "a part is there twice",
    .severity = Severity::kError,
    .explanation =
        R"(Two parts have the same box and area, and all samples of one lie on the other, within 0.01 % of the diagonal.

**Why it matters.** It is printed twice, and in the assembly both claim the same place.

**How to fix it.** Delete one of them.)",
    .since = "0.1",
}}};

void run(const Comparison& comparison, CheckContext& context) {
  for (std::uint32_t i = 0; i < comparison.parts.size(); ++i) {
    const Part& part = comparison.parts[i];
    if (part.role != PartRole::kDuplicate) continue;
    context.out.report("parts/duplicate", at_part(comparison, i),
                       "{} is a copy of {} in the same place: delete one", say_part(comparison, i),
                       say_part(comparison, part.other));
  }
}

}  // namespace

extern const Check check_parts_duplicate{.rules = kRules, .run = run};

}  // namespace meshgate
