#include <array>
#include <cmath>

#include "checks/check.h"
#include "checks/parts/detail/say.h"

#include <fmt/core.h>

namespace meshgate {
namespace {

constexpr std::array<Parameter, 1> kParameters{{
    {"max-shift", 0.001, 0, 1, "",
     "largest way of a corner of the box over the diagonal that counts as the same place"},
}};

constexpr std::array<Rule, 1> kRules{{{
    .id = "parts/frame-changed",
    .summary = "the result does not lie where its source lay",
    .severity = Severity::kError,
    .explanation =
        R"(The result, or one of its parts, lies on the source only after it is moved, turned or scaled. The pose is searched before
any distance is measured: the 24 turns by right angles, a uniform scale and a place, refined by iterative closest
points; `max-shift` is the way, over the diagonal of the source, by which a corner of the box may be off. All other
measures are taken in the place that was found, so that they say what else is wrong. The whole result elsewhere is a
warning; one part elsewhere than the others is an error.

**Why it matters.** A result in other axes or another size prints at the wrong size and no longer fits what was made for
the source: supports, bases, textures projected from outside. A part that was moved does not meet its neighbours.

**How to fix it.** Apply the inverse transform that the evidence gives. For a single part ask the service again.)",
    .parameters = kParameters,
    .since = "0.1",
}}};

// The way of a middle: what turns or grows where it is is not moved.
double3 way_of(const Similarity& pose, double3 middle) { return pose(middle) - middle; }

double3 middle_of(const Box3& box) { return (to_double(box.min) + to_double(box.max)) * 0.5; }

void add_pose(const Comparison& comparison, const Similarity& pose, double3 middle, Evidence& evidence) {
  evidence.emplace_back("scale", 1 / pose.scale);
  evidence.emplace_back("angle_deg", pose.angle_deg());
  const Similarity forth = inverse(pose);
  add_length(comparison, "move", length(way_of(forth, middle)), evidence);
  const Matrix4 matrix = pose.matrix();
  std::string text;
  for (std::size_t i = 0; i < 16; ++i) text += fmt::format("{}{:.9g}", i == 0 ? "" : " ", matrix.m[i]);
  evidence.emplace_back("matrix_to_source", text);
}

std::string describe(const Comparison& comparison, const Similarity& pose, double3 middle) {
  const Similarity forth = inverse(pose);
  // What is less than a millionth of the model is rounding.
  const auto told = [&](double x) { return std::abs(x) > 1e-6 * comparison.diagonal ? x : 0.0; };
  const double3 moved = way_of(forth, middle);
  const double3 way{told(moved.x), told(moved.y), told(moved.z)};
  std::string text;
  const auto add = [&](const std::string& what) { text += (text.empty() ? "" : ", ") + what; };
  if (std::abs(forth.scale - 1) > 1e-4) add(fmt::format("scaled by {:.6g}", forth.scale));
  if (pose.angle_deg() > 0.01) add(fmt::format("turned by {:.4g}°", pose.angle_deg()));
  if (length(way) > 1e-5 * comparison.diagonal)
    add(fmt::format("moved by ({:.5g}, {:.5g}, {:.5g})", way.x, way.y, way.z));
  return text.empty() ? "moved" : text;
}

void run(const Comparison& comparison, CheckContext& context) {
  if (comparison.pose_changed && !comparison.pose.mirrored) {
    Where where;
    where.at_most = Severity::kWarning;
    where.evidence.emplace_back("shift", comparison.pose_shift);
    where.evidence.emplace_back("fit", comparison.pose_share);
    const double3 middle = middle_of(comparison.source->bounds());
    add_pose(comparison, comparison.pose, middle, where.evidence);
    context.out.report(
        "parts/frame-changed", std::move(where),
        "the result was {} against the source; {} of the source lies on it then. What follows is "
        "measured in the source's place",
        describe(comparison, comparison.pose, middle), say_share(comparison.pose_share));
  }
  for (std::uint32_t i = 0; i < comparison.parts.size(); ++i) {
    const Part& part = comparison.parts[i];
    if (!part.moved || part.moved->mirrored) continue;
    Where where = at_part(comparison, i);
    const double3 middle = middle_of(part.body->bounds());
    add_pose(comparison, *part.moved, middle, where.evidence);
    context.out.report(
        "parts/frame-changed", std::move(where),
        "{} fits its place in the source only after it is put back: it was {}. The other parts lie "
        "right",
        say_part(comparison, i), describe(comparison, *part.moved, middle));
  }
}

}  // namespace

extern const Check check_parts_frame_changed{.rules = kRules, .run = run};

}  // namespace meshgate
