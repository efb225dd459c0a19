#include <fmt/core.h>

#include "prepare/step_context.h"

namespace meshgate {
namespace {

std::string names_of(const Scene& scene) {
  std::string names;
  for (const std::string& encoding : scene.encodings) names += (names.empty() ? "" : ", ") + encoding;
  return names;
}

// A target that lists its formats is a service or a program whose reader nobody knows; in general a
// compressed file is fine.
std::string wanted(const AssetFacts& facts, const StepContext& context) {
  const Scene& scene = facts.asset().scene;
  if (scene.encodings.empty() || context.profile->mesh_formats.empty()) return {};
  return fmt::format("{}: nobody says that {} decodes it", names_of(scene), context.profile->name);
}

// Reading has decoded already.
Result<StepResult> run(const AssetFacts& facts, const StepContext& /*context*/) {
  StepResult result;
  if (facts.asset().scene.encodings.empty()) return result;
  result.count = facts.asset().scene.meshes.size();
  result.done = "decoded " + names_of(facts.asset().scene);
  result.numbers = {{"meshes", static_cast<std::int64_t>(result.count)}};
  result.moved = 0;
  result.asset = facts.asset();
  result.asset->scene.encodings.clear();
  return result;
}

}  // namespace

extern const Step step_decode{
    .id = "decode",
    .summary = "store compressed geometry plainly",
    .explanation =
        R"(Geometry that is stored with KHR_draco_mesh_compression, EXT_meshopt_compression or KHR_mesh_quantization is written
as plain 32-bit floats and indices, which every reader of glTF understands. Nothing is lost that the compression had not
lost already; the file grows.)",
    .order = 10,
    .wanted = wanted,
    .run = run};

}  // namespace meshgate
