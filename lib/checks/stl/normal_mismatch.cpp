#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "stl/normal-mismatch",
    .summary = "stored facet normals that contradict the order of the vertices",
    .severity = Severity::kWarning,
    .explanation =
        R"(Each facet of an STL stores a normal and three vertices, and the order of the vertices (counter-clockwise seen from
outside) says the same thing again. For some facets the two differ by more than 20°, or point to opposite sides. A stored
normal of zero means "compute it" and is fine; facets without area are not looked at.

**Why it matters.** One of the two is wrong. Most programs compute the normal from the vertices, some believe the stored
one: the model looks right in the one and inside out in the other. Slicers and splitters take the order of the vertices,
viewers shade by the stored normal.

**How to fix it.** Recompute the normals (MeshLab: *Re-Compute Face Normals*), or orient the faces and export again. When
nearly all facets point the other way, the model was mirrored without turning its faces.

*Other tools:* admesh repairs such normals by default and reports "normals fixed"; most slicers ignore the stored ones.)",
    .since = "0.1",
}}};

}  // namespace

extern const Check check_stl_normal_mismatch{.rules = kRules, .run = {}};

}  // namespace meshgate
