#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "file/not-checked",
    .summary = "a budget ended the checks of this file early",
    .severity = Severity::kError,
    .explanation =
        R"(`--timeout` or `--max-memory` (or the memory of the machine) did not allow all checks of this file. The JSON report
lists each rule that was not decided, with the reason.

**Why it matters.** A gate that did not look must not say "pass". That is why this is an error by default; set its
severity to `warning` when a partial answer is good enough.

**How to fix it.** Allow more time or memory, check large files on their own, or reduce the file.)",
    .since = "0.1",
}}};

}  // namespace

extern const Check check_file_not_checked{.rules = kRules, .run = {}};

}  // namespace meshgate
