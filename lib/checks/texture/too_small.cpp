#include <algorithm>
#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Parameter, 1> kParameters{{
    {"min-side", 512, 1, 65536, "pixels", "shortest side of a texture"},
}};

constexpr std::array<Rule, 1> kRules{{{
    .id = "texture/too-small",
    .summary = "a texture has fewer pixels than the target asks for",
    .severity = Severity::kOff,
    .explanation =
        R"(A side of the picture is shorter than `min-side` pixels. The size comes from the header, whether or not the picture
could be decoded. The default of 512 is what Khronos recommends for shops on the web (glTF Asset Auditor,
khronos-recommended.json). Off unless a profile or a configuration turns it on: a palette of 16 × 16 pixels is good.

**Why it matters.** The surface looks washed out from near. A shop or a service that asks for a size refuses the model.
Splitters and slicers do not care.

**How to fix it.** Export the model with the texture at its full size. Enlarging the small picture satisfies the rule and
adds nothing.

*Other tools:* Khronos' asset auditor compares the least width and height of all textures with its schema.)",
    .parameters = kParameters,
    .since = "0.1",
}}};

void run(const AssetFacts& facts, CheckContext& context) {
  const double limit = context.parameter("texture/too-small", "min-side");
  for (const TextureImage& texture : facts.asset().scene.images) {
    const Image& image = texture.image;
    if (image.width == 0 || image.height == 0) continue;  // not decoded: nothing is known
    if (std::min(image.width, image.height) >= limit) continue;
    const Where where{
        texture.element,
        {},
        {{"width", std::int64_t{image.width}}, {"height", std::int64_t{image.height}}, {"limit", limit}}};
    context.out.report("texture/too-small", where,
                       "{} × {} pixels: the shorter side is below {}. Use the picture at its full size",
                       image.width, image.height, limit);
  }
}

}  // namespace

extern const Check check_texture_too_small{.rules = kRules, .run = run};

}  // namespace meshgate
