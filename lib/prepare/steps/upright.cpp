#include <fmt/core.h>

#include "asset/image_ops.h"
#include "prepare/picture_step.h"

namespace meshgate {
namespace {

std::string_view turn_text(std::uint32_t orientation) {
  switch (orientation) {
    case 2:
      return "mirrored the picture";
    case 3:
      return "turned the picture by 180°";
    case 4:
      return "turned the picture upside down, mirrored";
    case 5:
      return "turned the picture by 90° and mirrored it";
    case 6:
      return "turned the picture by 90° clockwise";
    case 7:
      return "turned the picture by 270° and mirrored it";
    default:
      return "turned the picture by 90° counter-clockwise";
  }
}

Result<StepResult> run(const AssetFacts& facts, const StepContext& context) {
  const std::optional<Image>& image = facts.asset().image;
  if (!image || image->orientation == 1 || !image->decoded()) return StepResult{};
  StepResult result = with_picture(facts, upright(*image, context.stop),
                                   fmt::format("{}, as its EXIF tag says", turn_text(image->orientation)));
  result.numbers = {{"orientation", std::int64_t{image->orientation}}};
  return result;
}

}  // namespace

extern const Step step_upright{
    .id = "upright",
    .summary = "turn the picture as its EXIF tag says",
    .explanation =
        R"(A phone stores what its sensor saw and a number for how to hold it. Programs that know the tag show the picture
upright, many services do not look at it. The pixels are turned, and the new file has no tag, so that everybody sees the
same.)",
    .loses = "EXIF data: date, camera, place",
    .kind = AssetKind::kImage,
    .order = 20,
    .run = run};

}  // namespace meshgate
