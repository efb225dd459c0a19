#include <array>

#include "checks/check.h"
#include "checks/image/detail/blank.h"

namespace meshgate {
namespace {

constexpr std::array<Parameter, 1> kParameters{{
    {"max-range", 0.02, 0, 1, "", "largest range of luminance of a blank picture"},
}};

constexpr std::array<Rule, 1> kRules{{{
    .id = "image/blank",
    .summary = "the picture shows nothing",
    .severity = Severity::kWarning,
    .explanation =
        R"(No pixel is visible, or an opaque picture is of one colour: the luminance of all pixels lies within `max-range`
(0 to 1) and less than one thousandth of them differs from the colour of the border.

**Why it matters.** There is nothing to make a model of, but the task is charged all the same.

**How to fix it.** Look at the picture; an export or a background removal went wrong.)",
    .parameters = kParameters,
    .since = "0.1",
}}};

void run(const ImageFacts& facts, CheckContext& context) {
  if (!facts.image().decoded()) return;
  const ImageStats& stats = facts.stats();
  if (!is_blank(stats, context.parameter("image/blank", "max-range"))) return;
  const Where where{
      {}, {}, {{"min", stats.min}, {"max", stats.max}, {"transparent_fraction", stats.transparent_fraction}}};
  if (stats.levels == 0) {
    context.out.report("image/blank", where, "every pixel is transparent: there is nothing to see");
  } else {
    context.out.report("image/blank", where, "the whole picture has one colour (luminance {:.2f} to {:.2f})",
                       stats.min, stats.max);
  }
}

}  // namespace

extern const Check check_image_blank{.rules = kRules, .run = run};

}  // namespace meshgate
