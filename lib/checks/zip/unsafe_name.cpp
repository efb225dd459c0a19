#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "zip/unsafe-name",
    .summary = "an archive with files outside of its folder",
    .severity = Severity::kError,
    .explanation =
        R"(The archive has a file whose name is absolute, has a drive letter, or so many `..` that it leaves the folder that the
archive is unpacked to. Such files are left out; the rest is read.

**Why it matters.** A program that unpacks the archive without a check overwrites files elsewhere ("zip slip"). A sound
export never makes such names.

**How to fix it.** Do not unpack this archive. Pack the files anew with relative names.)",
    .since = "0.1",
}}};

}  // namespace

extern const Check check_zip_unsafe_name{.rules = kRules, .run = {}};

}  // namespace meshgate
