#include <algorithm>
#include <array>

#include "checks/check.h"
#include "checks/parts/detail/say.h"
#include "core/text.h"
#include "verify/segments.h"

namespace meshgate {
namespace {

constexpr std::array<Parameter, 1> kParameters{{
    {"min-share", 0.0005, 0, 1, "", "area over that of the source"},
}};

constexpr std::array<Rule, 1> kRules{{{
    .id = "segments/sliver",
    .summary = "segments are tiny",
    .severity = Severity::kWarning,
    .explanation = R"(A segment has less than `min-share` of the area of the source.

**Why it matters.** Crumbs along the seams are no part of anything; labels made of them flicker.

**How to fix it.** Give them to a neighbour.)",
    .parameters = kParameters,
    .since = "0.1",
}}};

void run(const SegmentComparison& segments, CheckContext& context) {
  const double least = context.parameter("segments/sliver", "min-share");
  Where where;
  double smallest = 1;
  for (std::uint32_t i = 0; i < segments.area_of.size(); ++i) {
    if (segments.base.parts[i].role != PartRole::kPart) continue;
    const double share = segments.source_area > 0 ? segments.area_of[i] / segments.source_area : 1;
    if (share >= least) continue;
    smallest = std::min(smallest, share);
    where.tally.add([&] { return at_part(segments.base, i).tally.witnesses.front(); });
  }
  if (where.tally.empty()) return;
  const std::uint64_t count = where.tally.count;
  where.evidence.emplace_back("smallest_share", smallest);
  context.out.report("segments/sliver", std::move(where), "{} less than {} of the surface",
                     count_of(count, "segment has", "segments have"), say_share(least));
}

}  // namespace

extern const Check check_segments_sliver{.rules = kRules, .run = run};

}  // namespace meshgate
