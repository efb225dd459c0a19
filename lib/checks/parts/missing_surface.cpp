#include <array>

#include "checks/check.h"
#include "checks/parts/detail/say.h"
#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::array<Parameter, 3> kParameters{{
    {"tolerance", 0.0025, 0, 0.1, "",
     "distance that still counts as covered, over the diagonal of the source"},
    {"pass-share", 0.995, 0, 1, "", "share of the area that has to be covered"},
    {"fail-share", 0.98, 0, 1, "", "below this share it is an error"},
}};

constexpr std::array<Rule, 1> kRules{{{
    .id = "parts/missing-surface",
    .summary = "surface of the source is not in the result",
    .severity = Severity::kError,
    .explanation =
        R"(Of the source's area, by samples spread evenly over it, less than `pass-share` lies within `tolerance` (over the diagonal) of
the nearest part: a warning, below `fail-share` an error. The places are told as regions with area, centre and box;
the area of a region is counted up to where the source leaves the parts. What a split leaves out inside of another body
of the source, as a union does, is not missing.

**Why it matters.** A part is missing, was moved away, or the service smoothed a detail off.

**How to fix it.** Look at the regions. Ask the service again; a smoothed detail may need a higher level.)",
    .parameters = kParameters,
    .since = "0.1",
}}};

void run(const Comparison& comparison, CheckContext& context) {
  const Coverage& coverage = comparison.coverage;
  if (coverage.hits.empty()) return skip_rule(context, "parts/missing-surface");
  if (coverage.share >= context.parameter("parts/missing-surface", "pass-share")) return;
  const double area = comparison.source->area();
  Where where;
  if (coverage.share >= context.parameter("parts/missing-surface", "fail-share"))
    where.at_most = Severity::kWarning;
  where.tally = regions_tally(coverage.missing, comparison.source_samples, "/source");
  where.evidence.emplace_back("coverage", coverage.share);
  where.evidence.emplace_back("margin_95", coverage.margin_95);
  where.evidence.emplace_back("samples", static_cast<std::int64_t>(coverage.hits.size()));
  where.evidence.emplace_back("missing_area", coverage.missing_area);
  add_length(comparison, "max_distance", coverage.distances.max, where.evidence);
  add_region(coverage.missing.front(), area, where.evidence);
  context.out.report(
      "parts/missing-surface", std::move(where),
      "{} of the source's surface is not in the result, in {}{}. {} lies within {} of it, {} is wanted",
      say_share(coverage.missing_area / area), count_of(coverage.missing.size(), "region"),
      coverage.missing.size() > 1 ? ", the largest of " + say_share(coverage.missing.front().area / area)
                                  : "",
      say_share(coverage.share), say_length(comparison, comparison.tolerance()),
      say_share(context.parameter("parts/missing-surface", "pass-share")));
}

}  // namespace

extern const Check check_parts_missing_surface{.rules = kRules, .run = run};

}  // namespace meshgate
