#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "mesh/no-triangles-primitive",
    .summary = "a primitive draws points or lines instead of triangles",
    .severity = Severity::kWarning,
    .explanation =
        R"(A glTF primitive has a mode other than triangles, triangle strip or triangle fan (points, lines, line loops or line
strips). It is not part of the surface and is left out of all mesh measures.

**Why it matters.** Splitters and slicers ignore points and lines; parts of the picture that the author sees in an
engine may be missing in the result.

**How to fix it.** Convert curves to meshes in the modelling program, or delete them.)",
    .since = "0.1",
}}};

}  // namespace

extern const Check check_mesh_no_triangles_primitive{.rules = kRules, .run = {}};

}  // namespace meshgate
