#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "obj/syntax",
    .summary = "lines of an OBJ that cannot be read",
    .severity = Severity::kError,
    .explanation =
        R"(A statement that carries geometry is broken: a `v`, `vt` or `vn` line whose numbers cannot be read or are too
few or too many, an `f` line with fewer than three corners or with something that is no reference, or a line that
does not begin with a statement at all. Unknown statements are not meant here (obj/unsupported-element).

A vertex that cannot be read stays in the mesh as NaN, because the faces count vertices by their order; a face
that cannot be read is left out.

**Why it matters.** Part of the model is lost or in the wrong place. Readers differ: some stop at the line, some
skip it and then connect the wrong vertices, some read `1,5` as 1. The surface that a splitter or a slicer gets is open or
spiked there.

**How to fix it.** Look at the lines named. A comma as decimal mark comes from an exporter that follows the
regional settings: export with a decimal point. A line that breaks off in the middle comes from an incomplete copy.
Otherwise export the model again.

*Other tools:* Assimp 5.2 takes `1,5` for 1.5 and refuses a file with a word in place of a number; trimesh refuses both.)",
    .since = "0.1",
}}};

}  // namespace

extern const Check check_obj_syntax{.rules = kRules, .run = {}};

}  // namespace meshgate
