#include <array>

#include "checks/check.h"
#include "checks/parts/detail/say.h"
#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "parts/unreadable",
    .summary = "a file of the result cannot be read",
    .severity = Severity::kError,
    .explanation =
        R"(A file of the result is missing, damaged, cut off, or in a format that meshgate cannot read. What the file's own rules say of it is
told beside this one by `meshgate check`.

**Why it matters.** What cannot be read cannot be printed. Downloads from signed links end early, expire and become
pages of HTML that bear the name of a model.

**How to fix it.** Fetch it again (`meshgate fetch`); the link lives for an hour.)",
    .since = "0.1",
}}};

void run(const Comparison& comparison, CheckContext& context) {
  for (const ComparedFile& file : comparison.files) {
    if (file.asset != nullptr) continue;
    Where where;
    where.element = file.path;
    context.out.report("parts/unreadable", std::move(where), "{}", printable(file.problem, 1000));
  }
}

}  // namespace

extern const Check check_parts_unreadable{.rules = kRules, .run = run};

}  // namespace meshgate
