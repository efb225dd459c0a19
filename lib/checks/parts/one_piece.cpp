#include <array>

#include "checks/check.h"
#include "checks/parts/detail/room.h"
#include "checks/parts/detail/say.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "parts/one-piece",
    .summary = "the file keeps all parts in one node",
    .severity = Severity::kInfo,
    .explanation =
        R"(The parts were told apart as the solids of one mesh, although the format has nodes, objects or groups for them. They are
compared all the same. STL, PLY and OFF have none and are not meant.

**Why it matters.** Parts have no names, and programs show and move them as one; where two of them touch they may have
grown together.

**How to fix it.** Ask for parts as nodes or files; or separate the loose bodies in the modelling program.)",
    .since = "0.1",
}}};

void run(const Comparison& comparison, CheckContext& context) {
  if (comparison.options.expectation.kind != ExpectationKind::kSplit || comparison.parts.size() < 2 ||
      comparison.part_kind != PartKind::kComponents || !room_of(comparison.parts.front()).parts)
    return;
  Where where;
  where.evidence.emplace_back("solids", static_cast<std::int64_t>(comparison.parts.size()));
  context.out.report("parts/one-piece", std::move(where),
                     "all {} parts are one mesh in one node: they were told apart as its solids",
                     comparison.parts.size());
}

}  // namespace

extern const Check check_parts_one_piece{.rules = kRules, .run = run};

}  // namespace meshgate
