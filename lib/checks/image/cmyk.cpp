#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "image/cmyk",
    .summary = "the colours are those of a printing press",
    .severity = Severity::kWarning,
    .explanation = R"(The JPEG has four colour components: CMYK, or YCCK with the marker of Adobe's programs.

**Why it matters.** Without the colour profile of the press nobody knows which colours are meant. Decoders disagree
about inverted values too: the same file comes out with right, dull or negative colours.

**How to fix it.** Convert the picture to sRGB in the program that made it. `meshgate prepare` converts without a
profile, which changes colours visibly.

*Other tools:* browsers show such files in approximate colours, OpenCV and many services refuse them.)",
    .fix = "to-rgb",
    .since = "0.1",
}}};

void run(const ImageFacts& facts, CheckContext& context) {
  const ColorType type = facts.image().color_type;
  if (type != ColorType::kCmyk && type != ColorType::kYcck) return;
  const Where where{{}, {}, {{"color_type", std::string(to_string(type))}}};
  context.out.report("image/cmyk", where,
                     "the colours are {}, made for printing: convert the picture to sRGB",
                     type == ColorType::kCmyk ? "CMYK" : "CMYK (stored as YCCK)");
}

}  // namespace

extern const Check check_image_cmyk{.rules = kRules, .run = run};

}  // namespace meshgate
