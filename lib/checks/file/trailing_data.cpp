#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "file/trailing-data",
    .summary = "bytes follow the end of the content",
    .severity = Severity::kWarning,
    .explanation = R"(The format says where its content ends, and the file goes on after that point.

**Why it matters.** Two files may have been joined, a download may have appended an error page, or data may be
hidden behind the picture or model. Strict readers refuse such files; most slicers and engines read up to the end of the content.

**How to fix it.** Export the file again; `meshgate prepare` writes a clean one.)",
    .fix = "convert",
    .since = "0.1",
}}};

}  // namespace

extern const Check check_file_trailing_data{.rules = kRules, .run = {}};

}  // namespace meshgate
