#include <array>

#include "checks/depth/detail/depth_rule.h"

namespace meshgate {
namespace {

constexpr std::array<Parameter, 1> kParameters{{
    {"min-share", 0.05, 0, 1, "", "share of the range that p1 to p99 must cover"},
}};

constexpr std::array<Rule, 1> kRules{{{
    .id = "depth/range-squeezed",
    .summary = "the depth map uses a small part of its range",
    .severity = Severity::kWarning,
    .explanation =
        R"(98 % of the values (p1 to p99, of the subject where the background was removed) lie within less than `min-share` of the
range: of 0…1 for maps within it, as integers are, else of what lies between the least and the greatest value.

**Why it matters.** The relief is flat, and after stretching it has as few steps as a map with fewer bits. In a map with a
range of its own, a few outliers take almost all of it.

**How to fix it.** Stretch p1 to p99 to the full range when the map has enough levels (`depth/few-levels`); ask again
otherwise.)",
    .parameters = kParameters,
    .since = "0.1",
}}};

void run(const DepthComparison& comparison, CheckContext& context) {
  if (!has_depth(comparison, "depth/range-squeezed", context)) return;
  const DepthStats& stats = comparison.stats;
  if (!(stats.range > 0)) return;
  const double share = (stats.p99 - stats.p1) / stats.range;
  const double least = context.parameter("depth/range-squeezed", "min-share");
  if (share >= least) return;
  Where where;
  where.evidence = {
      {"p1", stats.p1}, {"p99", stats.p99}, {"min", stats.min}, {"max", stats.max}, {"share", share}};
  context.out.report("depth/range-squeezed", std::move(where),
                     "98 % of the values lie between {:.4g} and {:.4g}, {} of the range; {} are wanted. "
                     "Stretch them, or ask "
                     "again",
                     stats.p1, stats.p99, say_percent(share), say_percent(least));
}

}  // namespace

extern const Check check_depth_range_squeezed{.rules = kRules, .run = run};

}  // namespace meshgate
