#include <algorithm>
#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Parameter, 1> kParameters{{
    {"min-side", 128, 1, 16384, "pixels", "smallest length of the shorter side"},
}};

constexpr std::array<Rule, 1> kRules{{{
    .id = "image/too-small",
    .summary = "the picture has too few pixels",
    .severity = Severity::kWarning,
    .explanation = R"(The shorter side has fewer than `min-side` pixels.

**Why it matters.** There is nothing to take detail from: the service scales the picture up and invents the rest. The
result costs the same as one from a good picture.

**How to fix it.** Use the original instead of a thumbnail; 1024 pixels or more on the shorter side are good.
Enlarging the small picture adds nothing.)",
    .parameters = kParameters,
    .since = "0.1",
}}};

void run(const ImageFacts& facts, CheckContext& context) {
  const Image& image = facts.image();
  if (image.width == 0 || image.height == 0) return;  // the header could not be read
  const double limit = context.parameter("image/too-small", "min-side");
  const std::uint32_t side = std::min(image.width, image.height);
  if (side >= limit) return;
  const Where where{
      {},
      {},
      {{"width", std::int64_t{image.width}}, {"height", std::int64_t{image.height}}, {"limit", limit}}};
  context.out.report("image/too-small", where,
                     "{} × {} pixels: the shorter side is below {}. Use the picture at its full size",
                     image.width, image.height, limit);
}

}  // namespace

extern const Check check_image_too_small{.rules = kRules, .run = run};

}  // namespace meshgate
