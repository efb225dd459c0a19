#include <array>

#include "checks/check.h"
#include "checks/image/detail/blank.h"

namespace meshgate {
namespace {

constexpr std::array<Parameter, 1> kParameters{{
    {"min-fraction", 0.01, 0, 1, "", "smallest share of the picture that is foreground"},
}};

constexpr std::array<Rule, 1> kRules{{{
    .id = "image/no-foreground",
    .summary = "no object stands out",
    .severity = Severity::kWarning,
    .explanation =
        R"(Less than `min-fraction` of the picture is foreground. When the picture has transparent pixels, foreground is what is
at least half opaque; otherwise it is what differs from the median colour of the border by more than 8 % in a
channel. Blank pictures are left to `image/blank`.

**Why it matters.** The service cuts the object out first. When there is almost nothing to cut out, it takes the
background, or a speck of dust.

**How to fix it.** Crop the picture to the object, and use a background of another colour.)",
    .parameters = kParameters,
    .since = "0.1",
}}};

void run(const ImageFacts& facts, CheckContext& context) {
  if (!facts.image().decoded()) return;
  const ImageStats& stats = facts.stats();
  const double limit = context.parameter("image/no-foreground", "min-fraction");
  if (stats.foreground_fraction >= limit || is_blank(stats, context.parameter("image/blank", "max-range")))
    return;
  const Where where{{}, {}, {{"foreground_fraction", stats.foreground_fraction}, {"limit", limit}}};
  context.out.report(
      "image/no-foreground", where,
      "{:.2f} % of the picture stands out from the background, less than {:.2f} %: crop it to the object",
      100 * stats.foreground_fraction, 100 * limit);
}

}  // namespace

extern const Check check_image_no_foreground{.rules = kRules, .run = run};

}  // namespace meshgate
