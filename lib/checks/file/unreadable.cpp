#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "file/unreadable",
    .summary = "the file cannot be opened or makes no sense to its reader",
    .severity = Severity::kError,
    .explanation =
        R"(The file does not exist, may not be opened, is not a regular file (a pipe, a device), became shorter while it was
read, or is damaged so early that nothing is left to look at. The message carries the reason of the operating
system or of the reader.

**Why it matters.** Nothing of this input was judged. In a batch the other inputs are still checked and the run ends
with exit code 1, so that a missing file never passes unseen.

**How to fix it.** Check the path and its permissions; export or copy the file again when it is damaged.)",
    .since = "0.1",
}}};

}  // namespace

extern const Check check_file_unreadable{.rules = kRules, .run = {}};

}  // namespace meshgate
