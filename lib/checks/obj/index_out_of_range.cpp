#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "obj/index-out-of-range",
    .summary = "faces of an OBJ that refer to vertices, texture coordinates or normals that do not exist",
    .severity = Severity::kError,
    .explanation =
        R"(A reference of an `f` line is 0, larger than the number of elements in the whole file, or negative beyond the
elements above the line. References count from 1; negative ones count back from the line.

A face with a vertex that does not exist is left out of the mesh. A corner whose texture coordinate or normal does
not exist is kept without it.

**Why it matters.** The surface has holes, or loses its texture, where the references lead nowhere. Many readers
refuse the whole file, and some crash. A splitter or a slicer gets an open surface where faces are missing.

**How to fix it.** The file was cut, or several files were joined without renumbering. Export the model again.

*Other tools:* Assimp and trimesh refuse the whole file.)",
    .since = "0.1",
}}};

}  // namespace

extern const Check check_obj_index_out_of_range{.rules = kRules, .run = {}};

}  // namespace meshgate
