#include <array>

#include "checks/check.h"
#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::array<Parameter, 1> kParameters{{
    {"max-materials", 5, 1, 1e9, "", "materials that the file may define"},
}};

constexpr std::array<Rule, 1> kRules{{{
    .id = "mesh/too-many-materials",
    .summary = "the model has more materials than the target handles well",
    .severity = Severity::kOff,
    .explanation =
        R"(The file defines more than `max-materials` materials, whether they are used or not. The default of 5 is what Khronos
recommends for shops on the web (glTF Asset Auditor, khronos-recommended.json). Off unless a profile or a configuration
turns it on: how many materials are too many is a matter of the target.

**Why it matters.** An engine draws each material on its own: time on a phone grows with the number of materials more than
with that of triangles. Importers that know one material a mesh keep the first and drop the others. Splitters and slicers
do not care.

**How to fix it.** Remove materials that nothing uses, and bake the others into one with a common texture (an atlas).

*Other tools:* Khronos' asset auditor counts the materials of the file in the same way.)",
    .parameters = kParameters,
    .since = "0.1",
}}};

void run(const AssetFacts& facts, CheckContext& context) {
  const double limit = context.parameter("mesh/too-many-materials", "max-materials");
  const Scene& scene = facts.asset().scene;
  const std::uint64_t materials = scene.materials.size();
  if (static_cast<double>(materials) <= limit) return;
  Where where;
  where.evidence = {{"materials", static_cast<std::int64_t>(materials)}, {"limit", limit}};
  context.out.report("mesh/too-many-materials", std::move(where), "{}, more than {}: join them into fewer",
                     count_of(materials, "material"), group_digits(static_cast<std::uint64_t>(limit)));
}

}  // namespace

extern const Check check_mesh_too_many_materials{.rules = kRules, .run = run};

}  // namespace meshgate
