#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "file/truncated",
    .summary = "the file ends before its content does",
    .severity = Severity::kError,
    .explanation =
        R"(A header or a count promises more bytes than the file holds: a GLB whose length or chunks reach beyond the end, a
binary STL with part of a triangle, an ASCII STL without `endsolid`.

**Why it matters.** An interrupted copy, download or export. What is missing is often not visible in a viewer, and
the service fails late or loses a part of the model. Engines mostly refuse the file, slicers repair what is left.

**How to fix it.** Copy or export the file again and compare the sizes.)",
    .since = "0.1",
}}};

}  // namespace

extern const Check check_file_truncated{.rules = kRules, .run = {}};

}  // namespace meshgate
