#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "stl/count-mismatch",
    .summary = "the triangle count of a binary STL disagrees with its size",
    .severity = Severity::kError,
    .explanation =
        R"(A binary STL has an 80-byte header, a 32-bit triangle count and 50 bytes for each triangle, so the
count and the file's size must agree: `size = 84 + 50 × count`. They disagree.

**Why it matters.** A count above what the file holds means that the file was cut: part of the model is missing.
A count below it means that a reader which trusts the count drops triangles without a word. Slicers and the
service do not agree on which of the two numbers to believe.

**How to fix it.** Export again, or copy the file again when its size differs from the original. meshgate reads
every whole triangle that the file holds.

*Other tools:* admesh and PrusaSlicer ignore the count without a message.)",
    .since = "0.1",
}}};

}  // namespace

extern const Check check_stl_count_mismatch{.rules = kRules, .run = {}};

}  // namespace meshgate
