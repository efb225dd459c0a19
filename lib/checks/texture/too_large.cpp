#include <algorithm>
#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Parameter, 1> kParameters{{
    {"max-side", 8192, 1, 65536, "pixels", "longest side of a texture"},
}};

constexpr std::array<Rule, 1> kRules{{{
    .id = "texture/too-large",
    .summary = "a texture has more pixels than hardware takes",
    .severity = Severity::kWarning,
    .explanation =
        R"(A side of the picture is longer than `max-side` pixels. The size comes from the header, whether or not the picture
could be decoded.

**Why it matters.** Graphics hardware of phones and many browsers stop at 4096 or 8192 and scale the picture down or
show nothing. For a splitter or a slicer the file is large for nothing.

**How to fix it.** Scale the picture down: `meshgate prepare --max-side 4096`.)",
    .parameters = kParameters,
    .fix = "resize-textures",
    .since = "0.1",
}}};

void run(const AssetFacts& facts, CheckContext& context) {
  const double limit = context.parameter("texture/too-large", "max-side");
  for (const TextureImage& texture : facts.asset().scene.images) {
    const Image& image = texture.image;
    if (std::max(image.width, image.height) <= limit) continue;
    const Where where{
        texture.element,
        {},
        {{"width", std::int64_t{image.width}}, {"height", std::int64_t{image.height}}, {"limit", limit}}};
    context.out.report("texture/too-large", where, "{} × {} pixels: longer than {}. Scale the picture down",
                       image.width, image.height, limit);
  }
}

}  // namespace

extern const Check check_texture_too_large{.rules = kRules, .run = run};

}  // namespace meshgate
