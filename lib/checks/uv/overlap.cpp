#include <array>

#include "asset/uv_scan.h"
#include "checks/check.h"
#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "uv/overlap",
    .summary = "faces share a part of the texture",
    .severity = Severity::kOff,
    .explanation =
        R"(Two faces whose UV triangles overlap: the insides have a point in common, exactly, with the coordinates as stored
(nothing is wrapped into the unit square). Neighbours in the atlas that share an edge do not overlap. The count is of
faces, not of pairs; faces without an area in UV space belong to `uv/zero-area`.

**Why it matters.** What is baked, painted or generated for one face shows on the other: a task that textures the model paints both
at once. Engines, splitters and slicers do not mind. Mirrored halves and tiled textures
overlap on purpose, so the rule is off by default and information in the profile `asset`.

**How to fix it.** Pack the islands apart ("pack islands" in a modelling program), or move mirrored ones by a whole tile.

*Other tools:* Khronos' asset auditor counts overlapping triangles with a tolerance; Blender selects them.)",
    .since = "0.1",
}}};

void run(const MeshFacts& facts, CheckContext& context) {
  const std::vector<UvOverlap>& sets = facts.uv_overlaps();
  for (std::size_t set = 0; set < sets.size(); ++set) {
    const UvOverlap& overlap = sets[set];
    if (overlap.gave_up) context.not_checked.push_back({"uv/overlap", "budget"});
    if (overlap.gave_up || overlap.count == 0) continue;
    Tally tally = tally_of(overlap.faces, overlap.count,
                           [&](std::size_t face) { return face_location(facts.mesh(), face); });
    Where where{uv_element(facts.mesh(), set),
                std::move(tally),
                {{"faces", static_cast<std::int64_t>(overlap.judged)},
                 {"fraction", static_cast<double>(overlap.count) / static_cast<double>(overlap.judged)}}};
    context.out.report("uv/overlap", std::move(where),
                       "{} of {} a part of the texture that another one uses: pack the islands apart",
                       group_digits(overlap.count), count_of(overlap.judged, "face uses", "faces use"));
  }
}

}  // namespace

extern const Check check_uv_overlap{.rules = kRules, .run = run};

}  // namespace meshgate
