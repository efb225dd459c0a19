#include <array>

#include "checks/depth/detail/depth_rule.h"
#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "depth/non-finite",
    .summary = "the depth map has NaN or infinite values",
    .severity = Severity::kError,
    .explanation =
        R"(At least one pixel of the first channel is NaN or infinite (EXR).

**Why it matters.** One NaN makes mean, range and every filter NaN; a mesh made of the map has holes or spikes without end.

**How to fix it.** Replace them by the background's value, or by those of their neighbours.)",
    .since = "0.1",
}}};

void run(const DepthComparison& comparison, CheckContext& context) {
  if (!comparison.has_map) return skip_depth_rule(context, "depth/non-finite");
  const DepthStats& stats = comparison.stats;
  if (stats.non_finite == 0) return;
  Location first;
  first.kind = LocationKind::kPixel;
  first.indices = {stats.first_x, stats.first_y};
  Where where;
  where.tally.add(std::move(first));
  where.tally.count = stats.non_finite;
  where.evidence = {{"share", static_cast<double>(stats.non_finite) / static_cast<double>(stats.pixels)}};
  context.out.report("depth/non-finite", std::move(where),
                     "{} NaN or infinite, of {}; the first is at {}, {} (column, row)",
                     stats.non_finite == 1 ? "1 value is" : count_of(stats.non_finite, "value") + " are",
                     group_digits(stats.pixels), stats.first_x, stats.first_y);
}

}  // namespace

extern const Check check_depth_non_finite{.rules = kRules, .run = run};

}  // namespace meshgate
