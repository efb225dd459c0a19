#include <array>

#include "checks/check.h"
#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "mesh/unreferenced-vertex",
    .summary = "vertices are used by no face",
    .severity = Severity::kInfo,
    .explanation =
        R"(A stored position that no triangle names: of its mesh, or of another one that shares the vertices. In an OBJ, positions that only points or lines use count as well.

**Why it matters.** Space is wasted, and programs that compute the extent from all stored vertices get it wrong: one
forgotten vertex far away makes the model tiny when a splitter or an engine scales it to fit. Slicers ignore it.

**How to fix it.** `meshgate prepare` removes them.)",
    .fix = "drop-unreferenced",
    .since = "0.1",
}}};

void run(const MeshFacts& facts, CheckContext& context) {
  const Tally& tally = facts.unreferenced_vertices();
  if (tally.empty()) return;
  const std::uint64_t total = facts.mesh().positions.size();
  Where where{facts.mesh().element, tally, {{"vertices", static_cast<std::int64_t>(total)}}};
  context.out.report("mesh/unreferenced-vertex", std::move(where), "{} of {} used by no face: remove them",
                     group_digits(tally.count), count_of(total, "vertex is", "vertices are"));
}

}  // namespace

extern const Check check_mesh_unreferenced_vertex{.rules = kRules, .run = run};

}  // namespace meshgate
