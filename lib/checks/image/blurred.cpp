#include <algorithm>
#include <array>

#include "checks/check.h"
#include "checks/image/detail/blank.h"

namespace meshgate {
namespace {

constexpr std::array<Parameter, 1> kParameters{{
    {"min-sharpness", 0.2, 0, 1, "", "smallest sharpness, 0 (none) to 1 (ideal edges)"},
}};

constexpr std::array<Rule, 1> kRules{{{
    .id = "image/blurred",
    .summary = "the picture is out of focus",
    .severity = Severity::kWarning,
    .explanation =
        R"(The sharpness is below `min-sharpness`. It is measured on the picture scaled to at most 1024 pixels a side: the share
of the differences between neighbouring pixels that one more blur (a box of 9 pixels) takes away, after Crété et al.,
"The blur effect" (2007), scaled so that an ideal edge has 1. Differences below 2 % of the range do not count.
Photographs have 0.5 to 0.97; the same ones blurred by a Gaussian of 2 pixels 0.35 to 0.55, of 3 pixels 0.18 to 0.29,
of 4 pixels 0.11 to 0.16. A picture without any edge has 0. Blank pictures are left to `image/blank`, those with a
side below 64 pixels to `image/too-small`.

**Why it matters.** Edges that are not there cannot become geometry: the model is soft and its texture smeared.

**How to fix it.** Use a sharp photograph, or the original instead of an enlarged thumbnail.)",
    .parameters = kParameters,
    .since = "0.1",
}}};

void run(const ImageFacts& facts, CheckContext& context) {
  constexpr std::uint32_t kMeasurable = 64;  // in a smaller picture every edge is a few pixels wide
  const Image& image = facts.image();
  if (!image.decoded() || std::min(image.width, image.height) < kMeasurable) return;
  const ImageStats& stats = facts.stats();
  const double limit = context.parameter("image/blurred", "min-sharpness");
  if (stats.sharpness >= limit || is_blank(stats, context.parameter("image/blank", "max-range"))) return;
  const Where where{{}, {}, {{"sharpness", stats.sharpness}, {"limit", limit}}};
  context.out.report("image/blurred", where,
                     "sharpness {:.2f} is below {:.2f}: use a picture that is in focus", stats.sharpness,
                     limit);
}

}  // namespace

extern const Check check_image_blurred{.rules = kRules, .run = run};

}  // namespace meshgate
