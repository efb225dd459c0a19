#include <fmt/core.h>

#include "core/text.h"
#include "prepare/step_context.h"

namespace meshgate {
namespace {

// Polygons that were cut: runs of faces from the same one.
std::uint64_t cut_polygons(const Mesh& mesh) {
  std::uint64_t cut = 0;
  for (std::size_t face = 1; face < mesh.face_polygons.size(); ++face) {
    const bool joined = mesh.face_polygons[face] == mesh.face_polygons[face - 1];
    const bool counted = face > 1 && mesh.face_polygons[face - 1] == mesh.face_polygons[face - 2];
    cut += joined && !counted;
  }
  return cut;
}

Result<StepResult> run(const AssetFacts& facts, const StepContext& /*context*/) {
  StepResult result;
  Asset asset = facts.asset();
  for (Mesh& mesh : asset.scene.meshes) {
    result.count += cut_polygons(mesh);
    mesh.face_polygons = {};
  }
  if (result.count == 0) return result;
  result.done = "cut " + count_of(result.count, "polygon") + " into triangles";
  result.numbers = {{"polygons", static_cast<std::int64_t>(result.count)}};
  result.moved = 0;
  result.asset = std::move(asset);
  return result;
}

}  // namespace

extern const Step step_triangulate{
    .id = "triangulate",
    .summary = "store polygons as the triangles they were cut into",
    .explanation =
        R"(Polygons of an OBJ, PLY or FBX are cut into triangles when they are read, concave ones by ear clipping, so that all
measures are of triangles, and all writers write triangles. This step says so, and makes a file whose only flaw is its
polygons be written anew. Opt-in: `--triangulate`.)",
    .loses = "the polygons",
    .use = StepUse::kOptIn,
    .order = 30,
    .run = run};

}  // namespace meshgate
