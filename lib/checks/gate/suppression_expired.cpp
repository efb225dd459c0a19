#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "gate/suppression-expired",
    .summary = "a finding was accepted until a date that has passed",
    .severity = Severity::kWarning,
    .explanation =
        R"(A `[[suppress]]` entry of `meshgate.toml` matches a finding of this input, and its last day (`expires`, a date in UTC) is
over. The entry has no effect any more: the finding counts again, and this one says why it came back.

**Why it matters.** A suppression with a date is a promise to look again. Without a reminder the exception becomes the
rule, and the next model with the same defect goes to the splitter, the slicer or the engine unseen.

**How to fix it.** Mend the model and delete the entry; or, when the defect is still accepted, set a later date and say
in `reason` why.)",
    .since = "0.1",
}}};

}  // namespace

// The gate itself finds it: it knows the configuration and the date.
extern const Check check_gate_suppression_expired{.rules = kRules, .run = {}};

}  // namespace meshgate
