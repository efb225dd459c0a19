#include <array>

#include "checks/depth/detail/depth_rule.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "depth/constant",
    .summary = "the depth map is the same everywhere",
    .severity = Severity::kError,
    .explanation =
        R"(All values are one (or two neighbouring levels of 16 bits); or, where the background was to be removed, all values of the
subject are.

**Why it matters.** There is no depth in it. Services answer so for pictures in which they find no subject, and charge for it.

**How to fix it.** Look at the picture: does it have a subject that fills a good part of it (`image/no-foreground`,
`image/blank`)? Ask again with another crop.)",
    .since = "0.1",
}}};

void run(const DepthComparison& comparison, CheckContext& context) {
  if (!comparison.has_map || comparison.is_colored) return skip_depth_rule(context, "depth/constant");
  if (!is_constant(comparison)) return;
  Where where;
  where.evidence = {{"min", comparison.stats.min}, {"max", comparison.stats.max}};
  context.out.report("depth/constant", std::move(where),
                     "all values lie between {:.6g} and {:.6g}{}: there is no depth in it",
                     comparison.stats.min, comparison.stats.max,
                     comparison.stats.levels == 2 ? ", one for the subject and one for the background" : "");
}

}  // namespace

extern const Check check_depth_constant{.rules = kRules, .run = run};

}  // namespace meshgate
