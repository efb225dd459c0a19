#include <array>

#include "checks/depth/detail/depth_rule.h"

namespace meshgate {
namespace {

constexpr std::array<Parameter, 1> kParameters{{
    {"min-score", 0.3, -1, 1, "", "least share of edges on edges, chance taken off"},
}};

constexpr std::array<Rule, 1> kRules{{{
    .id = "depth/edge-mismatch",
    .summary = "edges of the depth map are not edges of the picture",
    .severity = Severity::kWarning,
    .explanation =
        R"(Steps in depth (between neighbours, of more than 3 % of the map's range, at 512 pixels) should lie where the picture has
an edge (a step of 6 % in a colour), within 4 pixels. The score is 1 when all do and 0 when no more do than by chance.
Where the outline of the subject is known only its inside counts. Not judged with fewer than 200 such pixels, or when more
than 60 % of the picture is near an edge.

**Why it matters.** Depth was smeared or shifted against the picture: the relief has steps across smooth skin and none at
the nose.

**How to fix it.** Lay both over each other and look. Ask again; a sharper picture helps (`image/blurred`).)",
    .parameters = kParameters,
    .since = "0.1",
}}};

void run(const DepthComparison& comparison, CheckContext& context) {
  if (!has_depth(comparison, "depth/edge-mismatch", context)) return;
  if (!comparison.edges) return skip_depth_rule(context, "depth/edge-mismatch");
  // Where the outline is off, so are the edges: one finding is enough.
  if (is_flipped(comparison, context)) return;
  if (knows_outlines(comparison) && (keeps_background(comparison, context) ||
                                     (is_outline_off(comparison, context) && !comparison.subject_fades)))
    return;
  const DepthEdges& edges = *comparison.edges;
  const double least = context.parameter("depth/edge-mismatch", "min-score");
  if (edges.score() >= least) return;
  Where where;
  where.evidence = {{"score", edges.score()},
                    {"edges", static_cast<std::int64_t>(edges.edges)},
                    {"on_image_edges", edges.on_image_edges},
                    {"by_chance", edges.by_chance}};
  context.out.report("depth/edge-mismatch", std::move(where),
                     "{} of the map's edges lie on edges of the picture, {} would by chance: a score of "
                     "{:.2f}, at least {:.2g} "
                     "is wanted. The depth is smeared or shifted",
                     say_percent(edges.on_image_edges), say_percent(edges.by_chance), edges.score(), least);
}

}  // namespace

extern const Check check_depth_edge_mismatch{.rules = kRules, .run = run};

}  // namespace meshgate
