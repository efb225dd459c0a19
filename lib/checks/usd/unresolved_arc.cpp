#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "usd/unresolved-arc",
    .summary = "a reference, payload or sublayer that cannot be followed",
    .severity = Severity::kError,
    .explanation =
        R"(A layer, reference, payload, inherited or specialised prim names a file that is not there or lies outside of the
package (or of the folder), a prim that does not exist, or one that would contain itself. It is left out.

Only what composition brings to its place is read: a reference to a prim that exists through another arc alone is
reported here too.

**Why it matters.** What the arc names is missing in the model. A service gets one file and cannot follow a path on your
computer.

**How to fix it.** Flatten the stage before export (`usdcat --flatten`), or pack it with `usdzip`, which takes all files
along.)",
    .since = "0.1",
}}};

}  // namespace

extern const Check check_usd_unresolved_arc{.rules = kRules, .run = {}};

}  // namespace meshgate
