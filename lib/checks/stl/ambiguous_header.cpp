#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "stl/ambiguous-header",
    .summary = "a binary STL whose header begins with \"solid\"",
    .severity = Severity::kWarning,
    .explanation =
        R"(The first five letters of a binary STL are `solid`, which is how ASCII files begin. The header's 80 bytes are free text,
so the file is correct, and its size fits its triangle count.

**Why it matters.** Readers that look at the first word only take the file for ASCII and find nothing in it, or fail.
meshgate decides by the size, as slicers do; scripts and small viewers are the ones that fail.

**How to fix it.** Change the header; any other first word will do. `meshgate prepare` writes a neutral one.

*Other tools:* Assimp compares the size with the count too and reads such files; small viewers and scripts do not.)",
    .fix = "convert",
    .since = "0.1",
}}};

}  // namespace

extern const Check check_stl_ambiguous_header{.rules = kRules, .run = {}};

}  // namespace meshgate
