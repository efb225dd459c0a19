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
    .summary = "a part has no texture or vertex colours though the source has some",
    .severity = Severity::kError,
    .explanation =
        R"(Where the source has a texture with pixels, less than `min-share` of a part's samples have texture coordinates and an
image; or where the source has colours at its vertices, less than `min-share` have colours of any kind. Formats without
room for them (STL) are not asked.

**Why it matters.** The part is printed or shown in one colour. Cutting a mesh easily loses its texture coordinates.

**How to fix it.** Ask for a format that holds textures. Download the files that belong to it: an OBJ needs its MTL
and pictures beside it.)",
    .parameters = kParameters,
    .since = "0.1",
}}};

void report_textures(const Comparison& comparison, std::uint32_t number, CheckContext& context) {
  const Part& part = comparison.parts[number];
  if (part.textured_share >= context.parameter("parts/texture-lost", "min-share")) return;
  Where where = at_part(comparison, number);
  where.evidence.emplace_back("textured_share", part.textured_share);
  where.evidence.emplace_back("samples", static_cast<std::int64_t>(part.texture_samples));
  context.out.report(
      "parts/texture-lost", std::move(where),
      "the source is textured, but only {} of {} is: it has no texture coordinates or no image",
      say_share(part.textured_share), say_part(comparison, number));
}

void report_colors(const Comparison& comparison, std::uint32_t number, CheckContext& context) {
  const Part& part = comparison.parts[number];
  if (part.painted_share >= context.parameter("parts/texture-lost", "min-share")) return;
  Where where = at_part(comparison, number);
  where.evidence.emplace_back("colored_share", part.painted_share);
  where.evidence.emplace_back("samples", static_cast<std::int64_t>(part.painted_samples));
  context.out.report("parts/texture-lost", std::move(where),
                     "the source has colours at its vertices, but only {} of {} has colours",
                     say_share(part.painted_share), say_part(comparison, number));
}

void run(const Comparison& comparison, CheckContext& context) {
  constexpr std::uint64_t kFewest = 100;
  bool no_room = false;
  for (std::uint32_t i = 0; i < comparison.parts.size(); ++i) {
    const Part& part = comparison.parts[i];
    if (part.role != PartRole::kPart) continue;
    const FormatRoom room = room_of(part);
    if (part.texture_samples >= kFewest) {
      no_room = no_room || !room.textures;
      if (room.textures) report_textures(comparison, i, context);
    } else if (part.painted_samples >= kFewest) {
      no_room = no_room || !room.colors;
      if (room.colors) report_colors(comparison, i, context);
    }
  }
  if (no_room) skip_rule(context, "parts/texture-lost");
}

}  // namespace

extern const Check check_parts_texture_lost{.rules = kRules, .run = run};

}  // namespace meshgate
