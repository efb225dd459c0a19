#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "stl/ambiguous-header",
    .summary = "a binary STL begins like an ASCII one",
    .severity = Severity::kWarning,
    .explanation = R"(The 80-byte header of a binary STL is free text, but it must not begin with `solid`: that word is how many programs
recognise an ASCII file. meshgate decides by the size equation (84 + 50 × count) and reads the file correctly.

**Why it matters.** Programs that look at the first word only read the file as text and fail, or show nothing.

**How to fix it.** Write the file again; every program that writes another header will do.)",
    .fix = "convert",
    .since = "0.1",
}}};

}  // namespace

extern const Check check_stl_ambiguous_header{.rules = kRules, .run = {}};

}  // namespace meshgate
