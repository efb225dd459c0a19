#include <array>

#include "checks/check.h"
#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "mesh/non-manifold-vertex",
    .summary = "faces meet in a point without sharing an edge",
    .severity = Severity::kWarning,
    .explanation =
        R"(A vertex of the welded surface whose faces form more than one fan, where two faces belong to the same fan when they share
an edge at the vertex (whatever the number of faces on that edge). Two cones that touch with their tips are the
simplest case. The ends of a non-manifold edge are not counted for that edge's sake.

**Why it matters.** In print, parts that touch in a point break off or fuse there. For a splitter it is undefined whether
they are one part or two, and so are normals and offsets. Engines do not mind.

**How to fix it.** Separate the parts by moving one of the vertices, or merge them with some thickness. `meshgate prepare`
gives each fan its own vertex, which makes the parts separate.

*Other tools:* the same in MeshLab and val3dity; trimesh and PrusaSlicer do not look, and call such a mesh watertight.)",
    .fix = "split-non-manifold",
    .since = "0.1",
}}};

void run(const SurfaceFacts& facts, CheckContext& context) {
  const Topology& topology = facts.topology();
  if (topology.non_manifold_vertices == 0) return;
  Tally tally = tally_of(topology.split, topology.non_manifold_vertices, [&](std::size_t corner) {
    return surface_vertex_location(facts.surface(), corner);
  });
  Where where{
      facts.element(), std::move(tally), {{"vertices", static_cast<std::int64_t>(topology.vertices)}}};
  context.out.report("mesh/non-manifold-vertex", std::move(where),
                     "{} of {} separate fans of faces: parts touch in a point there",
                     group_digits(topology.non_manifold_vertices),
                     count_of(topology.vertices, "vertex joins", "vertices join"));
}

}  // namespace

extern const Check check_mesh_non_manifold_vertex{.rules = kRules, .run = run};

}  // namespace meshgate
