#include <array>

#include "asset/placed.h"
#include "checks/check.h"
#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::array<Parameter, 1> kParameters{{
    {"min-triangles", 4, 1, 1e12, "", "triangles that the scene must show"},
}};

constexpr std::array<Rule, 1> kRules{{{
    .id = "mesh/too-few-triangles",
    .summary = "the model has too few triangles to be a body",
    .severity = Severity::kInfo,
    .explanation =
        R"(The scene shows at least one and fewer than `min-triangles` triangles; a mesh that several nodes place counts as often as
it is placed. The default of 4 is a tetrahedron: no closed body has fewer. A model without any triangle is `mesh/empty`.

**Why it matters.** One to three triangles are a test file, a billboard or a failed export, and nothing that can be split,
segmented or printed. Raise the limit where you know how detailed your models are: a figure that has lost its detail to
simplification is found this way.

**How to fix it.** Export the model again and see that the geometry is selected and its modifiers are applied.

*Other tools:* none of those that meshgate was compared with has a lower limit.)",
    .parameters = kParameters,
    .since = "0.1",
}}};

void run(const AssetFacts& facts, CheckContext& context) {
  const double limit = context.parameter("mesh/too-few-triangles", "min-triangles");
  const std::uint64_t placed = placed_triangles(facts.asset().scene);
  if (placed == 0 || static_cast<double>(placed) >= limit) return;
  Where where;
  where.evidence = {{"triangles", static_cast<std::int64_t>(placed)}, {"limit", limit}};
  context.out.report("mesh/too-few-triangles", std::move(where),
                     "{}, fewer than {}: is this the whole model? Export it again with its geometry",
                     count_of(placed, "triangle"), group_digits(static_cast<std::uint64_t>(limit)));
}

}  // namespace

extern const Check check_mesh_too_few_triangles{.rules = kRules, .run = run};

}  // namespace meshgate
