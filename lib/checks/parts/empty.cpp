#include <array>

#include "checks/check.h"
#include "checks/parts/detail/say.h"
#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "parts/empty",
    .summary = "a part has no surface",
    .severity = Severity::kError,
    .explanation = R"(A node, group or file of the result has no face with an area.

**Why it matters.** It counts as a part, and nothing can be printed of it; importers crash on it or drop it, so that the
numbers of parts no longer agree.

**How to fix it.** Delete the part, or ask the service again when something is missing.)",
    .since = "0.1",
}}};

void run(const Comparison& comparison, CheckContext& context) {
  for (std::uint32_t i = 0; i < comparison.parts.size(); ++i) {
    const Part& part = comparison.parts[i];
    if (part.role != PartRole::kEmpty) continue;
    context.out.report(
        "parts/empty", at_part(comparison, i), "{} has no surface: {}", say_part(comparison, i),
        part.body->flat().face_count() == 0
            ? std::string("it has no face")
            : "none of its " + count_of(part.body->flat().face_count(), "face") + " has an area");
  }
}

}  // namespace

extern const Check check_parts_empty{.rules = kRules, .run = run};

}  // namespace meshgate
