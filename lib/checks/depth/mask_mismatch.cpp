#include <array>

#include "checks/depth/detail/depth_rule.h"

namespace meshgate {
namespace {

constexpr std::array<Parameter, 2> kParameters{{
    {"min-iou-alpha", 0.9, 0, 1, "", "least overlap with the alpha of the picture"},
    {"min-iou-segmented", 0.8, 0, 1, "", "least overlap with a segmented subject"},
}};

constexpr std::array<Rule, 1> kRules{{{
    .id = "depth/mask-mismatch",
    .summary = "the outline in the depth map is not that of the picture",
    .severity = Severity::kError,
    .explanation =
        R"(Subject and background of the map (background removed) are compared with those of the picture, scaled to 512 pixels: the
overlap over the union. The subject of the picture is its alpha; without one, everything that a flood of the border's colour
does not reach (a picture whose border has no single colour is not judged). What counts as that colour is within 0.08 of a
channel, or within 0.04, 0.02 or 0.01 where the outline fits better then, as that of a light subject on a light ground does.
Below `min-iou-alpha` or `min-iou-segmented` the outlines differ.

A subject that fades into its ground has no outline that colour could tell, as white plaster on white. Where the map has all
of what can be told from the ground, and goes on where the subject fades, that is an `info`: only a look decides.

**Why it matters.** The map belongs to another picture, is shifted or scaled, or a part of the subject was taken for
background.

**How to fix it.** Look at the picture of the difference in the HTML report. Check that the map is that of this task; ask
again with a transparent background.)",
    .parameters = kParameters,
    .since = "0.1",
}}};

void run(const DepthComparison& comparison, CheckContext& context) {
  if (!has_masks(comparison, "depth/mask-mismatch", context)) return;
  if (is_flipped(comparison, context) || keeps_background(comparison, context)) return;
  if (!is_outline_off(comparison, context)) return;
  // A map that was cut to another shape has another outline: depth/size-mismatch says so.
  if (!has_shape_of_picture(comparison, context)) return;
  const bool alpha = comparison.subject.source == MaskSource::kAlpha;
  const double least =
      context.parameter("depth/mask-mismatch", alpha ? "min-iou-alpha" : "min-iou-segmented");
  const auto share = [](const Mask& mask) {
    return static_cast<double>(mask.count()) / static_cast<double>(mask.set.size());
  };
  Where where;
  where.evidence = {{"iou", comparison.iou},
                    {"subject", share(comparison.subject.mask)},
                    {"foreground", share(comparison.foreground)},
                    {"mask", std::string(alpha ? "alpha" : "segmented")}};
  if (comparison.subject_fades) {
    where.at_most = Severity::kInfo;
    context.out.report(
        "depth/mask-mismatch", std::move(where),
        "the subject fades into its ground, so its outline cannot be told by colour: it covers "
        "at least {} of the picture, and {} of the map, which has all of that (overlap over "
        "union {:.3f}). Look at the picture of the difference, or send the picture with a "
        "transparent background",
        say_percent(share(comparison.subject.mask)), say_percent(share(comparison.foreground)),
        comparison.iou);
    return;
  }
  context.out.report("depth/mask-mismatch", std::move(where),
                     "the subject covers {} of the picture (by its {}) and {} of the map; the overlap over "
                     "the union is {:.3f}, "
                     "at least {:.3g} is wanted. Is it the map of this picture?",
                     say_percent(share(comparison.subject.mask)), alpha ? "alpha" : "border colour",
                     say_percent(share(comparison.foreground)), comparison.iou, least);
}

}  // namespace

extern const Check check_depth_mask_mismatch{.rules = kRules, .run = run};

}  // namespace meshgate
