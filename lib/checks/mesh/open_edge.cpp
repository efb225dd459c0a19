#include <array>

#include "checks/check.h"
#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "mesh/open-edge",
    .summary = "edges belong to one face only",
    .severity = Severity::kWarning,
    .explanation =
        R"(An edge of the welded surface (bit-equal positions are one vertex, −0 equals 0, no tolerance) that has exactly one face.
Faces with a repeated corner take no part. `loops` counts the closed chains of such edges: the holes, or the rims of
open sheets. A glTF mesh is judged with all its primitives together, each glTF mesh on its own.

**Why it matters.** The model has no inside there. Splitting into parts, volume and printing need a closed surface;
slicers close holes by guessing, or leave layers open. Engines show the back of the surface through the hole, or nothing.

**How to fix it.** Close the hole in the modelling program ("fill", "bridge"). Where the two sides of a crack differ by
rounding only, merge vertices by distance there first. `meshgate prepare` fills holes when told to: what belongs there
only a person knows.

*Other tools:* "open edges" in PrusaSlicer (after its own repair), "boundary edges" in Open3D and MeshLab, "non-manifold"
in Blender's 3D-Print Toolbox, which counts them together with edges of three faces; `is_watertight` is false in trimesh.)",
    .fix = "fill-holes",
    .since = "0.1",
}}};

void run(const SurfaceFacts& facts, CheckContext& context) {
  const Topology& topology = facts.topology();
  if (topology.open_edges == 0) return;
  Tally tally = tally_of(topology.open, topology.open_edges,
                         [&](std::size_t edge) { return surface_edge_location(facts.surface(), edge); });
  Where where{facts.element(),
              std::move(tally),
              {{"edges", static_cast<std::int64_t>(topology.edges)},
               {"loops", static_cast<std::int64_t>(topology.boundary_loops)}}};
  context.out.report("mesh/open-edge", std::move(where), "{} of {} one face only, in {}: close the surface",
                     group_digits(topology.open_edges), count_of(topology.edges, "edge has", "edges have"),
                     count_of(topology.boundary_loops, "loop"));
}

}  // namespace

extern const Check check_mesh_open_edge{.rules = kRules, .run = run};

}  // namespace meshgate
