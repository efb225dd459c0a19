#include <array>
#include <string>

#include "checks/check.h"
#include "checks/parts/detail/say.h"

namespace meshgate {
namespace {

constexpr std::array<Parameter, 2> kParameters{{
    {"smallest-cut-mm", 2, 0, 1000, "mm", "width of a cut at print scale that has room for a joint"},
    {"smallest-cut", 0.012, 0, 1, "",
     "the same over the diagonal of the source, when the print scale is not known"},
}};

constexpr std::array<Rule, 1> kRules{{{
    .id = "parts/joint-missing",
    .summary = "parts that should be held by a joint are not",
    .severity = Severity::kError,
    .explanation =
        R"(A ball, dovetail or pin was asked for, and between two neighbouring parts only plane faces are found, or another kind
(any kind will do for a pin); or a ball, tongue or pin has nothing on the other side that it stands in. Joints are
recognised on the faces that look at each other inside of the source: what stands out of the cut, each by itself. A
sphere is a ball, planes that look back at the cut face from two sides are a dovetail, other steep walls all around a
pin.

A joint is only asked for where it has room: where the common cut is `smallest-cut-mm` wide at print scale, or
`smallest-cut` of the diagonal when that is not known. The width is the area of the cut over its extent, half to four
fifths of the diameter of a round one; a sliver is narrow however long it is.

**Why it matters.** The parts have to be glued, and nothing leads them to their place; a ball without a socket keeps
them apart.

**How to fix it.** Ask the service again; very thin places have no room for a joint.)",
    .parameters = kParameters,
    .since = "0.1",
}}};

std::string say_kind(const Joint& joint) {
  return joint.kind == JointKind::kPlane ? "only plane faces" : "a " + std::string(to_string(joint.kind));
}

bool satisfies(const Joint& joint, const std::string& wanted) {
  if (wanted == "ball") return joint.kind == JointKind::kBall;
  if (wanted == "dovetail") return joint.kind == JointKind::kDovetail;
  return joint.kind != JointKind::kPlane;  // a pin
}

Where at_joint(const Comparison& comparison, const Joint& joint, int number) {
  Where where = at_pair(comparison, joint.a, joint.b, joint.centre, number);
  where.evidence.emplace_back("found", std::string(to_string(joint.kind)));
  return where;
}

void report_one_sided(const Comparison& comparison, const Joint& joint, Where where, CheckContext& context) {
  const std::uint32_t male = joint.male.value_or(joint.a);
  context.out.report("parts/joint-missing", std::move(where), "the {} of {} has no counterpart in {}",
                     to_string(joint.kind), say_part(comparison, male),
                     say_part(comparison, male == joint.a ? joint.b : joint.a));
}

void judge_contact(const Comparison& comparison, const Contact& contact, CheckContext& context) {
  const std::string& wanted = comparison.options.expectation.joint;
  bool asked = !wanted.empty() && wanted != "none";
  const Joint* widest = nullptr;
  int number = 0;
  for (const Joint& joint : comparison.assembly.joints) {
    if (joint.a != contact.a || joint.b != contact.b) continue;
    ++number;
    // A second one that stands against a wall keeps the parts apart, whatever the first one does.
    if (joint.one_sided) report_one_sided(comparison, joint, at_joint(comparison, joint, number), context);
    asked = asked && !joint.one_sided && !satisfies(joint, wanted);
    if (widest == nullptr || joint.cut_width > widest->cut_width) widest = &joint;
  }
  // Skins that pass each other closely are no seam.
  if (!asked || widest == nullptr) return;
  const auto width = comparison.mm(widest->cut_width);
  const auto parameter = [&](std::string_view name) {
    return context.parameter("parts/joint-missing", name);
  };
  if (width ? *width < parameter("smallest-cut-mm")
            : widest->cut_width < parameter("smallest-cut") * comparison.diagonal)
    return;
  Where where = at_joint(comparison, *widest, 1);
  where.evidence.emplace_back("asked", wanted);
  add_length(comparison, "cut_width", widest->cut_width, where.evidence);
  context.out.report("parts/joint-missing", std::move(where),
                     "between {} and {} a {} was asked for, found {}", say_part(comparison, contact.a),
                     say_part(comparison, contact.b), wanted, say_kind(*widest));
}

void run(const Comparison& comparison, CheckContext& context) {
  const Expectation& expected = comparison.options.expectation;
  if (expected.kind != ExpectationKind::kSplit || expected.loose_connectors) return;
  for (const Contact& contact : comparison.assembly.contacts) judge_contact(comparison, contact, context);
}

}  // namespace

extern const Check check_parts_joint_missing{.rules = kRules, .run = run};

}  // namespace meshgate
