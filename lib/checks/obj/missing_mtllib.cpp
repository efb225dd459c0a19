#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "obj/missing-mtllib",
    .summary = "a material library of an OBJ that cannot be read",
    .severity = Severity::kWarning,
    .explanation =
        R"(An `mtllib` statement names a file that is not beside the model, or that cannot be opened. A name may hold blanks;
several names may stand in one statement, each ending in `.mtl`.

**Why it matters.** Without its library the model has no colours and no textures. The shape is complete, so tasks that
look at the shape alone (splitting, slicing) work; an engine, and tasks that use the texture, get a grey model.

**How to fix it.** Send the `.mtl` file and its pictures along with the `.obj` (under the names that it uses; upper and
lower case count), or remove the `mtllib` line. A single `.glb` holds everything in one file.

*Other tools:* Assimp also tries `NAME.mtl` beside `NAME.obj`, which is why a preview may show materials all the same.)",
    .since = "0.1",
}}};

}  // namespace

extern const Check check_obj_missing_mtllib{.rules = kRules, .run = {}};

}  // namespace meshgate
