#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "usd/package",
    .summary = "a USDZ package that breaks the rules of its format",
    .severity = Severity::kWarning,
    .explanation =
        R"(USDZ is a ZIP archive whose files are stored without compression, begin at multiples of 64 bytes, and of which the
first is a USD layer. This one breaks one of these rules; meshgate reads it all the same.

**Why it matters.** Viewers map the files of the package into memory, so they refuse it. An ordinary zip program makes such
packages.

**How to fix it.** Pack it again with `usdzip`, or export it anew as USDZ.)",
    .since = "0.1",
}}};

}  // namespace

extern const Check check_usd_package{.rules = kRules, .run = {}};

}  // namespace meshgate
