#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "prepare/drift",
    .summary = "the prepared surface is too far from the input",
    .severity = Severity::kError,
    .explanation =
        R"(Only in reports of `meshgate prepare`. The distance between the surfaces of input and output is measured from both
sides, at up to 90 000 points of each: spread by area, at vertices, and on large triangles that seemed farthest. The
largest of these distances is above `--max-drift`, relative to the diagonal of the input's box: by default 0.005 for
repairs and 0.01 when a step approximates (decimate). What was asked for is not counted as distance: another unit or
axis, a hole that `--fill-holes` closed, a piece that `--drop-tiny` took away.

**Why it matters.** A repair that changes the shape is no repair: parts that a splitter returns do not fit the original,
a print loses detail or gains skin over an opening, an engine shows a silhouette that differs.

**How to fix it.** Ask `meshgate prepare` for less (more triangles, a smaller `--weld-tolerance`), or accept the change
with a larger `--max-drift` after a look at the file that `--keep` writes.)",
    .since = "0.1",
}}};

}  // namespace

// `prepare` finds it: it has both surfaces.
extern const Check check_prepare_drift{.rules = kRules, .run = {}};

}  // namespace meshgate
