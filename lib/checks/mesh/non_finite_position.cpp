#include <array>

#include "checks/check.h"
#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "mesh/non-finite-position",
    .summary = "vertex positions are NaN or infinite",
    .severity = Severity::kError,
    .explanation =
        R"(A coordinate of a vertex is NaN or infinite. Numbers that do not fit a 32-bit float (above 3.4e38) count as
infinite. Bounds, areas and all later measures leave such vertices out.

**Why it matters.** Slicers crash on NaN, engines draw a triangle across the screen, and one such vertex makes the
extent of the model infinite: a splitter that scales the model to fit gets nothing.

**How to fix it.** `meshgate prepare` drops the triangles that use them. The cause is mostly a division by zero in a
modifier, a simulation that exploded, or a damaged file.

*Other tools:* trimesh and assimp read such files without a message; PrusaSlicer is known to crash on them.)",
    .fix = "drop-non-finite",
    .since = "0.1",
}}};

void run(const MeshFacts& facts, CheckContext& context) {
  const Tally& tally = facts.vertices().non_finite;
  if (tally.empty()) return;
  const std::uint64_t total = facts.mesh().positions.size();
  Where where{facts.mesh().element, tally, {{"vertices", static_cast<std::int64_t>(total)}}};
  context.out.report("mesh/non-finite-position", std::move(where),
                     "{} NaN or infinite, of {}: drop the triangles that use them, or repair the source",
                     count_of(tally.count, "position is", "positions are"), group_digits(total));
}

}  // namespace

extern const Check check_mesh_non_finite_position{.rules = kRules, .run = run};

}  // namespace meshgate
