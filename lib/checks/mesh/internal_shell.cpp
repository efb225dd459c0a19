#include <array>

#include "checks/check.h"
#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "mesh/internal-shell",
    .summary = "a closed body lies inside another one",
    .severity = Severity::kWarning,
    .explanation =
        R"(A closed shell inside another closed shell: its box is inside the other's box, and so are up to 64 of its corners, evenly
chosen, by an exact count of crossings. `cavities` look inward, as the wall of a hollow does; `bodies` look outward
and stand inside the material.

**Why it matters.** A body inside a body is invisible and doubles the material there: left-over inner geometry that confuses
splitting and slicing, and that an engine draws for nothing. A cavity is fine when it was meant; printing traps powder or resin in it.

**How to fix it.** Delete what cannot be seen. Give a cavity an opening for the powder or resin, or set the rule to `off`
for hollow models.

*Other tools:* val3dity has nested shells; the other tools do not look.)",
    .since = "0.1",
}}};

void run(const SurfaceFacts& facts, CheckContext& context) {
  const Shells& shells = facts.shells();
  if (shells.shells.size() < 2) return;
  if (facts.nesting().gave_up) {
    context.not_checked.push_back({"mesh/internal-shell", "budget"});
    return;
  }
  Tally tally;
  std::uint64_t cavities = 0, bodies = 0;
  for (const NestedShell& nested : facts.nesting().nested) {
    const Shell& shell = shells.shells[nested.shell];
    tally.add([&] { return shell_location(facts.surface(), shells, nested.shell); });
    (shell.signed_volume < 0 ? cavities : bodies) += 1;
  }
  if (tally.empty()) return;
  const std::uint64_t count = tally.count;
  Where where{facts.element(),
              std::move(tally),
              {{"shells", static_cast<std::int64_t>(shells.shells.size())},
               {"cavities", static_cast<std::int64_t>(cavities)},
               {"bodies", static_cast<std::int64_t>(bodies)}}};
  context.out.report("mesh/internal-shell", std::move(where), "{} of {} inside another one ({}, {}): {}",
                     group_digits(count), count_of(shells.shells.size(), "shell lies", "shells lie"),
                     count_of(cavities, "cavity", "cavities"), count_of(bodies, "body", "bodies"),
                     bodies > 0 ? "delete bodies that cannot be seen"
                                : "fine when it is meant to be hollow; powder or resin needs a way out");
}

}  // namespace

extern const Check check_mesh_internal_shell{.rules = kRules, .run = run};

}  // namespace meshgate
