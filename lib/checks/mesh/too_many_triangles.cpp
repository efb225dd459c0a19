#include <array>

#include "asset/placed.h"
#include "checks/check.h"
#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::array<Parameter, 1> kParameters{{
    {"max-triangles", 2e6, 1, 1e12, "", "triangles that the scene may show"},
}};

constexpr std::array<Rule, 1> kRules{{{
    .id = "mesh/too-many-triangles",
    .summary = "the model has more triangles than the target handles well",
    .severity = Severity::kInfo,
    .explanation =
        R"(The scene shows more than `max-triangles` triangles; a mesh that several nodes place counts as often as it is placed.
The default of 2 000 000 is the largest mesh that the service makes itself (`face` of image-to-3D, 2026-11). No upper
limit of its mesh tasks is published besides the size of the file. Print profiles say 1 000 000: from there on
PrusaSlicer and its relatives recommend to simplify.

**Why it matters.** Time and memory of splitting, slicing and rendering grow with the count, and the detail is below what
a printer or a screen resolves.

**How to fix it.** `meshgate prepare --target-triangles 1000000`.

*Other tools:* PrusaSlicer, BambuStudio and OrcaSlicer notify at 1 000 000 triangles in one volume; Khronos' asset auditor
has a limit of its own in each profile.)",
    .parameters = kParameters,
    .fix = "decimate",
    .since = "0.1",
}}};

void run(const AssetFacts& facts, CheckContext& context) {
  const double limit = context.parameter("mesh/too-many-triangles", "max-triangles");
  const Scene& scene = facts.asset().scene;
  const std::uint64_t placed = placed_triangles(scene);
  if (static_cast<double>(placed) <= limit) return;
  std::uint64_t stored = 0;
  for (const Mesh& mesh : scene.meshes) stored += mesh.face_count();
  Where where;
  where.evidence = {{"triangles", static_cast<std::int64_t>(placed)},
                    {"triangles_stored", static_cast<std::int64_t>(stored)},
                    {"limit", limit}};
  context.out.report("mesh/too-many-triangles", std::move(where), "{}, more than {}: simplify the model",
                     count_of(placed, "triangle"), group_digits(static_cast<std::uint64_t>(limit)));
}

}  // namespace

extern const Check check_mesh_too_many_triangles{.rules = kRules, .run = run};

}  // namespace meshgate
