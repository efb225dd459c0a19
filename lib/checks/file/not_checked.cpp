#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "file/not-checked",
    .summary = "not all checks of this file were made",
    .severity = Severity::kError,
    .explanation =
        R"(`--timeout` or `--max-memory` (or the memory of the machine) did not allow all checks of this file. The JSON report
lists each rule that was not decided, with the reason. In reports of `meshgate run` and `meshgate resume` also: a result is
there, but was not compared with what was sent, since that is gone, was changed after it was sent, or cannot be read.

**Why it matters.** A gate that did not look must not say "pass". That is why this is an error by default; set its
severity to `warning` when a partial answer is good enough.

**How to fix it.** Allow more time or memory, check large files on their own, or reduce the file. A result can
be compared later, with `meshgate verify SOURCE RESULT`.)",
    .since = "0.1",
}}};

}  // namespace

extern const Check check_file_not_checked{.rules = kRules, .run = {}};

}  // namespace meshgate
