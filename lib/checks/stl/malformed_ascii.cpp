#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "stl/malformed-ascii",
    .summary = "an ASCII STL that does not follow the grammar",
    .severity = Severity::kError,
    .explanation =
        R"(The text of an ASCII STL must be `facet normal x y z`, `outer loop`, three `vertex x y z`, `endloop`, `endfacet`, facet
after facet, between `solid` and `endsolid`. Something else was found: a word that is out of place, a number that
cannot be read, or a facet without exactly three vertices. Letters may be of either case and words may be spread over
lines in any way.

A facet that does not have three readable vertices is left out; reading goes on at the next `facet`.

**Why it matters.** Triangles are missing, so the surface has holes, through which a splitter loses the inside. Slicers and
engines differ: some stop at the first such line, some skip the facet without a word.

**How to fix it.** Look at the lines named. A comma as decimal mark comes from the exporter's regional settings.
Otherwise export the model again, as binary STL if possible: it is a fifth of the size and leaves no room for this.

*Other tools:* Assimp 5.2 refuses a file with a comma as decimal mark, and reads a file that was cut without a word.)",
    .since = "0.1",
}}};

}  // namespace

extern const Check check_stl_malformed_ascii{.rules = kRules, .run = {}};

}  // namespace meshgate
