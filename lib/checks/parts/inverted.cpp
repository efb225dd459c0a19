#include <array>

#include "checks/check.h"
#include "checks/parts/detail/say.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "parts/inverted",
    .summary = "a part is inside out",
    .severity = Severity::kError,
    .explanation = R"(A closed part whose faces agree has a negative volume: they look inwards.

**Why it matters.** Slicers print the space around it, or nothing; engines draw it black or not at all.

**How to fix it.** Turn its faces: `meshgate prepare` with `orient`.)",
    .since = "0.1",
}}};

void run(const Comparison& comparison, CheckContext& context) {
  for (std::uint32_t i = 0; i < comparison.parts.size(); ++i) {
    const Part& part = comparison.parts[i];
    if (part.role == PartRole::kEmpty || !part.body->has_volume() || part.body->signed_volume() >= 0)
      continue;
    Where where = at_part(comparison, i);
    where.evidence.emplace_back("volume", part.body->signed_volume());
    context.out.report("parts/inverted", std::move(where), "{} is inside out: its faces look inwards",
                       say_part(comparison, i));
  }
}

}  // namespace

extern const Check check_parts_inverted{.rules = kRules, .run = run};

}  // namespace meshgate
