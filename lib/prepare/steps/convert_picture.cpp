#include <fmt/core.h>

#include "prepare/picture_step.h"

namespace meshgate {
namespace {

std::string wanted(const AssetFacts& /*facts*/, const StepContext& context) {
  return context.input == context.output ? std::string() : fmt::format("output {}", context.output->id);
}

// The writer makes the new file; the picture stays as it is.
Result<StepResult> run(const AssetFacts& facts, const StepContext& context) {
  const std::optional<Image>& image = facts.asset().image;
  if (!image) return StepResult{};
  StepResult result;
  if (!image->decoded()) {
    result.refused.emplace_back("the picture could not be decoded, so there is nothing to write");
    return result;
  }
  result = with_picture(facts, *image,
                        context.input == context.output
                            ? fmt::format("written anew as {}", context.output->name)
                            : fmt::format("{} to {}", context.input->name, context.output->name));
  result.numbers = {{"from", std::string(context.input->id)}, {"to", std::string(context.output->id)}};
  return result;
}

}  // namespace

extern const Step step_convert_picture{
    .id = "convert",
    .summary = "write the picture anew, in the format of the output",
    .explanation =
        R"(The pixels are written by the usual encoders: PNG without loss, JPEG (progressive, full colour resolution from quality
90) and WebP at quality 90, or the best quality from 60 up with which the file stays below the limit of bytes. Alpha is
kept where the format has it, otherwise laid over white and said so. An ICC colour profile is handed on as it is, unless it
is one for other pixels (of a printing press for CMYK). EXIF data and comments are not written.)",
    .loses = "EXIF data, comments; a little quality with JPEG and WebP",
    .kind = AssetKind::kImage,
    .order = 200,
    .wanted = wanted,
    .run = run};

}  // namespace meshgate
