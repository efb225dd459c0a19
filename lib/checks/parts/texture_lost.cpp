#include <array>

#include "checks/check.h"
#include "checks/parts/detail/room.h"
#include "checks/parts/detail/say.h"

namespace meshgate {
namespace {

constexpr std::array<Parameter, 1> kParameters{{
    {"min-share", 0.5, 0, 1, "", "share of the samples that have to be textured"},
}};

constexpr std::array<Rule, 1> kRules{{{
    .id = "parts/texture-lost",
    .summary = "a part has no texture though the source has one",
    .severity = Severity::kError,
    .explanation =
        R"(Where the source has a texture with pixels, less than `min-share` of a part's samples have texture coordinates and an
image. Formats without textures (STL) are not asked.

**Why it matters.** The part is printed or shown in one colour. Cutting a mesh easily loses its texture coordinates.

**How to fix it.** Ask for a format that holds textures. Download the files that belong to it: an OBJ needs its MTL
and pictures beside it.)",
    .parameters = kParameters,
    .since = "0.1",
}}};

void run(const Comparison& comparison, CheckContext& context) {
  for (std::uint32_t i = 0; i < comparison.parts.size(); ++i) {
    const Part& part = comparison.parts[i];
    if (part.role != PartRole::kPart || part.texture_samples < 100) continue;
    if (!room_of(part).textures) return skip_rule(context, "parts/texture-lost");
    if (part.textured_share >= context.parameter("parts/texture-lost", "min-share")) continue;
    Where where = at_part(comparison, i);
    where.evidence.emplace_back("textured_share", part.textured_share);
    where.evidence.emplace_back("samples", static_cast<std::int64_t>(part.texture_samples));
    context.out.report(
        "parts/texture-lost", std::move(where),
        "the source is textured, but only {} of {} is: it has no texture coordinates or no image",
        say_share(part.textured_share), say_part(comparison, i));
  }
}

}  // namespace

extern const Check check_parts_texture_lost{.rules = kRules, .run = run};

}  // namespace meshgate
