#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "checks/check.h"
#include "checks/parts/detail/say.h"

#include <fmt/core.h>

namespace meshgate {
namespace {

constexpr std::array<Parameter, 3> kParameters{{
    {"max-shift", 0.001, 0, 1, "",
     "largest way of a corner of the box over the diagonal that counts as the same place"},
    {"max-part-shift", 0.0005, 0, 1, "",
     "way of a single part over the diagonal that counts as none, when the print scale is not known"},
    {"max-part-shift-mm", 0.1, 0, 10, "mm", "the same at print scale"},
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
warning; one part elsewhere than the others is an error. Several parts elsewhere are one finding that tells what they
have in common: two exchanged, all spread as in an exploded view, or laid out side by side; the last two are a warning,
since nothing is lost. A part that is off its place by less than the tolerance of `parts/missing-surface`, but by more than
`max-part-shift` of the diagonal or `max-part-shift-mm` at print scale, is a warning: that much of the play of a joint is
gone on one side. It is told when the move explains most of what lies between its skin and the source.
Numbers are compared as they are written. Where source and result state their unit or the axis that is up, as USD, glTF and
3MF do, and that is the scale or the turn that was found, the finding says so.

**Why it matters.** A result in other axes or another size prints at the wrong size and no longer fits what was made for
the source: supports, bases, textures projected from outside. A part that was moved does not meet its neighbours.

**How to fix it.** Apply the inverse transform that the evidence gives. For a single part ask the service again.)",
    .parameters = kParameters,
    .since = "0.1",
}}};

// The way of a middle: what turns or grows where it is is not moved.
double3 way_of(const Similarity& pose, double3 middle) { return pose(middle) - middle; }

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

// What a result's file states of its frame; absent when its files differ, or the format knows none.
struct StatedFrame {
  std::optional<double> meters;
  char up = 0;
};

StatedFrame stated_frame(const Comparison& comparison) {
  StatedFrame stated;
  bool is_first = true;
  for (const ComparedFile& file : comparison.files) {
    if (file.asset == nullptr) continue;
    const Scene& scene = file.asset->scene;
    const StatedFrame own{scene.meters_per_unit, scene.up_axis};
    if (std::exchange(is_first, false)) stated = own;
    if (own.meters != stated.meters) stated.meters.reset();
    if (own.up != stated.up) stated.up = 0;
  }
  return stated;
}

// Whether the pose is the turn about X that lays `from` upwards where `to` is.
bool is_axis_turn(const Similarity& pose, char from, char to) {
  constexpr double kSame = 1e-3;
  const double sign = from == 'Z' && to == 'Y' ? 1 : -1;
  const std::array<double3, 3> rows{{{1, 0, 0}, {0, 0, sign}, {0, -sign, 0}}};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (length(pose.rows[i] - rows[i]) > kSame) return false;
  }
  return true;
}

// ". The file says that …", when that is the scale or the turn that was found: a program that heeds it shows
// both alike.
std::string explain_by_file(const Comparison& comparison, Evidence& evidence) {
  constexpr double kSame = 1e-3;
  const Similarity& pose = comparison.pose;
  const StatedFrame result = stated_frame(comparison);
  const Scene& source = comparison.source_asset->scene;
  std::string explained;
  const auto add = [&](const std::string& text, std::string_view what) {
    explained +=
        fmt::format("{}{}, which explains the {}", explained.empty() ? "" : ", and that ", text, what);
    evidence.emplace_back(fmt::format("{}_stated", what), text);
  };
  if (result.meters && source.meters_per_unit && *result.meters > 0 && *source.meters_per_unit > 0) {
    const double ratio = *result.meters / *source.meters_per_unit;
    if (std::abs(ratio - 1) > kSame && std::abs(pose.scale / ratio - 1) < kSame) {
      add(fmt::format("1 unit = {:.6g} m (in the source {:.6g} m)", *result.meters, *source.meters_per_unit),
          "scale");
    }
  }
  if (result.up != 0 && source.up_axis != 0 && result.up != source.up_axis &&
      is_axis_turn(pose, result.up, source.up_axis))
    add(fmt::format("{} is up (in the source {})", result.up, source.up_axis), "turn");
  return explained.empty() ? explained : ". The file says that " + explained;
}

void report_moved_part(const Comparison& comparison, CheckContext& context) {
  for (std::uint32_t i = 0; i < comparison.parts.size(); ++i) {
    const Part& part = comparison.parts[i];
    if (!part.moved || part.moved->mirrored) continue;
    Where where = at_part(comparison, i);
    const double3 middle = part.body->bounds().middle();
    add_pose(comparison, *part.moved, middle, where.evidence);
    context.out.report(
        "parts/frame-changed", std::move(where),
        "{} fits its place in the source only after it is put back: it was {}. The other parts lie "
        "right",
        say_part(comparison, i), describe(comparison, *part.moved, middle));
  }
}

// How the parts lie, for people.
std::string say_layout(const Comparison& comparison, const std::vector<std::uint32_t>& moved) {
  const PartLayout& layout = comparison.layout;
  switch (layout.kind) {
    case PartLayout::Kind::kExchanged:
      return fmt::format("{} and {} lie in each other's place", say_part(comparison, moved[0]),
                         say_part(comparison, moved[1]));
    case PartLayout::Kind::kApart:
      return fmt::format("the parts are spread to about {:.3g} times their distances, as in an exploded view",
                         layout.factor);
    case PartLayout::Kind::kOnPlate:
      return fmt::format("the parts are laid out side by side, all on {} = {:.4g}", layout.axis,
                         std::abs(layout.plane) > 1e-5 * comparison.diagonal ? layout.plane : 0.0);
    case PartLayout::Kind::kScattered:
      break;
  }
  std::string text;
  constexpr std::size_t kTold = 3;
  for (std::size_t i = 0; i < std::min(moved.size(), kTold); ++i) {
    const Part& part = comparison.parts[moved[i]];
    text += fmt::format("{}{} was {}", i == 0 ? "" : "; ", say_part(comparison, moved[i]),
                        describe(comparison, *part.moved, part.body->bounds().middle()));
  }
  if (moved.size() > kTold) text += fmt::format("; and {} more", moved.size() - kTold);
  return text;
}

// Several parts elsewhere than in the source: one finding, with what they have in common.
void report_layout(const Comparison& comparison, CheckContext& context) {
  const PartLayout& layout = comparison.layout;
  std::vector<std::uint32_t> moved;
  for (std::uint32_t i = 0; i < comparison.parts.size(); ++i) {
    const Part& part = comparison.parts[i];
    if (part.moved && !part.moved->mirrored) moved.push_back(i);
  }
  Where where;
  where.element = "/parts";
  for (const std::uint32_t i : moved)
    where.tally.add([&] { return at_part(comparison, i).tally.witnesses.front(); });
  const bool laid_out = layout.kind == PartLayout::Kind::kApart || layout.kind == PartLayout::Kind::kOnPlate;
  if (laid_out) where.at_most = Severity::kWarning;
  static constexpr std::string_view kNames[] = {"scattered", "exchanged", "apart", "on-plate"};
  where.evidence.emplace_back("layout", std::string(kNames[static_cast<std::size_t>(layout.kind)]));
  where.evidence.emplace_back("parts_moved", static_cast<std::int64_t>(moved.size()));
  add_length(comparison, "largest_move", layout.move, where.evidence);
  where.evidence.emplace_back("largest_angle_deg", layout.angle_deg);
  if (layout.kind == PartLayout::Kind::kApart) where.evidence.emplace_back("factor", layout.factor);
  context.out.report(
      "parts/frame-changed", std::move(where),
      "{} of {} parts fit their places in the source only after they are put back, by up to {}{}: {}. What "
      "follows is measured with all parts in their places",
      moved.size(), comparison.count(PartRole::kPart), say_length(comparison, layout.move),
      layout.angle_deg > kNoTurn ? fmt::format(" and {:.4g}°", layout.angle_deg) : "",
      say_layout(comparison, moved));
}

// Parts that lie nearly right: measured where they are.
void report_offsets(const Comparison& comparison, CheckContext& context) {
  for (std::uint32_t i = 0; i < comparison.parts.size(); ++i) {
    const Part& part = comparison.parts[i];
    // What is farther off and was not put back has another shape: other rules tell what it is.
    const bool is_off =
        part.offset.is_off(comparison.least_offset()) && part.offset.move <= comparison.tolerance();
    if (part.role != PartRole::kPart || part.moved || !is_off) continue;
    Where where = at_part(comparison, i);
    where.at_most = Severity::kWarning;
    const double3 middle = part.body->bounds().middle();
    add_pose(comparison, part.offset.pose, middle, where.evidence);
    add_length(comparison, "off_before", part.offset.before, where.evidence);
    add_length(comparison, "off_after", part.offset.after, where.evidence);
    context.out.report("parts/frame-changed", std::move(where),
                       "{} is {} off its place in the source: it was {}. It is measured where it lies",
                       say_part(comparison, i), say_length(comparison, part.offset.move),
                       describe(comparison, part.offset.pose, middle));
  }
}

void run(const Comparison& comparison, CheckContext& context) {
  if (comparison.pose_changed && !comparison.pose.mirrored) {
    Where where;
    where.at_most = Severity::kWarning;
    where.evidence.emplace_back("shift", comparison.pose_shift);
    where.evidence.emplace_back("fit", comparison.pose_share);
    const double3 middle = comparison.source->bounds().middle();
    add_pose(comparison, comparison.pose, middle, where.evidence);
    const std::string explained = explain_by_file(comparison, where.evidence);
    context.out.report(
        "parts/frame-changed", std::move(where),
        "the result was {} against the source; {} of the source lies on it then{}. What follows is "
        "measured in the source's place",
        describe(comparison, comparison.pose, middle), say_share(comparison.pose_share), explained);
  }
  if (comparison.layout.count > 1) {
    report_layout(comparison, context);
  } else {
    report_moved_part(comparison, context);
  }
  report_offsets(comparison, context);
}

}  // namespace

extern const Check check_parts_frame_changed{.rules = kRules, .run = run};

}  // namespace meshgate
