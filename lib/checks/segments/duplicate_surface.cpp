#include <array>

#include "checks/check.h"
#include "checks/parts/detail/say.h"
#include "core/text.h"
#include "verify/segments.h"

namespace meshgate {
namespace {

constexpr std::array<Parameter, 2> kParameters{{
    {"max-share", 0.005, 0, 1, "", "area over that of the source"},
    {"fail-share", 0.02, 0, 1, "", "above this share it is an error"},
}};

constexpr std::array<Rule, 1> kRules{{{
    .id = "segments/duplicate-surface",
    .summary = "segments claim the same surface",
    .severity = Severity::kError,
    .explanation =
        R"(Samples of a segment that lie on the surface of an earlier one, within 0.01 % of the diagonal, are above `max-share` of the
area of the source: a warning, above `fail-share` an error.

**Why it matters.** Faces that are there twice flicker, are printed twice, and have no label of their own.

**How to fix it.** Drop the faces from one of the segments.)",
    .parameters = kParameters,
    .since = "0.1",
}}};

void run(const SegmentComparison& segments, CheckContext& context) {
  if (!(segments.source_area > 0)) return skip_rule(context, "segments/duplicate-surface");
  const auto parameter = [&](std::string_view name) {
    return context.parameter("segments/duplicate-surface", name);
  };
  const double share = segments.duplicate_area / segments.source_area;
  if (share <= parameter("max-share") || segments.duplicates.empty()) return;
  Where where;
  if (share <= parameter("fail-share")) where.at_most = Severity::kWarning;
  for (const Region& region : segments.duplicates) {
    where.tally.add([&] {
      Location location;
      location.kind = LocationKind::kPart;
      location.position = region.centre;
      return location;
    });
  }
  where.evidence.emplace_back("duplicate_area", segments.duplicate_area);
  add_region(segments.duplicates.front(), segments.source_area, where.evidence);
  context.out.report("segments/duplicate-surface", std::move(where),
                     "{} of the source's surface belongs to more than one segment, in {}", say_share(share),
                     count_of(segments.duplicates.size(), "region"));
}

}  // namespace

extern const Check check_segments_duplicate_surface{.rules = kRules, .run = run};

}  // namespace meshgate
