#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "stl/malformed-ascii",
    .summary = "an ASCII STL has lines that do not fit its grammar",
    .severity = Severity::kError,
    .explanation = R"(An ASCII STL is `solid name`, then facets of the form `facet normal x y z`, `outer loop`, three lines `vertex x y z`,
`endloop`, `endfacet`, and at the end `endsolid name`. Case and white space do not matter. Lines that fit nowhere,
numbers that are none and facets without exactly three corners are counted here; such facets are not read.

**Why it matters.** Readers differ in what they skip: some stop at the first bad line and show a part of the model
without a message.

**How to fix it.** Export the file again, best as binary STL: it is five times smaller and cannot have this defect.)",
    .fix = "convert",
    .since = "0.1",
}}};

}  // namespace

extern const Check check_stl_malformed_ascii{.rules = kRules, .run = {}};

}  // namespace meshgate
