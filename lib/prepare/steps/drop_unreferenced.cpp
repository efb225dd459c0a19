#include "core/text.h"
#include "prepare/asset_edit.h"
#include "prepare/step_context.h"

namespace meshgate {
namespace {

Result<StepResult> run(const AssetFacts& facts, const StepContext& context) {
  StepResult result;
  Asset asset = facts.asset();
  for (std::size_t i = 0; i < asset.scene.meshes.size(); ++i) {
    const Tally& unused = facts.meshes()[i].unreferenced_vertices();
    if (unused.empty()) continue;
    const Mesh& mesh = facts.meshes()[i].mesh();
    const BitSet used = used_vertices(mesh, context.stop);
    BitSet drop(mesh.positions.size());
    for (std::size_t v = 0; v < mesh.positions.size(); ++v) {
      if (!used.test(v)) drop.set(v);
    }
    asset.scene.meshes[i] = drop_vertices(mesh, drop, context.stop);
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
