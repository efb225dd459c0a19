#include <array>

#include "checks/depth/detail/depth_rule.h"

namespace meshgate {
namespace {

constexpr std::array<Parameter, 1> kParameters{{
    {"max-levels", 256, 2, 65535, "", "distinct values up to which a map counts as coarse"},
}};

constexpr std::array<Rule, 1> kRules{{{
    .id = "depth/few-levels",
    .summary = "the depth map has the values of a coarser one",
    .severity = Severity::kWarning,
    .explanation =
        R"(A map with 16 bits or more has at most `max-levels` distinct values (maps with fewer than 16 times as many pixels are not
judged). It was made with 8 bits and stored in a wider type.

**Why it matters.** The file promises smooth depth, the relief gets terraces all the same.

**How to fix it.** Ask again; when the service always answers so, its depth is no better than that.)",
    .parameters = kParameters,
    .since = "0.1",
}}};

void run(const DepthComparison& comparison, CheckContext& context) {
  if (!has_depth(comparison, "depth/few-levels", context)) return;
  const Image& map = *comparison.map_asset->image;
  const double most = context.parameter("depth/few-levels", "max-levels");
  const DepthStats& stats = comparison.stats;
  // A map of 8 bits cannot have more: depth/low-precision says so.
  if (map.bit_depth <= 8 || static_cast<double>(stats.pixels) < 16 * most) return;
  if (static_cast<double>(stats.levels) > most) return;
  Where where;
  where.evidence = {{"levels", static_cast<std::int64_t>(stats.levels)},
                    {"largest_gap", stats.largest_gap},
                    {"bit_depth", std::int64_t{map.bit_depth}}};
  context.out.report(
      "depth/few-levels", std::move(where),
      "the map has {} distinct values in {} bits ({} would be no surprise in 8): it was made with fewer bits "
      "and only stored in more. The largest step is {} of its range",
      stats.levels, map.bit_depth, 256, say_percent(stats.largest_gap));
}

}  // namespace

extern const Check check_depth_few_levels{.rules = kRules, .run = run};

}  // namespace meshgate
