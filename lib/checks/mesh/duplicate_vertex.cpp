#include <array>

#include "checks/check.h"
#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "mesh/duplicate-vertex",
    .summary = "vertices are stored more than once",
    .severity = Severity::kInfo,
    .explanation =
        R"(A vertex equals an earlier vertex of the same mesh in every attribute that is stored per vertex (position, normal,
texture coordinates, colour, tangent), bit for bit with −0 = 0. Vertices on a UV seam or a hard edge differ in an
attribute and are not counted. STL stores every corner three times by design and is exempt.

**Why it matters.** Space and upload time are wasted. Programs that take the stored indices as the topology see
cracks: every such edge is open for them, a splitter cuts along it and simplification tears it. Slicers merge such
vertices by themselves; engines draw the same picture and store more.

**How to fix it.** `meshgate prepare` welds equal vertices; the surface does not move.

*Other tools:* trimesh merges them silently on load (`process=True`), Khronos' validator does not look.)",
    .fix = "weld",
    .since = "0.1",
}}};

void run(const MeshFacts& facts, CheckContext& context) {
  const Tally& tally = facts.duplicate_vertices();
  if (tally.empty()) return;
  const std::uint64_t total = facts.mesh().positions.size();
  Where where{facts.mesh().element, tally, {{"vertices", static_cast<std::int64_t>(total)}}};
  context.out.report("mesh/duplicate-vertex", std::move(where),
                     "{} of {} an earlier one in every attribute: weld them", group_digits(tally.count),
                     count_of(total, "vertex repeats", "vertices repeat"));
}

}  // namespace

extern const Check check_mesh_duplicate_vertex{.rules = kRules, .run = run};

}  // namespace meshgate
