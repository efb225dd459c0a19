#include "prepare/picture_step.h"

#include <fmt/core.h>

#include "core/text.h"

namespace meshgate {

StepResult with_picture(const AssetFacts& facts, Image image, std::string done) {
  StepResult result;
  result.asset = facts.asset();
  result.asset->image = std::move(image);
  result.count = 1;
  result.done = std::move(done);
  result.moved = 0;
  return result;
}

std::string size_text(std::uint32_t width, std::uint32_t height) {
  return fmt::format("{} × {}", group_digits(width), group_digits(height));
}

}  // namespace meshgate
