#include <array>
#include <string>

#include "checks/check.h"
#include "checks/parts/detail/say.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "parts/joint-missing",
    .summary = "parts that should be held by a joint are not",
    .severity = Severity::kError,
    .explanation =
        R"(A ball or dovetail was asked for, and between two neighbouring parts only plane faces are found; or a ball or tongue has no
socket or groove on the other side. Joints are recognised on the faces that look at each other inside of the source:
spheres by sample consensus, dovetails by planes that look back at the cut face from two sides.

**Why it matters.** The parts have to be glued, and nothing leads them to their place; a ball without a socket keeps
them apart.

**How to fix it.** Ask the service again; very thin places have no room for a joint.)",
    .since = "0.1",
}}};

std::string say_kind(const Joint& joint) {
  return joint.kind == JointKind::kPlane ? "only plane faces" : "a " + std::string(to_string(joint.kind));
}

bool satisfies(const Joint& joint, const std::string& wanted) {
  if (joint.one_sided) return false;
  if (wanted == "ball") return joint.kind == JointKind::kBall;
  if (wanted == "dovetail") return joint.kind == JointKind::kDovetail;
  return joint.kind != JointKind::kPlane;  // a pin
}

void run(const Comparison& comparison, CheckContext& context) {
  const Expectation& expected = comparison.options.expectation;
  const std::string& wanted = expected.joint;
  if (expected.kind != ExpectationKind::kSplit || expected.loose_connectors) return;
  for (const Contact& contact : comparison.assembly.contacts) {
    // The joint that says most of the pair: the one that was asked for, else the largest.
    const Joint* found = nullptr;
    for (const Joint& joint : comparison.assembly.joints) {
      if (joint.a != contact.a || joint.b != contact.b) continue;
      const bool better = found == nullptr || (satisfies(joint, wanted) && !satisfies(*found, wanted)) ||
                          (joint.one_sided && found->kind == JointKind::kPlane);
      if (better) found = &joint;
    }
    // Skins that pass each other closely are no seam.
    if (found == nullptr) continue;
    const bool asked = !wanted.empty() && wanted != "none";
    if (asked ? satisfies(*found, wanted) : !found->one_sided) continue;
    Where where = at_part(comparison, contact.a);
    where.element = comparison.parts[contact.a].element + "+" + std::to_string(contact.b);
    where.tally.witnesses.front().position = found->centre;
    where.tally.witnesses.front().indices = {contact.a, contact.b};
    where.evidence.emplace_back("found", std::string(to_string(found->kind)));
    if (asked) where.evidence.emplace_back("asked", wanted);
    if (found->one_sided) {
      const std::uint32_t male = found->male.value_or(contact.a);
      context.out.report("parts/joint-missing", std::move(where), "the {} of {} has no counterpart in {}",
                         to_string(found->kind), say_part(comparison, male),
                         say_part(comparison, male == contact.a ? contact.b : contact.a));
      continue;
    }
    context.out.report("parts/joint-missing", std::move(where),
                       "between {} and {} a {} was asked for, found {}", say_part(comparison, contact.a),
                       say_part(comparison, contact.b), wanted, say_kind(*found));
  }
}

}  // namespace

extern const Check check_parts_joint_missing{.rules = kRules, .run = run};

}  // namespace meshgate
