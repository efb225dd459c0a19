#include <algorithm>
#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Parameter, 1> kParameters{{
    {"max-ratio", 4, 1, 1000, "", "largest ratio of the longer to the shorter side"},
}};

constexpr std::array<Rule, 1> kRules{{{
    .id = "image/extreme-aspect",
    .summary = "the picture is far from square",
    .severity = Severity::kWarning,
    .explanation = R"(The longer side is more than `max-ratio` times the shorter one.

**Why it matters.** The service works on a square: it pads or crops the picture, and the object fills only a strip of
it or is cut.

**How to fix it.** Crop the picture to the object with some room around it.)",
    .parameters = kParameters,
    .since = "0.1",
}}};

void run(const ImageFacts& facts, CheckContext& context) {
  const Image& image = facts.image();
  if (image.width == 0 || image.height == 0) return;
  const double limit = context.parameter("image/extreme-aspect", "max-ratio");
  const auto sides = std::minmax(image.width, image.height);
  const double ratio = static_cast<double>(sides.second) / sides.first;
  if (ratio <= limit) return;
  const Where where{{}, {}, {{"ratio", ratio}, {"limit", limit}}};
  context.out.report(
      "image/extreme-aspect", where,
      "{} × {} pixels: one side is {:.1f} times the other, more than {}. Crop the picture to the object",
      image.width, image.height, ratio, limit);
}

}  // namespace

extern const Check check_image_extreme_aspect{.rules = kRules, .run = run};

}  // namespace meshgate
