#include <array>
#include <cmath>

#include "checks/check.h"
#include "checks/parts/detail/say.h"
#include "core/text.h"
#include "verify/segments.h"

namespace meshgate {
namespace {

constexpr std::array<Parameter, 2> kParameters{{
    {"max-share", 0.01, 0, 1, "", "difference over the area of the source"},
    {"fail-share", 0.03, 0, 1, "", "above this share it is an error"},
}};

constexpr std::array<Rule, 1> kRules{{{
    .id = "segments/area-mismatch",
    .summary = "the segments together have another area than the source",
    .severity = Severity::kError,
    .explanation =
        R"(The difference of the areas of all segments to that of the source, over the latter: above `max-share` a warning, above
`fail-share` an error. Where surface is missing or claimed twice, those rules tell the reason and this one keeps silent.

**Why it matters.** Segments that were closed with caps, thickened or simplified are no longer the surface that was sent.

**How to fix it.** Compare the areas in the report; ask the service again.)",
    .parameters = kParameters,
    .since = "0.1",
}}};

void run(const SegmentComparison& segments, CheckContext& context) {
  if (!(segments.source_area > 0) || segments.area_of.empty())
    return skip_rule(context, "segments/area-mismatch");
  const auto parameter = [&](std::string_view name) {
    return context.parameter("segments/area-mismatch", name);
  };
  // What other rules tell is taken out.
  double foreign = 0;
  for (const Part& part : segments.base.parts) foreign += part.surface.foreign_area;
  const double explained = segments.duplicate_area + foreign - segments.base.coverage.missing_area;
  const double difference = segments.segments_area - segments.source_area;
  const double share = std::abs(difference) / segments.source_area;
  const double rest = std::abs(difference - explained) / segments.source_area;
  if (share <= parameter("max-share") || rest <= parameter("max-share")) return;
  Where where;
  if (rest <= parameter("fail-share")) where.at_most = Severity::kWarning;
  where.evidence.emplace_back("source_area", segments.source_area);
  where.evidence.emplace_back("segments_area", segments.segments_area);
  where.evidence.emplace_back("share", share);
  context.out.report(
      "segments/area-mismatch", std::move(where),
      "the segments together have {} {} area than the source ({:.6g} against {:.6g} square units), {} "
      "is allowed",
      say_share(share), difference < 0 ? "less" : "more", segments.segments_area, segments.source_area,
      say_share(parameter("max-share")));
}

}  // namespace

extern const Check check_segments_area_mismatch{.rules = kRules, .run = run};

}  // namespace meshgate
