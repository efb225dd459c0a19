#include <fmt/core.h>

#include <algorithm>
#include <bit>
#include <limits>

#include "core/text.h"
#include "prepare/step_context.h"
#include "prepare/texture_step.h"

namespace meshgate {
namespace {

constexpr std::uint32_t kNoLimit = std::numeric_limits<std::uint32_t>::max();

std::uint32_t side_limit(const StepContext& context) {
  std::uint32_t limit =
      std::min(context.side_budget.value_or(kNoLimit), context.options->max_side.value_or(kNoLimit));
  const Severity from = limit == kNoLimit ? Severity::kInfo : Severity::kWarning;
  if (context.has_finding("texture/too-large", from)) {
    const double of_rule = context.profile->parameter("texture/too-large", "max-side");
    limit = std::min(limit, static_cast<std::uint32_t>(of_rule));
  }
  return std::max(limit, 1U);
}

// Profiles that want powers of two make more than an information of it.
bool wants_powers(const StepContext& context) {
  return context.profile->severity("texture/not-power-of-two") >= Severity::kWarning;
}

ImageSize wanted_size(const Image& image, std::uint32_t limit, bool powers) {
  const ImageSize size = size_within({image.width, image.height}, limit);
  if (!powers) return size;
  // The nearest one, on the scale of powers, that the limit allows.
  const auto power = [&](std::uint32_t side) {
    const std::uint32_t below = std::bit_floor(side);
    const bool up = std::uint64_t{side} * side > std::uint64_t{2} * below * below && below <= limit / 2;
    return up ? 2 * below : below;
  };
  return {power(size.width), power(size.height)};
}

bool changes(const Image& image, ImageSize size) {
  return image.width != 0 && (size.width != image.width || size.height != image.height);
}

std::string wanted(const AssetFacts& facts, const StepContext& context) {
  if (!context.options->max_side) return {};
  for (const TextureImage& image : facts.asset().scene.images) {
    if (std::max(image.image.width, image.image.height) > *context.options->max_side)
      return fmt::format("--max-side {}", *context.options->max_side);
  }
  return {};
}

Result<StepResult> run(const AssetFacts& facts, const StepContext& context) {
  StepResult result;
  Asset asset = facts.asset();
  const std::uint32_t limit = side_limit(context);
  const bool powers = wants_powers(context);
  std::uint32_t largest = 0, smallest = kNoLimit;
  for (std::uint32_t i = 0; i < asset.scene.images.size(); ++i) {
    TextureImage& image = asset.scene.images[i];
    const ImageSize size = wanted_size(image.image, limit, powers);
    if (!changes(image.image, size)) continue;
    const SampleUse use = use_of_picture(asset.scene, i);
    const std::optional<Image> pixels = decode_picture(image, context.stop);
    std::optional<TextureImage> other =
        pixels ? with_pixels(image, resized(*pixels, size.width, size.height, use, context.stop), use,
                             context.stop)
               : std::nullopt;
    if (!other) {
      result.refused.push_back(
          fmt::format("{} cannot be decoded, so it stays as it is", printable(image.element)));
      continue;
    }
    largest = std::max({largest, image.image.width, image.image.height});
    smallest = std::min(smallest, std::max(size.width, size.height));
    image = std::move(*other);
    ++result.count;
  }
  if (result.count == 0) return result;
  result.done = fmt::format("scaled {} (the largest had {} pixels a side, the smallest has {})",
                            count_of(result.count, "picture"), group_digits(largest), group_digits(smallest));
  result.numbers = {{"pictures", static_cast<std::int64_t>(result.count)},
                    {"largest_before", std::int64_t{largest}},
                    {"smallest_after", std::int64_t{smallest}}};
  result.lost.emplace_back("detail of these textures");
  result.moved = 0;
  result.asset = std::move(asset);
  return result;
}

}  // namespace

extern const Step step_resize_textures{
    .id = "resize-textures",
    .summary = "scale textures down",
    .explanation =
        R"(Pictures with a side above the limit (`max-side` of `texture/too-large`, or `--max-side`) are scaled to it with a Lanczos
filter of three lobes: colours in linear light and weighted by alpha, normals and other data as they are. Where the profile
asks for powers of two, sides become the nearest one. JPEG stays JPEG (quality 92) and PNG stays PNG; other formats become
JPEG when they are opaque colours, else PNG. When the file is above the limit of bytes and textures are most of it, they are
scaled until it fits.)",
    .loses = "detail of textures",
    .order = 160,
    .keeps_triangles = true,
    .wanted = wanted,
    .run = run};

}  // namespace meshgate
