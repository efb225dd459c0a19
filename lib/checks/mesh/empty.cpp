#include <algorithm>
#include <array>

#include "asset/placed.h"
#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "mesh/empty",
    .summary = "the model has no triangles",
    .severity = Severity::kError,
    .explanation =
        R"(The file was read, and there is not one triangle in what it shows: no mesh, only points and lines, a scene that
places no mesh, or polygons that were all dropped. A file in which the reader found an error that may be the reason has
that error only.

**Why it matters.** There is nothing to split, print or show; the service answers with "generate failed", a slicer refuses
the file, an engine shows an object that nobody sees.

**How to fix it.** Export the model again and select the geometry first. In a glTF file see whether the meshes hang on
nodes of the scene.)",
    .since = "0.1",
}}};

// Whether the reader said already, as an error, why there may be nothing.
bool has_reason(const Asset& asset, const Profile& profile) {
  return std::any_of(asset.notes.begin(), asset.notes.end(),
                     [&](const Finding& note) { return profile.severity(note.rule) == Severity::kError; });
}

void run(const AssetFacts& facts, CheckContext& context) {
  const Scene& scene = facts.asset().scene;
  if (facts.asset().kind != AssetKind::kMesh) return;
  if (placed_triangles(scene) > 0) return;
  std::uint64_t stored = 0;
  for (const Mesh& mesh : scene.meshes) stored += mesh.face_count();
  if (stored > 0) {
    Where where;
    where.evidence = {{"triangles_stored", static_cast<std::int64_t>(stored)}};
    context.out.report(
        "mesh/empty", std::move(where),
        "no mesh is placed in the scene, though {} triangles are stored: add the meshes to a node of the "
        "scene",
        stored);
  } else if (!has_reason(facts.asset(), context.profile())) {
    context.out.report("mesh/empty", {}, "the model has no triangles: export it again with its geometry");
  }
}

}  // namespace

extern const Check check_mesh_empty{.rules = kRules, .run = run};

}  // namespace meshgate
