#include <algorithm>

#include "core/text.h"
#include "prepare/asset_edit.h"
#include "prepare/step_context.h"

namespace meshgate {
namespace {

BitSet unused_vertices(const std::vector<const Mesh*>& sharing, const std::stop_token& stop) {
  std::vector<BitSet> used;
  for (const Mesh* mesh : sharing) used.push_back(used_vertices(*mesh, stop));
  const std::size_t vertices = sharing.front()->positions.size();
  BitSet unused(vertices);
  for (std::size_t v = 0; v < vertices; ++v) {
    if (std::none_of(used.begin(), used.end(), [&](const BitSet& bits) { return bits.test(v); }))
      unused.set(v);
  }
  return unused;
}

Result<StepResult> run(const AssetFacts& facts, const StepContext& context) {
  StepResult result;
  Asset asset = facts.asset();
  std::vector<Mesh>& meshes = asset.scene.meshes;
  for (std::size_t i = 0; i < meshes.size(); ++i) {
    const Tally& unused = facts.meshes()[i].unreferenced_vertices();
    if (unused.empty()) continue;
    const std::vector<const Mesh*>& sharing = facts.meshes()[i].sharing();
    const BitSet drop = unused_vertices(sharing, context.stop);
    for (const Mesh* mesh : sharing) {
      const auto other = static_cast<std::size_t>(mesh - facts.asset().scene.meshes.data());
      meshes[other] = drop_vertices(*mesh, drop, context.stop);
      // They go on to share them.
      meshes[other].positions = meshes[i].positions;
    }
    result.count += unused.count;
  }
  if (result.count == 0) return result;
  result.done = "removed " + count_of(result.count, "vertex", "vertices") + " that no face uses";
  result.numbers = {{"vertices", static_cast<std::int64_t>(result.count)}};
  result.moved = 0;
  result.asset = std::move(asset);
  return result;
}

}  // namespace

extern const Step step_drop_unreferenced{
    .id = "drop-unreferenced",
    .summary = "remove vertices that no face uses",
    .explanation =
        R"(Removes vertices that no face names, with their attributes. The surface does not change.)",
    .order = 120,
    .run = run};

}  // namespace meshgate
