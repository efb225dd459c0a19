#include <fmt/format.h>

#include <array>

#include "checks/depth/detail/depth_rule.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "depth/color-profile",
    .summary = "the depth map says how it is to be shown",
    .severity = Severity::kWarning,
    .explanation =
        R"(A PNG has a chunk gAMA, cHRM, sRGB, iCCP or cICP.

**Why it matters.** Depth is a measure, not a colour. Programs that heed the chunk bend the values by a gamma curve when they
read it, others do not: the same file gives two reliefs.

**How to fix it.** Drop the chunk without touching the pixels (`pngcrush -rem allb`, or read and write the samples raw).)",
    .since = "0.1",
}}};

void run(const DepthComparison& comparison, CheckContext& context) {
  if (!comparison.has_map) return skip_depth_rule(context, "depth/color-profile");
  const std::vector<std::string>& tags = comparison.map_asset->image->color_tags;
  if (tags.empty()) return;
  const std::string list = fmt::format("{}", fmt::join(tags, ", "));
  Where where;
  where.evidence = {{"chunks", list}};
  context.out.report(
      "depth/color-profile", std::move(where),
      "the PNG has {}: readers that heed it bend the depth by a curve. Drop it without touching the pixels",
      list);
}

}  // namespace

extern const Check check_depth_color_profile{.rules = kRules, .run = run};

}  // namespace meshgate
