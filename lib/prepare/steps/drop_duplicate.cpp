#include <fmt/core.h>

#include "core/text.h"
#include "prepare/asset_edit.h"
#include "prepare/inner_walls.h"
#include "prepare/step_context.h"

namespace meshgate {
namespace {

// The material of a sheet that loses its back: it stays visible from both sides.
void show_both_sides(const Asset& before, MeshFace back, Asset& asset) {
  for (const FaceRange& range : before.scene.meshes[back.mesh].materials) {
    const bool inside = back.face >= range.first_face && back.face - range.first_face < range.face_count;
    if (inside && range.material < asset.scene.materials.size())
      asset.scene.materials[range.material].double_sided = true;
  }
}

Result<StepResult> run(const AssetFacts& facts, const StepContext& context) {
  StepResult result;
  const Asset& asset = facts.asset();
  AssetFaces faces(asset);
  Asset sheets = asset;  // with the materials that the result has
  std::uint64_t opposite = 0, walls = 0;
  for (const SurfaceFacts& surface : facts.surfaces()) {
    const Topology& topology = surface.topology();
    if (topology.duplicate_faces == 0) continue;
    const SurfaceFaces places(asset, surface.surface());
    BitSet inner(surface.surface().face_count());
    for (const std::uint32_t face : find_inner_walls(surface.surface(), topology, context.stop)) {
      faces.add(places.of(face));
      inner.set(face);
      ++walls;
    }
    topology.duplicate.for_each([&](std::size_t face) {
      faces.add(places.of(face));
      if (topology.opposite.test(face) && !inner.test(face)) show_both_sides(asset, places.of(face), sheets);
      return true;
    });
    opposite += topology.opposite_faces;
  }
  if (faces.empty()) return result;
  result.asset = faces.edited(
      sheets, [&](const Mesh& mesh, const BitSet& set) { return drop_faces(mesh, set, context.stop); });
  result.count = faces.count();
  result.done = "removed " + count_of(result.count - walls / 2, "copy of a face", "copies of faces");
  if (opposite > 0) result.done += fmt::format(", {} of them looking the other way", group_digits(opposite));
  if (walls > 0)
    result.done += fmt::format(", and {} of walls between two bodies on both sides", count_of(walls, "face"));
  result.numbers = {{"faces", static_cast<std::int64_t>(result.count)},
                    {"opposite", static_cast<std::int64_t>(opposite)},
                    {"walls", static_cast<std::int64_t>(walls)}};
  result.moved = 0;
  return result;
}

// Vertices that become one may leave faces behind that nobody had seen.
std::string wanted(const AssetFacts& /*facts*/, const StepContext& context) {
  return context.welds_by_distance() ? "--weld-tolerance" : "";
}

}  // namespace

extern const Step step_drop_duplicate{
    .id = "drop-duplicate",
    .summary = "remove copies of faces",
    .explanation =
        R"(Removes every face that has the three vertices of an earlier one, whichever way it looks. A sheet that was stored with
both sides keeps the first one, and its material becomes double-sided, so that it looks the same. Where two bodies were
pushed together and share a wall, both faces go, since the first one alone would stand inside: the bodies become one. The
outside does not move.)",
    .loses = "the attributes of the copies, when they differ from those of the first face",
    .order = 60,
    .sets_reference = true,
    .wanted = wanted,
    .run = run};

}  // namespace meshgate
