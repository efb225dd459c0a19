#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "asset/nearest_float.h"
#include "checks/check.h"
#include "checks/parts/detail/say.h"

namespace meshgate {
namespace {

constexpr std::array<Parameter, 4> kParameters{{
    {"max-depth", 0.0002, 0, 0.1, "",
     "depth over the diagonal of the source, when the print scale is not known"},
    {"max-depth-mm", 0.02, 0, 10, "mm", "depth at print scale"},
    {"fail-depth-mm", 0.1, 0, 10, "mm", "above this depth it is an error"},
    {"fail-volume", 0.001, 0, 1, "",
     "common volume over that of the smaller part above which it is an error"},
}};

constexpr std::array<Rule, 1> kRules{{{
    .id = "parts/overlap",
    .summary = "two parts share space",
    .severity = Severity::kError,
    .explanation =
        R"(Parts whose triangles cross, or with points of one inside the other: the largest distance of such a point to the other
part's surface is the depth. Above `max-depth` over the diagonal, or `max-depth-mm` at print scale when that is known,
a warning; above `fail-depth-mm` (five times `max-depth` without a scale) or with a common volume above
`fail-volume` of the smaller part an error. Faces that only lie on each other are no overlap. What a ball or tongue
does inside of its counterpart is told by `parts/joint-clearance` and `parts/joint-missing`. A part that was moved by less
than 2 % of the diagonal (`parts/frame-changed`) is measured where it lay, too. Where the source overlaps itself the parts
may as well: that is only told (info). What is within an open part, as a figure in its clothes,
shares space with it only when their surfaces cross; then it is a warning at most, since the inside of an open part is an
estimate.

**Why it matters.** Parts that share space cannot be put together, and what is printed twice costs twice.

**How to fix it.** Ask the service again; a thin overlap can be sanded.)",
    .parameters = kParameters,
    .since = "0.1",
}}};

// Whether a joint of this pair tells the overlap already.
bool is_joint(const Comparison& comparison, const PartOverlap& pair) {
  for (const Joint& joint : comparison.assembly.joints) {
    if (joint.a != pair.a || joint.b != pair.b || joint.kind == JointKind::kPlane) continue;
    const double reach = joint.kind == JointKind::kBall ? joint.radius * 1.05 + comparison.tolerance()
                                                        : joint.extent / 2 + comparison.tolerance();
    if (length(to_double(joint.centre) - to_double(pair.overlap.deepest)) <= reach) return true;
  }
  return false;
}

// Whether the source has its own material twice around a place; of open bodies by an estimate.
bool overlaps_itself(const Body& source, float3 place, double reach, bool part_is_open) {
  // Winding number: two bodies, one of them around an opening. Closed parts are surely apart from clothes.
  const double twice = part_is_open ? 1.4 : 1.75;
  const auto is_twice = [&](float3 point) {
    return source.layers_at(point) > 1 || (!source.has_volume() && source.winding().at(point) > twice);
  };
  for (const double step : {-reach, reach}) {
    for (const double3 way : {double3{step, 0, 0}, double3{0, step, 0}, double3{0, 0, step}}) {
      if (is_twice(nearest_float(to_double(place) + way))) return true;
    }
  }
  return false;
}

// Whether a sheet reaches into the other part there as it does in the source.
bool is_sheet_of_source(const Comparison& comparison, const PartOverlap& pair) {
  return (comparison.parts[pair.a].body->sheet() || comparison.parts[pair.b].body->sheet()) &&
         comparison.source->closest()
                 .find(pair.overlap.deepest, nearest_float(comparison.tolerance()))
                 .face != kNoIndex;
}

void report_pair(const Comparison& comparison, const PartOverlap& pair, std::string_view when,
                 CheckContext& context) {
  const auto parameter = [&](std::string_view name) { return context.parameter("parts/overlap", name); };
  const Overlap& overlap = pair.overlap;
  const auto mm = comparison.mm(overlap.depth);
  const double relative = overlap.depth / comparison.diagonal;
  if (mm ? *mm <= parameter("max-depth-mm") : relative <= parameter("max-depth")) return;
  const double smaller = std::min(std::abs(comparison.parts[pair.a].body->signed_volume()),
                                  std::abs(comparison.parts[pair.b].body->signed_volume()));
  const bool fails = (mm ? *mm > parameter("fail-depth-mm") : relative > 5 * parameter("max-depth")) ||
                     overlap.volume > parameter("fail-volume") * smaller;
  Where where = at_pair(comparison, pair.a, pair.b, overlap.deepest);
  // What an open surface encloses is not sharp: near its rim the other part seems to be inside.
  const bool is_open = comparison.parts[pair.a].rims.edges + comparison.parts[pair.b].rims.edges > 0;
  const bool was_sent = overlaps_itself(*comparison.source, overlap.deepest, overlap.depth / 4, is_open) ||
                        is_sheet_of_source(comparison, pair);
  if (!fails || was_sent || is_open) where.at_most = was_sent ? Severity::kInfo : Severity::kWarning;
  add_length(comparison, "depth", overlap.depth, where.evidence);
  where.evidence.emplace_back("volume", overlap.volume);
  where.evidence.emplace_back("volume_margin_95", overlap.volume_margin_95);
  where.evidence.emplace_back("samples", static_cast<std::int64_t>(overlap.samples));
  context.out.report(
      "parts/overlap", std::move(where), "{} and {} overlap by {}{}{}{}", say_part(comparison, pair.a),
      say_part(comparison, pair.b), say_length(comparison, overlap.depth),
      overlap.volume > 0 && smaller > 0
          ? " and share " + say_share(overlap.volume / smaller) + " of the smaller one's volume"
          : "",
      when,
      was_sent  ? ". The source overlaps itself there"
      : is_open ? ". A part is open, so that its inside is an estimate"
                : "");
}

void run(const Comparison& comparison, CheckContext& context) {
  for (const PartOverlap& pair : comparison.overlaps) {
    if (!is_joint(comparison, pair)) report_pair(comparison, pair, "", context);
  }
  for (const PartOverlap& pair : comparison.pushed)
    report_pair(comparison, pair, " where they lie: one of them was moved into the other", context);
}

}  // namespace

extern const Check check_parts_overlap{.rules = kRules, .run = run};

}  // namespace meshgate
