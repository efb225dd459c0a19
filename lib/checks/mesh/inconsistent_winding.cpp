#include <array>

#include "checks/check.h"
#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "mesh/inconsistent-winding",
    .summary = "neighbouring faces look to different sides",
    .severity = Severity::kWarning,
    .explanation =
        R"(An edge of the welded surface with exactly two faces that run along it in the same direction: one of them is turned
over. `turned_faces` is the smallest number of faces to turn so that all neighbours agree, shell by shell;
`not_orientable` counts shells in which no choice agrees (a Möbius band).

**Why it matters.** Part of the surface looks inside out: holes in engines that cull back faces, wrong volumes, wrong
fillings in slicers. A splitter cannot tell the inside and caps the cuts wrongly or not at all.

**How to fix it.** `meshgate prepare` turns the smaller group of each shell. In a modelling program: "recalculate
normals".

*Other tools:* `is_winding_consistent` in trimesh, "non-contiguous edges" in Blender's 3D-Print Toolbox; PrusaSlicer and
admesh turn the faces silently and count them.)",
    .fix = "orient",
    .since = "0.1",
}}};

void run(const SurfaceFacts& facts, CheckContext& context) {
  const Topology& topology = facts.topology();
  if (topology.inconsistent_edges == 0) return;
  std::uint64_t turned = 0, not_orientable = 0;
  for (const Shell& shell : facts.shells().shells) {
    turned += shell.against;
    not_orientable += !shell.orientable;
  }
  Tally tally = tally_of(topology.inconsistent, topology.inconsistent_edges,
                         [&](std::size_t edge) { return surface_edge_location(facts.surface(), edge); });
  Where where{facts.element(),
              std::move(tally),
              {{"edges", static_cast<std::int64_t>(topology.edges)},
               {"turned_faces", static_cast<std::int64_t>(turned)},
               {"not_orientable", static_cast<std::int64_t>(not_orientable)}}};
  const std::string advice =
      turned > 0 ? "turn " + count_of(turned, "face") + " over"
                 : "no choice of sides agrees, as on a Möbius band: cut the surface open and close it again";
  context.out.report(
      "mesh/inconsistent-winding", std::move(where), "{} of {} faces that look to different sides: {}",
      group_digits(topology.inconsistent_edges), count_of(topology.edges, "edge has", "edges have"), advice);
}

}  // namespace

extern const Check check_mesh_inconsistent_winding{.rules = kRules, .run = run};

}  // namespace meshgate
