#include <algorithm>
#include <array>

#include "checks/check.h"
#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::array<Parameter, 1> kParameters{{
    {"max-fraction", 0.01, 0, 1, "", "longest side of a component over that of the whole surface"},
}};

constexpr std::array<Rule, 1> kRules{{{
    .id = "mesh/tiny-component",
    .summary = "small pieces float beside the model",
    .severity = Severity::kWarning,
    .explanation =
        R"(A part of the surface that shares no vertex with the rest and is tiny: the longest side of its box is less than
`max-fraction` of the longest side of the box of the whole surface.

**Why it matters.** Crumbs of a scan or a generation become parts of their own when the model is split, fall off in
printing, and spoil the automatic scale and the bounds that an engine culls by.

**How to fix it.** Delete them: `meshgate prepare` drops components below the same fraction.

*Other tools:* MeshLab removes isolated pieces by diameter or face count; slicers print them.)",
    .parameters = kParameters,
    .fix = "drop-tiny",
    .since = "0.1",
}}};

double longest_side(const Box3& box) {
  const double3 size = to_double(box.max) - to_double(box.min);
  return std::max({size.x, size.y, size.z});
}

void run(const SurfaceFacts& facts, CheckContext& context) {
  const Shells& shells = facts.shells();
  if (shells.components < 2) return;
  struct Component {
    Box3 bounds;
    std::uint64_t faces = 0;
    std::uint32_t first_face = kNoIndex;
    std::uint32_t number = 0;
  };
  std::vector<Component> components(shells.components);
  Box3 whole;
  for (const Shell& shell : shells.shells) {
    Component& component = components[shell.component];
    component.bounds.add(shell.bounds);
    component.faces += shell.faces;
    component.number = shell.component;
    component.first_face = std::min(component.first_face, shell.first_face);
    whole.add(shell.bounds);
  }
  std::sort(components.begin(), components.end(),
            [](const Component& a, const Component& b) { return a.first_face < b.first_face; });
  const double limit = longest_side(whole) * context.parameter("mesh/tiny-component", "max-fraction");
  Tally tally;
  std::uint64_t faces = 0;
  double largest = 0;
  for (const Component& component : components) {
    const double size = longest_side(component.bounds);
    if (!(size < limit)) continue;
    tally.add([&] { return component_location(facts.surface(), shells, component.number); });
    faces += component.faces;
    largest = std::max(largest, size);
  }
  if (tally.empty()) return;
  const std::uint64_t count = tally.count;
  Where where{facts.element(),
              std::move(tally),
              {{"components", static_cast<std::int64_t>(shells.components)},
               {"faces", static_cast<std::int64_t>(faces)},
               {"largest", largest},
               {"limit", limit}}};
  context.out.report("mesh/tiny-component", std::move(where),
                     "{} of {} smaller than {:.4g} ({} together): delete the crumbs", group_digits(count),
                     count_of(shells.components, "component is", "components are"), limit,
                     count_of(faces, "face"));
}

}  // namespace

extern const Check check_mesh_tiny_component{.rules = kRules, .run = run};

}  // namespace meshgate
