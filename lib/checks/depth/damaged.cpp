#include <array>

#include "checks/depth/detail/depth_rule.h"
#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "depth/damaged",
    .summary = "the depth map cannot be read",
    .severity = Severity::kError,
    .explanation =
        R"(The file is no picture, is cut, or its pixels do not decode. Nothing else about it can be checked.

**Why it matters.** A download that broke off looks like a finished one: it has a name and a size.

**How to fix it.** Fetch the result again while its URL is valid; ask the service again when it stays damaged.)",
    .since = "0.1",
}}};

void run(const DepthComparison& comparison, CheckContext& context) {
  if (comparison.has_map) return;
  std::string reason = comparison.problem.empty() ? "it holds no picture" : comparison.problem;
  if (comparison.map_asset != nullptr && !comparison.map_asset->notes.empty())
    reason = comparison.map_asset->notes.front().message;
  context.out.report("depth/damaged", {}, "the depth map cannot be used: {}", printable(reason, 500));
}

}  // namespace

extern const Check check_depth_damaged{.rules = kRules, .run = run};

}  // namespace meshgate
