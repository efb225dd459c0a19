#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string>

#include "checks/check.h"
#include "checks/parts/detail/say.h"
#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::array<Parameter, 4> kParameters{{
    {"tolerance", 0.0025, 0, 0.1, "",
     "distance that still counts as covered, over the diagonal of the source"},
    {"pass-share", 0.995, 0, 1, "", "share of the area that has to be covered"},
    {"fail-share", 0.98, 0, 1, "", "below this share it is an error"},
    {"max-region", 0.001, 0, 1, "",
     "area of one region over that of the source from which it is told by itself"},
}};

constexpr std::array<Rule, 1> kRules{{{
    .id = "parts/missing-surface",
    .summary = "surface of the source is not in the result",
    .severity = Severity::kError,
    .explanation =
        R"(Of the source's area, by samples spread evenly over it, less than `pass-share` lies within `tolerance` (over the diagonal) of
the nearest part: a warning, below `fail-share` an error. The places are told as regions with area, centre and box;
the area of a region is counted up to where the source leaves the parts. A single region above `max-region` that is a
hole rather than a smoothed edge (farther than two tolerances from the parts), and a body of the source of which
nothing is left, are warnings whatever their share. What a split leaves out inside of another body
of the source, as a union does, is not missing; nor is what a part runs along outside, farther off than the tolerance (up to
eight of them): such a part is larger than what it was cut from, which `parts/foreign-geometry` tells.

**Why it matters.** A part is missing, was moved away, or the service smoothed a detail off.

**How to fix it.** Look at the regions. Ask the service again; a smoothed detail may need a higher level.)",
    .parameters = kParameters,
    .since = "0.1",
}}};

// The largest distance of a region's samples from the parts.
double depth_of(const Coverage& coverage, const Region& region) {
  double most = 0;
  for (const std::uint32_t i : region.members)
    most = std::max(most, static_cast<double>(coverage.hits[i].hit.distance));
  return most;
}

bool has_hole(const Comparison& comparison, double least_area) {
  constexpr double kDeep = 2;
  const std::vector<Region>& missing = comparison.coverage.missing;
  return std::any_of(missing.begin(), missing.end(), [&](const Region& region) {
    return region.area >= least_area &&
           depth_of(comparison.coverage, region) > kDeep * comparison.tolerance();
  });
}

// "2 of the source's 51 bodies are not there at all, the largest of 3 mm"; empty when all are there.
std::string say_lost(const Comparison& comparison) {
  const std::size_t lost = comparison.lost_bodies.size();
  if (lost == 0) return {};
  return fmt::format("{} of the source's {} bodies {} not there at all, {} of {}", lost,
                     comparison.source_pieces, lost == 1 ? "is" : "are", lost == 1 ? "one" : "the largest",
                     say_length(comparison, comparison.lost_bodies.front().size));
}

void add_lost(const Comparison& comparison, Where& where) {
  if (comparison.lost_bodies.empty()) return;
  where.evidence.emplace_back("bodies_missing", static_cast<std::int64_t>(comparison.lost_bodies.size()));
  where.evidence.emplace_back("source_bodies", static_cast<std::int64_t>(comparison.source_pieces));
  add_length(comparison, "largest_body", comparison.lost_bodies.front().size, where.evidence);
}

// Too little to count as a share, but a body of its own.
void report_bodies(const Comparison& comparison, CheckContext& context) {
  Where where;
  where.at_most = Severity::kWarning;
  for (const LostBody& body : comparison.lost_bodies) {
    where.tally.add([&] {
      Location location;
      location.kind = LocationKind::kFace;
      location.element = "/source";
      location.indices = {body.face};
      location.position = body.centre;
      return location;
    });
  }
  where.evidence.emplace_back("coverage", comparison.coverage.share);
  add_lost(comparison, where);
  context.out.report("parts/missing-surface", std::move(where), "{}", say_lost(comparison));
}

void run(const Comparison& comparison, CheckContext& context) {
  const Coverage& coverage = comparison.coverage;
  if (coverage.hits.empty()) return skip_rule(context, "parts/missing-surface");
  const double area = comparison.source->area();
  const bool passes = coverage.held_share() >= context.parameter("parts/missing-surface", "pass-share");
  if (passes && !has_hole(comparison, context.parameter("parts/missing-surface", "max-region") * area)) {
    if (!comparison.lost_bodies.empty()) report_bodies(comparison, context);
    return;
  }
  Where where;
  if (coverage.held_share() >= context.parameter("parts/missing-surface", "fail-share"))
    where.at_most = Severity::kWarning;
  where.tally = regions_tally(coverage.missing, comparison.source_samples, "/source");
  where.evidence.emplace_back("coverage", coverage.share);
  where.evidence.emplace_back("margin_95", coverage.margin_95);
  where.evidence.emplace_back("samples", static_cast<std::int64_t>(coverage.hits.size()));
  where.evidence.emplace_back("missing_area", coverage.missing_area);
  add_length(comparison, "max_distance", coverage.distances.max, where.evidence);
  add_region(coverage.missing.front(), area, where.evidence);
  add_lost(comparison, where);
  const std::string lost = say_lost(comparison);
  context.out.report(
      "parts/missing-surface", std::move(where),
      "{} of the source's surface is not in the result, in {}{}. {} lies within {} of it{}, {} is wanted{}{}",
      say_share(coverage.missing_area / area), count_of(coverage.missing.size(), "region"),
      coverage.missing.size() > 1 ? ", the largest of " + say_share(coverage.missing.front().area / area)
                                  : "",
      say_share(coverage.share), say_length(comparison, comparison.tolerance()),
      coverage.displaced_share > 0
          ? ", " + say_share(coverage.displaced_share) + " below a part that is larger there"
          : "",
      say_share(context.parameter("parts/missing-surface", "pass-share")), passes ? ", and no hole" : "",
      lost.empty() ? "" : ". " + lost);
}

}  // namespace

extern const Check check_parts_missing_surface{.rules = kRules, .run = run};

}  // namespace meshgate
