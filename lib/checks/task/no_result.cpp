#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "task/no-result",
    .summary = "the task has no result, or not yet",
    .severity = Severity::kError,
    .explanation =
        R"(Only in reports of `meshgate run` and `meshgate resume`. The request was fit, but its result is not on disk: the service
refused or failed it, its answer was lost, the download did not work, the deadline passed, or the run was interrupted. The
message says which, whether anything was charged, and what to do. The exit code is that of the reason (2, 3 or 4), not 1.

**Why it matters.** A batch of twenty models of which nineteen came back is not done, whatever its findings say.

**How to fix it.** `meshgate jobs` lists what is open with the next step; `meshgate resume` goes on with all of it and
pays for nothing twice.)",
    .since = "0.1",
}}};

}  // namespace

// The run finds it: it knows how the task ended.
extern const Check check_task_no_result{.rules = kRules, .run = {}};

}  // namespace meshgate
