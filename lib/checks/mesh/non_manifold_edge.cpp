#include <array>

#include "checks/check.h"
#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "mesh/non-manifold-edge",
    .summary = "edges belong to three faces or more",
    .severity = Severity::kWarning,
    .explanation =
        R"(An edge of the welded surface (bit-equal positions are one vertex, no tolerance) that three or more faces share. Duplicate
faces count, so a face stored twice makes its edges non-manifold; faces with a repeated corner do not.

**Why it matters.** There, inside and outside have no meaning: a slicer may fill or empty either side, boolean operations
and splitting stop. Fins, walls of no thickness and models that were pushed together without a union look like this.
Engines draw it without trouble, which is why it stays unseen.

**How to fix it.** Remove inner faces and fins, or unite the bodies with a boolean union. `meshgate prepare` removes
duplicate faces, and takes apart what is left: each fan of faces gets its own edge.

*Other tools:* the same definition in Open3D, MeshLab and manifold; PrusaSlicer and admesh split such edges silently;
Blender's 3D-Print Toolbox counts them together with open edges.)",
    .fix = "split-non-manifold",
    .since = "0.1",
}}};

void run(const SurfaceFacts& facts, CheckContext& context) {
  const Topology& topology = facts.topology();
  if (topology.non_manifold_edges == 0) return;
  Tally tally = tally_of(topology.non_manifold, topology.non_manifold_edges,
                         [&](std::size_t edge) { return surface_edge_location(facts.surface(), edge); });
  Where where{facts.element(),
              std::move(tally),
              {{"edges", static_cast<std::int64_t>(topology.edges)},
               {"duplicate_faces", static_cast<std::int64_t>(topology.duplicate_faces)}}};
  context.out.report("mesh/non-manifold-edge", std::move(where),
                     "{} of {} three faces or more{}: inside and outside are undefined there",
                     group_digits(topology.non_manifold_edges),
                     count_of(topology.edges, "edge has", "edges have"),
                     topology.duplicate_faces > 0 ? " (some through duplicate faces)" : "");
}

}  // namespace

extern const Check check_mesh_non_manifold_edge{.rules = kRules, .run = run};

}  // namespace meshgate
