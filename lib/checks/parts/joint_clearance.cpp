#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>

#include "checks/check.h"
#include "checks/parts/detail/say.h"

namespace meshgate {
namespace {

constexpr std::array<Parameter, 7> kParameters{{
    {"fdm-min", 0.15, 0, 10, "mm", "smallest gap a side, FDM"},
    {"fdm-max", 0.6, 0, 10, "mm", "largest gap a side, FDM"},
    {"resin-min", 0.05, 0, 10, "mm", "smallest gap a side, resin"},
    {"resin-max", 0.3, 0, 10, "mm", "largest gap a side, resin"},
    {"max-depth", 0.0002, 0, 0.1, "",
     "overlap over the diagonal of the source that still counts as touching, when the print scale is not "
     "known"},
    {"max-depth-mm", 0.02, 0, 10, "mm", "the same at print scale"},
    {"max-cut-gap", 0.0025, 0, 0.1, "",
     "gap between plain cut faces over the diagonal of the source, when the print scale is not known"},
}};

constexpr std::array<Rule, 1> kRules{{{
    .id = "parts/joint-clearance",
    .summary = "a joint is too tight or too loose",
    .severity = Severity::kError,
    .explanation =
        R"(The gap between the male surface of a ball, dovetail or pin and the other part, per side. A negative gap is an error: the
parts cannot be put together. It is negative where more than a twentieth of that surface is inside of the other part by
more than `max-depth-mm` at print scale, or `max-depth` over the diagonal when that is not known; less is touching. At
print scale (`--unit`, `--scale`) the median gap is held against the process: FDM `fdm-min` to `fdm-max`, resin
`resin-min` to `resin-max`; outside of it by more than a hundredth, which facets take away, is a warning. Published numbers: PLA 0.15–0.25, PETG 0.25–0.35, assembly on
FDM 0.3, SLA 0.05–0.15 mm a side; PrusaSlicer's connectors 0.1 mm. Plain cut faces may touch, and bent ones where no joint was asked for, but where half of a cut
is farther apart than the process's largest gap (`max-cut-gap` over the diagonal without a print scale) material is
missing there: a warning, too.

**Why it matters.** What is too tight has to be filed or breaks; what is too loose does not hold.

**How to fix it.** Scale the model (the gap scales with it), or choose another process.)",
    .parameters = kParameters,
    .since = "0.1",
}}};

// Of a limit: the facets of something round are as much nearer to each other than it is.
constexpr double kSlack = 0.01;

// What is wrong with a joint that overlaps its counterpart: its size, or only its place.
std::string say_misfit(const Comparison& comparison, const Joint& joint) {
  if (joint.kind == JointKind::kBall && joint.socket_radius > joint.radius) {
    return fmt::format("and its socket are not concentric (radius {} in {}, centres {} apart)",
                       say_length(comparison, joint.radius), say_length(comparison, joint.socket_radius),
                       say_length(comparison, joint.socket_offset));
  }
  if (joint.gap.p50 > 0)
    return fmt::format("does not fit its counterpart everywhere (median gap {})",
                       say_length(comparison, joint.gap.p50));
  return fmt::format("is larger than its counterpart (by {} a side in the median)",
                     say_length(comparison, -joint.gap.p50));
}

void report_negative(const Comparison& comparison, const Joint& joint, Where where, CheckContext& context) {
  context.out.report("parts/joint-clearance", std::move(where),
                     "the {} of {} {}: it reaches {} into {}, so the parts cannot be put together",
                     to_string(joint.kind), say_part(comparison, *joint.male), say_misfit(comparison, joint),
                     say_length(comparison, -joint.gap.min),
                     say_part(comparison, *joint.male == joint.a ? joint.b : joint.a));
}

// Plain cut faces that stand apart.
void report_cut(const Comparison& comparison, const Joint& joint, double most, Where where,
                CheckContext& context) {
  const auto mm = comparison.mm(joint.gap.p50);
  const double share = context.parameter("parts/joint-clearance", "max-cut-gap");
  if (mm ? *mm <= most * (1 + kSlack) : joint.gap.p50 <= share * comparison.diagonal) return;
  where.at_most = Severity::kWarning;
  where.evidence.emplace_back("kind", std::string(to_string(joint.kind)));
  add_length(comparison, "gap_median", joint.gap.p50, where.evidence);
  add_length(comparison, "gap_max", joint.gap.max, where.evidence);
  where.evidence.emplace_back("cut_area", joint.area);
  where.evidence.emplace_back("missing_volume", joint.area * joint.gap.p50);
  context.out.report("parts/joint-clearance", std::move(where),
                     "the cut faces of {} and {} are {} apart, at most {} is wanted: material is missing at "
                     "the cut, about {:.3g} cubic units",
                     say_part(comparison, joint.a), say_part(comparison, joint.b),
                     say_length(comparison, joint.gap.p50),
                     mm ? fmt::format("{:g} mm", most) : say_length(comparison, share * comparison.diagonal),
                     joint.area * joint.gap.p50);
}

void run(const Comparison& comparison, CheckContext& context) {
  const std::string process = comparison.options.resin ? "resin" : "fdm";
  const double least = context.parameter("parts/joint-clearance", process + "-min");
  const double most = context.parameter("parts/joint-clearance", process + "-max");
  const double touching =
      comparison.options.mm_per_unit
          ? context.parameter("parts/joint-clearance", "max-depth-mm") / *comparison.options.mm_per_unit
          : context.parameter("parts/joint-clearance", "max-depth") * comparison.diagonal;
  const std::string& asked = comparison.options.expectation.joint;
  const bool joints_asked = !asked.empty() && asked != "none";
  bool undecided = false;
  std::map<std::pair<std::uint32_t, std::uint32_t>, int> joints_of;  // two parts may meet in several
  for (const Joint& joint : comparison.assembly.joints) {
    const int number = ++joints_of[{joint.a, joint.b}];
    if (joint.one_sided || joint.gap.samples == 0) continue;
    Where where = at_pair(comparison, joint.a, joint.b, joint.centre, number);
    if (joint.kind == JointKind::kPlane) {
      report_cut(comparison, joint, most, std::move(where), context);
      continue;
    }
    where.evidence.emplace_back("kind", std::string(to_string(joint.kind)));
    add_length(comparison, "gap_min", joint.gap.min, where.evidence);
    add_length(comparison, "gap_median", joint.gap.p50, where.evidence);
    where.evidence.emplace_back("samples", static_cast<std::int64_t>(joint.gap.samples));
    // A rim where a facet of the ball meets one of the socket is no fit that is too tight.
    if (joint.gap.p5 < -touching) {
      report_negative(comparison, joint, std::move(where), context);
      continue;
    }
    // A cut that is bent: its faces lie on each other as those of a plane one do.
    if (!joints_asked && joint.gap.p95 <= touching) continue;
    const auto gap = comparison.mm(joint.gap.p50);
    undecided = undecided || !gap;
    if (!gap || (*gap >= least * (1 - kSlack) && *gap <= most * (1 + kSlack))) continue;
    where.at_most = Severity::kWarning;
    context.out.report("parts/joint-clearance", std::move(where),
                       "the {} between {} and {} has a gap of {:.3g} mm a side, {} needs {:g} to {:g} mm: {}",
                       to_string(joint.kind), say_part(comparison, joint.a), say_part(comparison, joint.b),
                       std::max(*gap, 0.0), process == "fdm" ? "FDM" : "resin", least, most,
                       *gap < least ? "it will be too tight" : "it will be loose");
  }
  if (undecided) skip_rule(context, "parts/joint-clearance");
}

}  // namespace

extern const Check check_parts_joint_clearance{.rules = kRules, .run = run};

}  // namespace meshgate
