#include <algorithm>
#include <array>
#include <cmath>

#include "checks/depth/detail/depth_rule.h"

namespace meshgate {
namespace {

constexpr std::array<Parameter, 1> kParameters{{
    {"tolerance-pixels", 1, 0, 100, "px", "by which the map may differ from the ratio of the picture"},
}};

constexpr std::array<Rule, 1> kRules{{{
    .id = "depth/size-mismatch",
    .summary = "the depth map has another shape or size than its picture",
    .severity = Severity::kError,
    .explanation =
        R"(The sides of the map are in another ratio than those of the picture (as it is seen, after its EXIF turn), by more than
`tolerance-pixels` of the map's shorter side: an error. Or the ratio is right and the long side is not what was asked for
(2048 pixels for `pro`, 1024 for `base`): a warning. A map that lies on its side is `depth/flipped` instead.

**Why it matters.** A map of another shape cannot be laid over the picture: the relief is stretched, or a part of the
picture was cut off. A smaller map has less detail than was paid for.

**How to fix it.** Ask again; check whether the picture has an EXIF turn that the service ignored (`image/exif-rotated`).)",
    .parameters = kParameters,
    .since = "0.1",
}}};

void run(const DepthComparison& comparison, CheckContext& context) {
  if (!comparison.has_map) return skip_depth_rule(context, "depth/size-mismatch");
  const Image& map = *comparison.map_asset->image;
  const double width = comparison.source_width, height = comparison.source_height;
  Where where;
  where.evidence = {{"width", std::int64_t{map.width}},
                    {"height", std::int64_t{map.height}},
                    {"source_width", std::int64_t{comparison.source_width}},
                    {"source_height", std::int64_t{comparison.source_height}}};
  if (!has_shape_of_picture(comparison, context)) {
    // On its side: that is the whole of it, and another rule says so.
    if (has_shape_of_picture(comparison, context, true) && orientation_of(comparison, context) >= 5) return;
    const double expected = map.width * height / width;
    where.evidence.emplace_back("expected_height", expected);
    context.out.report(
        "depth/size-mismatch", std::move(where),
        "the map has {} × {} pixels, the picture {} × {}: at that width it should be {:.0f} high. The map "
        "is stretched or cut; ask again",
        map.width, map.height, comparison.source_width, comparison.source_height, expected);
    return;
  }
  const std::uint32_t long_side = std::max(map.width, map.height), wanted = comparison.options.long_side;
  if (wanted == 0 || long_side == wanted) return;
  where.at_most = Severity::kWarning;
  where.evidence.emplace_back("expected_long_side", std::int64_t{wanted});
  context.out.report("depth/size-mismatch", std::move(where),
                     "the map has {} × {} pixels; its long side should be {} for what was asked", map.width,
                     map.height, wanted);
}

}  // namespace

extern const Check check_depth_size_mismatch{.rules = kRules, .run = run};

}  // namespace meshgate
