#include <array>

#include "checks/depth/detail/depth_rule.h"

namespace meshgate {
namespace {

constexpr std::array<Parameter, 1> kParameters{{
    {"max-share", 0.01, 0, 1, "", "share of the background that may have another value"},
}};

constexpr std::array<Rule, 1> kRules{{{
    .id = "depth/background",
    .summary = "something is left where the background was to be removed",
    .severity = Severity::kError,
    .explanation =
        R"(The background was to be removed (`rmbg`), so that outside of the subject the map has one value. More than `max-share` of
the map's border (where the picture's subject does not reach it) has another value; or, where the outline is right, more
than `max-share` of what lies clearly outside of the subject. Values within 2 % of the map's range are the same.

**Why it matters.** The relief gets a wall or blobs around the subject, and its height is spent on them.

**How to fix it.** The service was asked to remove the background and did not find all of it: send the picture with a
transparent background, or with one of a plain colour that the subject does not have.)",
    .parameters = kParameters,
    .since = "0.1",
}}};

void run(const DepthComparison& comparison, CheckContext& context) {
  if (!comparison.options.remove_background) return skip_depth_rule(context, "depth/background");
  if (!has_depth(comparison, "depth/background", context)) return;
  if (is_flipped(comparison, context) || !keeps_background(comparison, context)) return;
  Where where;
  where.evidence = {{"background", comparison.background},
                    {"border_varying", comparison.border_varying},
                    {"outside_varying", comparison.outside_varying}};
  context.out.report(
      "depth/background", std::move(where),
      "{} of the map's border and {} of what lies outside of the subject differ from the background's value "
      "{:.4g}; up to {} may. Send the picture with a transparent background",
      say_percent(comparison.border_varying), say_percent(comparison.outside_varying), comparison.background,
      say_percent(context.parameter("depth/background", "max-share")));
}

}  // namespace

extern const Check check_depth_background{.rules = kRules, .run = run};

}  // namespace meshgate
