#include "core/text.h"
#include "prepare/step_context.h"

namespace meshgate {
namespace {

bool is_beside(const TextureImage& image) { return !image.uri.empty(); }

std::string wanted(const AssetFacts& facts, const StepContext& context) {
  if (context.output->id != "glb") return {};
  std::uint64_t beside = 0;
  for (const TextureImage& image : facts.asset().scene.images)
    beside += is_beside(image) && !image.encoded.empty() ? 1U : 0U;
  return beside == 0 ? std::string() : count_of(beside, "picture") + " beside the model";
}

Result<StepResult> run(const AssetFacts& facts, const StepContext& context) {
  StepResult result;
  Asset asset = facts.asset();
  std::uint64_t missing = 0;
  for (TextureImage& image : asset.scene.images) {
    if (!is_beside(image)) continue;
    if (image.encoded.empty()) {
      ++missing;
      continue;
    }
    image.uri.clear();
    ++result.count;
  }
  if (missing > 0) {
    result.refused.push_back(count_of(missing, "picture is", "pictures are") +
                             " not where the model says: put them there");
  }
  // Formats without a place for pictures have them beside again.
  if (result.count == 0 || context.output->id != "glb") return result;
  result.done = "embedded " + count_of(result.count, "picture");
  result.numbers = {{"pictures", static_cast<std::int64_t>(result.count)}};
  result.moved = 0;
  result.asset = std::move(asset);
  return result;
}

}  // namespace

extern const Step step_embed_textures{
    .id = "embed-textures",
    .summary = "put the pictures beside a model into it",
    .explanation =
        R"(A service that gets one file never sees what lies beside it. Pictures that the model names by a path are stored inside
of the GLB, byte for byte. What is not at its path cannot be embedded: the step says so.)",
    .order = 140,
    .keeps_triangles = true,
    .wanted = wanted,
    .run = run};

}  // namespace meshgate
