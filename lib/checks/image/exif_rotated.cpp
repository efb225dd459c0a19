#include <array>
#include <string_view>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "image/exif-rotated",
    .summary = "the picture is stored turned or mirrored",
    .severity = Severity::kWarning,
    .explanation =
        R"(The EXIF tag Orientation is not 1: the pixels are stored turned or mirrored, and a viewer has to turn them back.
JPEG, PNG (chunk eXIf) and WebP can carry the tag.

**Why it matters.** Phones write it; programs that work on pixels often ignore it. The object then lies on its side
for the service, and so does the model.

**How to fix it.** Turn the pixels and drop the tag: `meshgate prepare` does, `exiftran -a` and ImageMagick's
`-auto-orient` do as well.

*Other tools:* browsers and photo viewers turn the picture silently, so it looks right there. Pillow and OpenCV's
`IMREAD_UNCHANGED` do not.)",
    .fix = "upright",
    .since = "0.1",
}}};

std::string_view describe(std::uint32_t orientation) {
  constexpr std::array<std::string_view, 9> kNames{"",
                                                   "upright",
                                                   "mirrored",
                                                   "upside down",
                                                   "mirrored and upside down",
                                                   "mirrored and turned by 90°",
                                                   "turned by 90° to the left",
                                                   "mirrored and turned by 90° the other way",
                                                   "turned by 90° to the right"};
  return kNames.at(orientation);
}

void run(const ImageFacts& facts, CheckContext& context) {
  const std::uint32_t orientation = facts.image().orientation;
  if (orientation <= 1 || orientation > 8) return;
  const Where where{{}, {}, {{"orientation", std::int64_t{orientation}}}};
  context.out.report(
      "image/exif-rotated", where,
      "the pixels are stored {} (EXIF orientation {}): what ignores the tag sees them so. Turn the pixels "
      "and drop the tag",
      describe(orientation), orientation);
}

}  // namespace

extern const Check check_image_exif_rotated{.rules = kRules, .run = run};

}  // namespace meshgate
