#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "usd/damaged",
    .summary = "faces or values of a USD stage that cannot be used",
    .severity = Severity::kError,
    .explanation =
        R"(A mesh has a face with fewer than three corners, with a point that does not exist, or with more corners than the list
of indices has left; or a value of a property lies outside of the file or contradicts its type. Such faces and values are
left out, the rest is read.

**Why it matters.** What is left out is missing in the model, and programs disagree about what to do: some refuse the
whole stage, some crash.

**How to fix it.** Copy or download the file again; when that does not help, export it anew from the program that made it.)",
    .since = "0.1",
}}};

}  // namespace

extern const Check check_usd_damaged{.rules = kRules, .run = {}};

}  // namespace meshgate
