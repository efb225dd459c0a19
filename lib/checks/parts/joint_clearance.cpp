#include <array>
#include <map>
#include <string>
#include <utility>

#include "checks/check.h"
#include "checks/parts/detail/say.h"

namespace meshgate {
namespace {

constexpr std::array<Parameter, 4> kParameters{{
    {"fdm-min", 0.15, 0, 10, "mm", "smallest gap a side, FDM"},
    {"fdm-max", 0.6, 0, 10, "mm", "largest gap a side, FDM"},
    {"resin-min", 0.05, 0, 10, "mm", "smallest gap a side, resin"},
    {"resin-max", 0.3, 0, 10, "mm", "largest gap a side, resin"},
}};

constexpr std::array<Rule, 1> kRules{{{
    .id = "parts/joint-clearance",
    .summary = "a joint is too tight or too loose",
    .severity = Severity::kError,
    .explanation =
        R"(The gap between the male surface of a ball, dovetail or peg and the other part, per side. A negative gap is an error: the parts
cannot be put together. At print scale (`--unit`, `--scale`) the median gap is held against the process: FDM
`fdm-min` to `fdm-max`, resin `resin-min` to `resin-max`; outside of it is a warning. Published numbers: PLA
0.15–0.25, PETG 0.25–0.35, assembly on FDM 0.3, SLA 0.05–0.15 mm a side; PrusaSlicer's connectors 0.1 mm.

**Why it matters.** What is too tight has to be filed or breaks; what is too loose does not hold.

**How to fix it.** Scale the model (the gap scales with it), or choose another process.)",
    .parameters = kParameters,
    .since = "0.1",
}}};

void report_negative(const Comparison& comparison, const Joint& joint, Where where, CheckContext& context) {
  context.out.report(
      "parts/joint-clearance", std::move(where),
      "the {} of {} is larger than its counterpart in {}: it overlaps it by {} (median {}), so the "
      "parts cannot be put together",
      to_string(joint.kind), say_part(comparison, *joint.male),
      say_part(comparison, *joint.male == joint.a ? joint.b : joint.a),
      say_length(comparison, -joint.gap.min), say_length(comparison, -joint.gap.p50));
}

void run(const Comparison& comparison, CheckContext& context) {
  const std::string process = comparison.options.resin ? "resin" : "fdm";
  const double least = context.parameter("parts/joint-clearance", process + "-min");
  const double most = context.parameter("parts/joint-clearance", process + "-max");
  bool undecided = false;
  std::map<std::pair<std::uint32_t, std::uint32_t>, int> joints_of;  // two parts may meet in several
  for (const Joint& joint : comparison.assembly.joints) {
    const int number = ++joints_of[{joint.a, joint.b}];
    if (joint.kind == JointKind::kPlane || joint.one_sided || joint.gap.samples == 0) continue;
    Where where = at_part(comparison, joint.a);
    where.element = comparison.parts[joint.a].element + "+" + std::to_string(joint.b);
    if (number > 1) where.element += "#" + std::to_string(number);
    where.tally.witnesses.front().position = joint.centre;
    where.tally.witnesses.front().indices = {joint.a, joint.b};
    where.evidence.emplace_back("kind", std::string(to_string(joint.kind)));
    add_length(comparison, "gap_min", joint.gap.min, where.evidence);
    add_length(comparison, "gap_median", joint.gap.p50, where.evidence);
    where.evidence.emplace_back("samples", static_cast<std::int64_t>(joint.gap.samples));
    // A rim where a facet of the ball meets one of the socket is no fit that is too tight.
    if (joint.gap.p5 < 0) {
      report_negative(comparison, joint, std::move(where), context);
      continue;
    }
    const auto gap = comparison.mm(joint.gap.p50);
    undecided = undecided || !gap;
    if (!gap || (*gap >= least && *gap <= most)) continue;
    where.at_most = Severity::kWarning;
    context.out.report("parts/joint-clearance", std::move(where),
                       "the {} between {} and {} has a gap of {:.3g} mm a side, {} needs {:g} to {:g} mm: {}",
                       to_string(joint.kind), say_part(comparison, joint.a), say_part(comparison, joint.b),
                       *gap, process == "fdm" ? "FDM" : "resin", least, most,
                       *gap < least ? "it will be too tight" : "it will be loose");
  }
  if (undecided) skip_rule(context, "parts/joint-clearance");
}

}  // namespace

extern const Check check_parts_joint_clearance{.rules = kRules, .run = run};

}  // namespace meshgate
