#include <array>

#include "checks/check.h"
#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "mesh/degenerate-face",
    .summary = "triangles have no area",
    .severity = Severity::kWarning,
    .explanation =
        R"(A triangle whose corners are not three different positions, or whose corners lie exactly on one line. The test is
exact and has no tolerance: thin triangles with any area belong to `mesh/sliver-face`.
Positions are compared as numbers (−0 equals 0), so a triangle with three different indices can be degenerate.

**Why it matters.** Such triangles have no normal. Splitting and boolean operations stumble over them, and repair
steps of slicers drop them without telling. An engine draws nothing there; the normals that it computes for the corners may
be NaN, and those are black. A few are harmless; many are the trace of a bad decimation or of a
sphere's poles.

**How to fix it.** `meshgate prepare` removes them; a closed mesh stays closed when it was welded first.

*Other tools:* trimesh and Open3D count repeated indices only; Blender's 3D-Print Toolbox uses an area threshold and
counts more.)",
    .fix = "drop-degenerate",
    .since = "0.1",
}}};

void run(const MeshFacts& facts, CheckContext& context) {
  const FaceScan& faces = facts.faces();
  if (faces.degenerate.empty()) return;
  const std::uint64_t total = facts.mesh().face_count();
  const std::uint64_t repeated = faces.repeated_position;
  Where where{facts.mesh().element,
              faces.degenerate,
              {{"faces", static_cast<std::int64_t>(total)},
               {"repeated_position", static_cast<std::int64_t>(repeated)},
               {"collinear", static_cast<std::int64_t>(faces.degenerate.count - repeated)}}};
  context.out.report("mesh/degenerate-face", std::move(where),
                     "{} of {} no area ({} with coinciding corners, {} with collinear ones): remove them",
                     group_digits(faces.degenerate.count), count_of(total, "triangle has", "triangles have"),
                     group_digits(repeated), group_digits(faces.degenerate.count - repeated));
}

}  // namespace

extern const Check check_mesh_degenerate_face{.rules = kRules, .run = run};

}  // namespace meshgate
