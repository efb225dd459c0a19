#include <array>

#include "checks/check.h"
#include "checks/parts/detail/say.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "parts/mirrored",
    .summary = "the result, or a part of it, is a mirror image of its source",
    .severity = Severity::kError,
    .explanation =
        R"(The result lies on the source only after a reflection, and without one at least 2 % of the source more are off. A model
that is its own mirror image counts as not mirrored. So for a part that is wrong among others that lie right.

**Why it matters.** Left becomes right: writing reads backwards, threads turn the other way, and no turning mends it.
It comes from an exchange of axes without care for the handedness.

**How to fix it.** Mirror the result on one axis and turn its faces; report it to whoever wrote the file.)",
    .since = "0.1",
}}};

void report_parts(const Comparison& comparison, CheckContext& context) {
  for (std::uint32_t i = 0; i < comparison.parts.size(); ++i) {
    if (!comparison.parts[i].moved || !comparison.parts[i].moved->mirrored) continue;
    context.out.report("parts/mirrored", at_part(comparison, i),
                       "{} is a mirror image: it fits its place in the source only after a reflection. The "
                       "other parts lie right",
                       say_part(comparison, i));
  }
}

void run(const Comparison& comparison, CheckContext& context) {
  report_parts(comparison, context);
  if (!comparison.pose_changed || !comparison.pose.mirrored) return;
  Where where;
  where.evidence.emplace_back("fit", comparison.pose_share);
  where.evidence.emplace_back("scale", 1 / comparison.pose.scale);
  context.out.report(
      "parts/mirrored", std::move(where),
      "the result is the mirror image of the source: {} of it lies on the result after a reflection. "
      "What follows is measured after mirroring it back",
      say_share(comparison.pose_share));
}

}  // namespace

extern const Check check_parts_mirrored{.rules = kRules, .run = run};

}  // namespace meshgate
