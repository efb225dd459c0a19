#include <fmt/core.h>

#include <algorithm>
#include <limits>

#include "asset/image_ops.h"
#include "prepare/picture_step.h"

namespace meshgate {
namespace {

std::uint32_t side_limit(const StepContext& context) {
  const std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
  return std::max(1U, std::min(context.side_budget.value_or(none), context.options->max_side.value_or(none)));
}

std::string wanted(const AssetFacts& facts, const StepContext& context) {
  const std::optional<Image>& image = facts.asset().image;
  if (!image || std::max(image->width, image->height) <= side_limit(context)) return {};
  return fmt::format("--max-side {}", *context.options->max_side);
}

Result<StepResult> run(const AssetFacts& facts, const StepContext& context) {
  const std::optional<Image>& image = facts.asset().image;
  if (!image || !image->decoded()) return StepResult{};
  const ImageSize size = size_within({image->width, image->height}, side_limit(context));
  if (size.width == image->width && size.height == image->height) return StepResult{};
  StepResult result =
      with_picture(facts, resized(*image, size.width, size.height, SampleUse::kColor, context.stop),
                   fmt::format("scaled {} to {} pixels", size_text(image->width, image->height),
                               size_text(size.width, size.height)));
  result.numbers = {{"width", std::int64_t{size.width}}, {"height", std::int64_t{size.height}}};
  result.lost.push_back(fmt::format("detail finer than {} pixels a side", std::max(size.width, size.height)));
  return result;
}

}  // namespace

extern const Step step_resize{
    .id = "resize",
    .summary = "scale the picture down",
    .explanation =
        R"(With a Lanczos filter of three lobes, in linear light, colours weighted by their alpha: fine patterns keep their
brightness, and what is invisible does not bleed into what is visible. The shape stays. It is done for `--max-side`, and when
the file is still above the limit of bytes at the least quality (60) of a lossy format; a picture is never scaled up.)",
    .loses = "detail",
    .kind = AssetKind::kImage,
    .order = 50,
    .wanted = wanted,
    .run = run};

}  // namespace meshgate
