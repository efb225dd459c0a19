#include <algorithm>
#include <array>

#include "checks/check.h"
#include "checks/parts/detail/say.h"
#include "core/text.h"
#include "meshgate/format.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "parts/format",
    .summary = "the result is not in the format that was asked for",
    .severity = Severity::kWarning,
    .explanation =
        R"(The content of a file is another format than its suffix says. Downloads sometimes come with a wrong suffix or none; the
content decides how it is read.

**Why it matters.** Programs that go by the suffix refuse the file or read it wrongly.

**How to fix it.** Rename the file after its content.)",
    .since = "0.1",
}}};

void run(const Comparison& comparison, CheckContext& context) {
  for (const ComparedFile& file : comparison.files) {
    if (file.asset == nullptr) continue;
    const Format* format = find_format(file.container.empty() ? file.asset->format : file.container);
    const std::string suffix = suffix_of(file.path);
    if (format == nullptr || format->suffixes.empty()) continue;
    if (std::find(format->suffixes.begin(), format->suffixes.end(), suffix) != format->suffixes.end())
      continue;
    Where where;
    where.element = file.path;
    where.evidence.emplace_back("format", std::string(format->id));
    context.out.report("parts/format", std::move(where), "the file is {}, its name {}: rename it to {}",
                       format->name, suffix.empty() ? "has no suffix" : "ends in " + printable(suffix, 40),
                       format->suffixes.front());
  }
}

}  // namespace

extern const Check check_parts_format{.rules = kRules, .run = run};

}  // namespace meshgate
