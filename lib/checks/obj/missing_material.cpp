#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "obj/missing-material",
    .summary = "faces of an OBJ that use a material which no library defines",
    .severity = Severity::kWarning,
    .explanation =
        R"(A `usemtl` statement names a material that none of the file's material libraries defines with `newmtl`, while all
libraries could be read (if one could not, obj/missing-mtllib says so instead). Names are compared exactly.

**Why it matters.** These faces show the default material: grey in most engines, the material before them in
others. A splitter returns the parts without these colours; a slicer does not care.

**How to fix it.** Export the model with its materials again, or correct the name in the `.obj` or `.mtl` file.)",
    .since = "0.1",
}}};

}  // namespace

extern const Check check_obj_missing_material{.rules = kRules, .run = {}};

}  // namespace meshgate
