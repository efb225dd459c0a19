#include <array>

#include "checks/check.h"
#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "mesh/inverted-shell",
    .summary = "a closed body is inside out",
    .severity = Severity::kWarning,
    .explanation =
        R"(A closed shell (connected across edges of exactly two faces, without open or non-manifold edges) whose faces agree with
each other and look inward: its signed volume is negative. A shell inside another one may look inward, as the wall of
a cavity does, and is not counted (see `mesh/internal-shell`); at even depth it must look outward. Nor is a shell in the
box of one that is not closed: whether it is a cavity of that one cannot be said.

**Why it matters.** Slicers fill the outside or nothing, renderers show the inside, boolean operations subtract instead of
adding. A splitter that asks what is inside gets the opposite answer.

**How to fix it.** `meshgate prepare` turns the shell over; in a modelling program flip its normals.

*Other tools:* trimesh has a negative volume (of everything together); PrusaSlicer and admesh turn the shell over
silently.)",
    .fix = "orient",
    .since = "0.1",
}}};

void run(const SurfaceFacts& facts, CheckContext& context) {
  const Shells& shells = facts.shells();
  Tally tally;
  std::uint64_t closed = 0, faces = 0;
  double volume = 0;
  for (std::uint32_t i = 0; i < shells.shells.size(); ++i) {
    const Shell& shell = shells.shells[i];
    closed += shell.closed;
    if (!looks_inwards(shell)) continue;
    // Asked only now: nesting costs more than the rest.
    const Nesting& nesting = facts.nesting();
    if (nesting.gave_up) {
      context.not_checked.push_back({"mesh/inverted-shell", "budget"});
      return;
    }
    if (!is_inverted(shells, nesting, i)) continue;
    tally.add([&] { return shell_location(facts.surface(), shells, i); });
    faces += shell.faces;
    volume += shell.signed_volume;
  }
  if (tally.empty()) return;
  const std::uint64_t count = tally.count;
  Where where{facts.element(),
              std::move(tally),
              {{"closed_shells", static_cast<std::int64_t>(closed)},
               {"faces", static_cast<std::int64_t>(faces)},
               {"signed_volume", volume}}};
  context.out.report("mesh/inverted-shell", std::move(where), "{} of {} inside out ({}): turn {} over",
                     group_digits(count), count_of(closed, "closed shell is", "closed shells are"),
                     count_of(faces, "face"), count == 1 ? "it" : "them");
}

}  // namespace

extern const Check check_mesh_inverted_shell{.rules = kRules, .run = run};

}  // namespace meshgate
