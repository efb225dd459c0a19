#include "core/text.h"
#include "prepare/picture_step.h"

namespace meshgate {
namespace {

Result<StepResult> run(const AssetFacts& facts, const StepContext& /*context*/) {
  const std::optional<Image>& image = facts.asset().image;
  if (!image || image->frames <= 1 || !image->decoded()) return StepResult{};
  Image first = *image;
  first.frames = 1;
  StepResult result =
      with_picture(facts, std::move(first), "kept the first of " + count_of(image->frames, "frame"));
  result.numbers = {{"frames", std::int64_t{image->frames}}};
  result.lost.push_back(count_of(image->frames - 1, "further frame"));
  return result;
}

}  // namespace

extern const Step step_first_frame{
    .id = "first-frame",
    .summary = "keep the first frame of an animation",
    .explanation =
        R"(A service takes one picture. The first frame is the one that it would see at best; the others are dropped. When another
frame shows the subject better, export that one and send it instead.)",
    .loses = "all frames but the first",
    .kind = AssetKind::kImage,
    .order = 10,
    .run = run};

}  // namespace meshgate
