#include <algorithm>
#include <array>

#include "checks/check.h"
#include "checks/parts/detail/say.h"

namespace meshgate {
namespace {

constexpr std::array<Parameter, 2> kParameters{{
    {"max-share", 0.001, 0, 1, "", "area outside over the area of the source"},
    {"fail-share", 0.01, 0, 1, "", "above this share it is an error"},
}};

constexpr std::array<Rule, 1> kRules{{{
    .id = "parts/foreign-geometry",
    .summary = "the result has surface where the source has none",
    .severity = Severity::kError,
    .explanation =
        R"(Samples of a part that are farther from the source than the tolerance of `parts/missing-surface` and outside of it (by
crossings, or a generalised winding number below one half when the source is open), over the area of the source: above
`max-share` a warning, above `fail-share` an error. Cut faces and joints lie inside of the source and do not count.

**Why it matters.** Something was invented, such as a body of another model, a support or a base; or a part was blown up: then it runs along the source where it should lie on it. It is
printed and paid for.

**How to fix it.** Delete the body when it is a part of its own, else ask the service again.)",
    .parameters = kParameters,
    .since = "0.1",
}}};

// The largest distance from the source of a sample outside of it.
double farthest(const Part& part) {
  double most = 0;
  for (const Region& region : part.surface.foreign) {
    for (const std::uint32_t i : region.members)
      most = std::max(most, static_cast<double>(part.surface.hits[i].distance));
  }
  return most;
}

void run(const Comparison& comparison, CheckContext& context) {
  const double area = comparison.source->area();
  if (!(area > 0)) return skip_rule(context, "parts/foreign-geometry");
  for (std::uint32_t i = 0; i < comparison.parts.size(); ++i) {
    const Part& part = comparison.parts[i];
    const double share = part.surface.foreign_area / area;
    const bool whole = part.role == PartRole::kForeign || part.role == PartRole::kSwollen;
    if (part.surface.foreign.empty() ||
        (!whole && share <= context.parameter("parts/foreign-geometry", "max-share")))
      continue;
    Where where = at_part(comparison, i);
    where.tally = regions_tally(part.surface.foreign, part.surface.samples, part.element);
    if (!whole && share <= context.parameter("parts/foreign-geometry", "fail-share"))
      where.at_most = Severity::kWarning;
    where.evidence.emplace_back("foreign_area", part.surface.foreign_area);
    where.evidence.emplace_back("foreign_share", share);
    where.evidence.emplace_back("samples", static_cast<std::int64_t>(part.surface.places.size()));
    const double most = farthest(part);
    add_length(comparison, "max_distance", most, where.evidence);
    add_region(part.surface.foreign.front(), area, where.evidence);
    context.out.report(
        "parts/foreign-geometry", std::move(where),
        "{} of the surface of {} lies outside of the source, farther than {} from it and up to {}: {}",
        say_share(part.surface.foreign_area / part.surface.samples.area), say_part(comparison, i),
        say_length(comparison, comparison.tolerance()), say_length(comparison, most),
        part.role == PartRole::kSwollen ? "it runs along the source and is larger than what it was cut from"
        : whole                         ? "as a whole it does not belong there"
                                        : "it has something that the source has not");
  }
}

}  // namespace

extern const Check check_parts_foreign_geometry{.rules = kRules, .run = run};

}  // namespace meshgate
