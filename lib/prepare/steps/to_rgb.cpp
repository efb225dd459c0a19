#include <fmt/core.h>

#include "prepare/picture_step.h"

namespace meshgate {
namespace {

// Reading has converted the samples already.
Result<StepResult> run(const AssetFacts& facts, const StepContext& /*context*/) {
  const std::optional<Image>& image = facts.asset().image;
  if (!image || !image->decoded()) return StepResult{};
  const ColorType type = image->color_type;
  if (type != ColorType::kCmyk && type != ColorType::kYcck) return StepResult{};
  Image rgb = *image;
  rgb.color_type = ColorType::kRgb;
  rgb.channels = rgb.pixel_channels;
  StepResult result = with_picture(
      facts, std::move(rgb), fmt::format("converted {} to RGB", type == ColorType::kCmyk ? "CMYK" : "YCCK"));
  result.numbers = {{"from", std::string(to_string(type))}};
  return result;
}

}  // namespace

extern const Step step_to_rgb{
    .id = "to-rgb",
    .summary = "convert CMYK to RGB",
    .explanation =
        R"(Printing colours are converted with the plain formula (each of red, green and blue is the paper's white less its ink,
less black). A colour profile in the file is not applied, so that colours may differ a little from what a layout program
shows; convert there when they matter.)",
    .loses = "the colour profile",
    .kind = AssetKind::kImage,
    .order = 30,
    .run = run};

}  // namespace meshgate
