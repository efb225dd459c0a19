#include <array>

#include "checks/depth/detail/depth_rule.h"

namespace meshgate {
namespace {

constexpr std::array<Parameter, 1> kParameters{{
    {"min-gain", 0.1, 0, 1, "", "by which the overlap over the union must be better"},
}};

constexpr std::array<Rule, 1> kRules{{{
    .id = "depth/flipped",
    .summary = "the depth map lies in another way than its picture",
    .severity = Severity::kError,
    .explanation =
        R"(Of the eight ways in which a picture can lie, another one than that of the picture makes the outlines fit better, by at
least `min-gain` in overlap over union. Needs a removed background and a picture whose subject can be told
(`depth/mask-mismatch`); a subject that is its own mirror image cannot be told from its reflection.

**Why it matters.** Laid over the picture the relief is mirrored or stands on its head. Rows from the bottom instead of the
top, and an EXIF turn that was ignored, are the usual reasons.

**How to fix it.** Turn the map as the message says. Bake the EXIF turn into the picture before it is sent
(`image/exif-rotated`).)",
    .parameters = kParameters,
    .since = "0.1",
}}};

void run(const DepthComparison& comparison, CheckContext& context) {
  if (!has_masks(comparison, "depth/flipped", context) || !is_flipped(comparison, context)) return;
  Where where;
  where.evidence = {{"orientation", std::int64_t{comparison.best_orientation}},
                    {"iou", comparison.iou},
                    {"iou_turned_back", comparison.best_iou}};
  context.out.report(
      "depth/flipped", std::move(where),
      "the map is {}: turned back, its outline fits the picture with an overlap over union of {:.3f} "
      "instead of {:.3f}",
      say_orientation(comparison.best_orientation), comparison.best_iou, comparison.iou);
}

}  // namespace

extern const Check check_depth_flipped{.rules = kRules, .run = run};

}  // namespace meshgate
