#include <array>

#include "checks/depth/detail/depth_rule.h"

namespace meshgate {
namespace {

constexpr std::array<Parameter, 5> kParameters{{
    {"min-gain", 0.1, 0, 1, "", "by which the overlap over the union must be better"},
    {"min-iou", 0.8, 0, 1, "",
     "overlap over the union that the map must have then: else it is of another picture"},
    {"min-edge-gain", 0.2, 0, 1, "", "by which the score of the edges must be better"},
    {"min-clear-edge-gain", 0.3, 0, 1, "",
     "the same where the edges fit as the map lies, in a picture full of them"},
    {"min-edge-score", 0.75, -1, 1, "", "score that the turned map must have there"},
}};

constexpr std::array<Rule, 1> kRules{{{
    .id = "depth/flipped",
    .summary = "the depth map lies in another way than its picture",
    .severity = Severity::kError,
    .explanation =
        R"(Of the eight ways in which a picture can lie, another one than that of the picture makes the outlines fit better, by at
least `min-gain` in overlap over union and to `min-iou` or more; a map that fits in no way is of another picture
(`depth/mask-mismatch`). Where the background was kept, or the picture's subject cannot be told
(`depth/mask-mismatch`), edges are compared instead: they do not fit as the map lies (`depth/edge-mismatch`), and
turned they do, with a score that is better by `min-edge-gain`; or they fit a little by chance, as in a picture full of
edges, and turned much better, by `min-clear-edge-gain` and to `min-edge-score`. A subject that is its own mirror image cannot be told
from its reflection.

**Why it matters.** Laid over the picture the relief is mirrored or stands on its head. Rows from the bottom instead of the
top, and an EXIF turn that was ignored, are the usual reasons.

**How to fix it.** Turn the map as the message says. Bake the EXIF turn into the picture before it is sent
(`image/exif-rotated`).)",
    .parameters = kParameters,
    .since = "0.1",
}}};

void report_outline(const DepthComparison& comparison, CheckContext& context) {
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

void report_edges(const DepthComparison& comparison, CheckContext& context) {
  const double as_it_lies = comparison.edges->score(), turned = comparison.turned_edges->score();
  Where where;
  where.evidence = {{"orientation", std::int64_t{comparison.edges_orientation}},
                    {"score", as_it_lies},
                    {"score_turned_back", turned}};
  context.out.report(
      "depth/flipped", std::move(where),
      "the map is {}: turned back, its edges fit those of the picture with a score of {:.2f} instead of "
      "{:.2f} (1 = all lie on one, 0 = no more than by chance)",
      say_orientation(comparison.edges_orientation), turned, as_it_lies);
}

void run(const DepthComparison& comparison, CheckContext& context) {
  if (!has_depth(comparison, "depth/flipped", context)) return;
  if (!knows_outlines(comparison) && !comparison.edges) return skip_depth_rule(context, "depth/flipped");
  if (is_outline_flipped(comparison, context)) {
    report_outline(comparison, context);
  } else if (are_edges_flipped(comparison, context)) {
    report_edges(comparison, context);
  }
}

}  // namespace

extern const Check check_depth_flipped{.rules = kRules, .run = run};

}  // namespace meshgate
