#include <array>

#include "checks/check.h"
#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "image/animated",
    .summary = "the file is an animation",
    .severity = Severity::kWarning,
    .explanation =
        R"(The PNG has an animation control chunk (APNG), or the WebP has frames. The rules about pixels judge the first frame.

**Why it matters.** The service takes one picture. Which frame it takes is not documented, and some decoders refuse
animations.

**How to fix it.** Save the frame that is meant as a still picture; `meshgate prepare` takes the first one.)",
    .fix = "first-frame",
    .since = "0.1",
}}};

void run(const ImageFacts& facts, CheckContext& context) {
  const Image& image = facts.image();
  if (image.frames <= 1) return;
  const Where where{{}, {}, {{"frames", std::int64_t{image.frames}}}};
  context.out.report("image/animated", where,
                     "an animation of {}: save the one that is meant as a still picture",
                     count_of(image.frames, "frame"));
}

}  // namespace

extern const Check check_image_animated{.rules = kRules, .run = run};

}  // namespace meshgate
