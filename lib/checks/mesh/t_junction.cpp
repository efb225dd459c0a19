#include <array>

#include "checks/check.h"
#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "mesh/t-junction",
    .summary = "corners lie on the open edge of another face",
    .severity = Severity::kWarning,
    .explanation =
        R"(A vertex of an open edge that lies on the inside of another open edge, as near as floats can tell (within 4 times the
spacing of floats at the largest coordinate of that edge): one side of a seam was divided, the other was not. Counted
by vertex.

**Why it matters.** The surface looks closed and is not: both sides of the seam are open edges, so that a splitter finds
no inside. Rounding opens hairline cracks in engines, slicers leave gaps.

**How to fix it.** Divide the long edge at these vertices ("merge" or "dissolve" in a modelling program).

*Other tools:* MeshLab removes T-vertices by a ratio; trimesh and PrusaSlicer report the open edges only.)",
    .since = "0.1",
}}};

void run(const SurfaceFacts& facts, CheckContext& context) {
  if (facts.topology().open_edges == 0) return;
  if (facts.t_junctions().gave_up) {
    context.not_checked.push_back({"mesh/t-junction", "budget"});
    return;
  }
  const std::vector<TJunction>& junctions = facts.t_junctions().junctions;
  if (junctions.empty()) return;
  Tally tally;
  for (const TJunction& junction : junctions) {
    const bool starts = facts.surface().corners[junction.half_edge] == junction.vertex;
    const std::size_t corner = starts ? junction.half_edge : next_corner(junction.half_edge);
    tally.add([&] { return surface_vertex_location(facts.surface(), corner); });
  }
  const std::uint64_t count = tally.count;
  Where where{facts.element(),
              std::move(tally),
              {{"open_edges", static_cast<std::int64_t>(facts.topology().open_edges)}}};
  context.out.report("mesh/t-junction", std::move(where),
                     "{} on the open edge of another face: divide that edge there",
                     count_of(count, "vertex lies", "vertices lie"));
}

}  // namespace

extern const Check check_mesh_t_junction{.rules = kRules, .run = run};

}  // namespace meshgate
