#include <fmt/core.h>

#include "prepare/step_context.h"

namespace meshgate {
namespace {

std::string wanted(const AssetFacts& /*facts*/, const StepContext& context) {
  return context.input == context.output ? std::string() : fmt::format("output {}", context.output->id);
}

// The writer makes the new file; the asset stays as it is.
Result<StepResult> run(const AssetFacts& facts, const StepContext& context) {
  StepResult result;
  result.asset = facts.asset();
  result.count = 1;
  result.done = context.input == context.output
                    ? fmt::format("written anew as {}", context.output->name)
                    : fmt::format("{} to {}", context.input->name, context.output->name);
  result.numbers = {{"from", std::string(context.input->id)}, {"to", std::string(context.output->id)}};
  result.moved = 0;
  return result;
}

}  // namespace

extern const Step step_convert{
    .id = "convert",
    .summary = "write the file anew, in the format of the output",
    .explanation =
        R"(Everything that was read is written by meshgate's own writer: right counts, bounds and headers, nothing behind the end,
textures inside where the format has a place for them. Positions stay as they are, bit for bit. Units and axes stay, too,
unless `--unit` or `--up` says what they are. What the format cannot hold is listed (`prepare/loss`).)",
    .loses = "what the format of the output has no place for",
    .order = 200,
    .keeps_triangles = true,
    .wanted = wanted,
    .run = run};

}  // namespace meshgate
