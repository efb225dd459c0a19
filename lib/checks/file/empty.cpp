#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "file/empty",
    .summary = "the file has no bytes",
    .severity = Severity::kError,
    .explanation = R"(The file exists and its size is zero.

**Why it matters.** An export or a copy failed, or a build step created the name before the content. The service
refuses it after the upload, slicers and engines refuse it with a message about the format.

**How to fix it.** Export or copy the file again.)",
    .since = "0.1",
}}};

void run(const FileInput& input, CheckContext& context) {
  if (input.bytes == 0)
    context.out.report("file/empty", {}, "the file has no bytes: export or copy it again");
}

}  // namespace

extern const Check check_file_empty{.rules = kRules, .run = run};

}  // namespace meshgate
