#include <fmt/core.h>

#include "asset/image_ops.h"
#include "prepare/picture_step.h"

namespace meshgate {
namespace {

std::string wanted(const AssetFacts& facts, const StepContext& context) {
  const std::optional<Image>& image = facts.asset().image;
  if (!image || image->pixels16.empty() || context.output->id == "png") return {};
  return fmt::format("{} has 8 bits a channel", context.output->name);
}

Result<StepResult> run(const AssetFacts& facts, const StepContext& context) {
  const std::optional<Image>& image = facts.asset().image;
  if (!image || image->pixels16.empty()) return StepResult{};
  StepResult result = with_picture(facts, to_8_bits(*image, context.stop), "rounded 16 bits a channel to 8");
  result.numbers = {{"bits", std::int64_t{8}}};
  result.lost.emplace_back("tones between those of 8 bits");
  return result;
}

}  // namespace

extern const Step step_to_8_bits{
    .id = "to-8-bits",
    .summary = "round 16 bits a channel to 8",
    .explanation =
        R"(Each sample becomes the nearest of 256 steps. It is done when the format of the output has 8 bits (JPEG, WebP) or when
it is asked for; a PNG keeps its 16 bits.)",
    .loses = "tones between those of 8 bits",
    .kind = AssetKind::kImage,
    .order = 40,
    .wanted = wanted,
    .run = run};

}  // namespace meshgate
