#include <algorithm>
#include <array>
#include <limits>

#include "checks/check.h"
#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::array<Parameter, 2> kParameters{{
    {"min-mm", 0.8, 0, 1000, "mm", "thinnest wall that is accepted"},
    {"unit-mm", 1, 1e-6, 1e6, "mm", "millimetres in one unit, for formats that do not say"},
}};

constexpr std::array<Rule, 1> kRules{{{
    .id = "mesh/thin-wall",
    .summary = "walls are thinner than the process can make",
    .severity = Severity::kOff,
    .explanation =
        R"(From the middle of a face a ray goes into the material, against the normal, to the first face that looks the other way: the
distance is the thickness of the wall there. Of more than 200 000 faces every n-th is measured. The unit is the
format's (glTF: metres); for formats without one `unit-mm` says how many millimetres one unit is. Nodes
that scale the mesh count, by the one that makes it smallest.

**Why it matters.** Walls below the nozzle width or the spot of the light are left out by the slicer, or break. A splitter
that cuts joints into a model finds no room for them there. Engines do not care.

**How to fix it.** Thicken the wall, or scale the model up.

*Other tools:* "thin faces" in Blender's 3D-Print Toolbox (the same rays); trimesh has it in its interface.)",
    .parameters = kParameters,
    .since = "0.1",
}}};

void run(const SurfaceFacts& facts, CheckContext& context) {
  const double limit = context.parameter("mesh/thin-wall", "min-mm");
  const SurfaceFacts::Placing& placing = facts.placing();
  const double unit_mm = placing.meters_per_unit ? *placing.meters_per_unit * 1000
                                                 : context.parameter("mesh/thin-wall", "unit-mm");
  const double scale = unit_mm * placing.scale;
  const std::vector<WallSample>& samples = facts.wall_samples();
  Tally tally;
  double thinnest = std::numeric_limits<double>::infinity();
  for (const WallSample& sample : samples) {
    const double thickness_mm = sample.thickness * scale;
    thinnest = std::min(thinnest, thickness_mm);
    if (thickness_mm < limit) tally.add([&] { return surface_face_location(facts.surface(), sample.face); });
  }
  if (tally.empty()) return;
  const std::uint64_t count = tally.count;
  Where where{facts.element(),
              std::move(tally),
              {{"samples", static_cast<std::int64_t>(samples.size())},
               {"thinnest_mm", thinnest},
               {"limit_mm", limit}}};
  context.out.report("mesh/thin-wall", std::move(where),
                     "at {} of {} the wall is thinner than {:g} mm (thinnest {:.3g} mm): thicken it",
                     group_digits(count), count_of(samples.size(), "measured face", "measured faces"), limit,
                     thinnest);
}

}  // namespace

extern const Check check_mesh_thin_wall{.rules = kRules, .run = run};

}  // namespace meshgate
