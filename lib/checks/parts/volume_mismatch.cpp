#include <array>
#include <cmath>

#include "checks/check.h"
#include "checks/parts/detail/say.h"

namespace meshgate {
namespace {

constexpr std::array<Parameter, 2> kParameters{{
    {"max-share", 0.02, 0, 1, "", "difference over the volume of the source"},
    {"fail-share", 0.05, 0, 1, "", "above this share it is an error"},
}};

constexpr std::array<Rule, 1> kRules{{{
    .id = "parts/volume-mismatch",
    .summary = "the parts together have another volume than the source",
    .severity = Severity::kError,
    .explanation =
        R"(When the source and all parts are closed and their faces agree: the difference of the volumes of all parts to that of the
source, over the latter. Above `max-share` a warning, above `fail-share` an error. Where surface is missing, foreign
or shared, these rules tell the reason and this one keeps silent; the balance stands in the metrics in any case.

**Why it matters.** Parts that were hollowed, shrunk or filled look right from outside.

**How to fix it.** Compare the volumes of the parts in the report; ask the service again.)",
    .parameters = kParameters,
    .since = "0.1",
}}};

// Whether another rule has told already why the volumes differ.
bool is_explained(const Comparison& comparison, CheckContext& context) {
  if (comparison.coverage.held_share() < context.parameter("parts/missing-surface", "fail-share"))
    return true;
  for (const Part& part : comparison.parts) {
    if (part.role == PartRole::kForeign || part.role == PartRole::kSwollen ||
        part.surface.foreign_area >
            context.parameter("parts/foreign-geometry", "fail-share") * comparison.source->area())
      return true;
  }
  return false;
}

void run(const Comparison& comparison, CheckContext& context) {
  if (!comparison.volumes_known) return skip_rule(context, "parts/volume-mismatch");
  const double difference = comparison.parts_volume - comparison.source_volume;
  const double share = std::abs(difference) / comparison.source_volume;
  if (share <= context.parameter("parts/volume-mismatch", "max-share") || is_explained(comparison, context))
    return;
  double shared = 0;
  for (const PartOverlap& pair : comparison.overlaps) shared += pair.overlap.volume;
  if (std::abs(difference - shared) <=
      context.parameter("parts/volume-mismatch", "max-share") * comparison.source_volume)
    return;
  Where where;
  if (share <= context.parameter("parts/volume-mismatch", "fail-share")) where.at_most = Severity::kWarning;
  where.evidence.emplace_back("source_volume", comparison.source_volume);
  where.evidence.emplace_back("parts_volume", comparison.parts_volume);
  where.evidence.emplace_back("share", share);
  context.out.report(
      "parts/volume-mismatch", std::move(where),
      "the parts together have {} {} volume than the source ({:.6g} against {:.6g} cubic units), "
      "{} is allowed",
      say_share(share), difference < 0 ? "less" : "more", comparison.parts_volume, comparison.source_volume,
      say_share(context.parameter("parts/volume-mismatch", "max-share")));
}

}  // namespace

extern const Check check_parts_volume_mismatch{.rules = kRules, .run = run};

}  // namespace meshgate
