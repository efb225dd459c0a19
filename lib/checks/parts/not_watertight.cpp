#include <array>

#include "checks/check.h"
#include "checks/parts/detail/say.h"
#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "parts/not-watertight",
    .summary = "a part has holes",
    .severity = Severity::kWarning,
    .explanation =
        R"(A part has open edges: edges with one face. `meshgate check` tells more of each. A rim that the source
has is only told (info): one with an edge on an open edge of the source, as where a cut runs through a single layer from
rim to rim, or in the middle of such a layer, where the source has no inside.

**Why it matters.** Slicers close holes by guess; at a cut they fill the socket, or leave the part hollow. Volumes
cannot be compared.

**How to fix it.** `meshgate prepare` with `fill-holes`, which is bounded and told.)",
    .since = "0.1",
}}};

void run(const Comparison& comparison, CheckContext& context) {
  for (std::uint32_t i = 0; i < comparison.parts.size(); ++i) {
    const Part& part = comparison.parts[i];
    if (part.role == PartRole::kEmpty || part.rims.edges == 0) continue;
    const Topology& topology = part.body->surface().topology();
    Where where = at_part(comparison, i);
    where.evidence.emplace_back("open_edges", static_cast<std::int64_t>(topology.open_edges));
    where.evidence.emplace_back("loops", static_cast<std::int64_t>(topology.boundary_loops));
    where.evidence.emplace_back("new_open_edges", static_cast<std::int64_t>(part.rims.new_edges));
    if (part.rims.new_edges == 0) where.at_most = Severity::kInfo;
    context.out.report("parts/not-watertight", std::move(where), "{} has {} in {}: it is not closed{}",
                       say_part(comparison, i), count_of(topology.open_edges, "open edge"),
                       count_of(topology.boundary_loops, "loop"),
                       part.rims.new_edges == 0 ? ". So is the source there" : "");
  }
}

}  // namespace

extern const Check check_parts_not_watertight{.rules = kRules, .run = run};

}  // namespace meshgate
