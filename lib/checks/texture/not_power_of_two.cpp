#include <array>
#include <bit>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "texture/not-power-of-two",
    .summary = "the sides of a texture are not powers of two",
    .severity = Severity::kInfo,
    .explanation = R"(The width or the height of the picture is not 1, 2, 4, 8 … pixels.

**Why it matters.** Old hardware and WebGL 1 cannot repeat such a texture or make smaller versions of it; engines
scale it on import, which costs sharpness. Everything current takes any size. Splitters and
slicers do not look.

**How to fix it.** Scale the picture to the nearest power of two when an old target matters: `meshgate prepare`
does with `resize-textures`.

*Other tools:* Khronos' glTF validator reports IMAGE_NPOT_DIMENSIONS, as an information too.)",
    .fix = "resize-textures",
    .since = "0.1",
}}};

void run(const AssetFacts& facts, CheckContext& context) {
  for (const TextureImage& texture : facts.asset().scene.images) {
    const Image& image = texture.image;
    if (image.width == 0 || image.height == 0) continue;  // not decoded: nothing is known
    if (std::has_single_bit(image.width) && std::has_single_bit(image.height)) continue;
    const Where where{
        texture.element, {}, {{"width", std::int64_t{image.width}}, {"height", std::int64_t{image.height}}}};
    context.out.report("texture/not-power-of-two", where,
                       "{} × {} pixels: not powers of two. Scale the picture when old hardware matters",
                       image.width, image.height);
  }
}

}  // namespace

extern const Check check_texture_not_power_of_two{.rules = kRules, .run = run};

}  // namespace meshgate
