#include <array>
#include <cmath>
#include <numbers>

#include "asset/sliver_scan.h"
#include "checks/check.h"
#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::array<Parameter, 2> kParameters{{
    {"min-angle", 1, 0, 60, "degrees", "smallest angle that a triangle may have"},
    {"max-fraction", 0.01, 0, 1, "", "share of a mesh's triangles that may be slivers"},
}};

constexpr std::array<Rule, 1> kRules{{{
    .id = "mesh/sliver-face",
    .summary = "triangles are needles or splinters",
    .severity = Severity::kInfo,
    .explanation =
        R"(A triangle that has an area and an angle below `min-angle`. The angle is measured in the mesh's own coordinates, with
about 15 digits. Triangles whose area is exactly zero are `mesh/degenerate-face` and never slivers. Nearly every mesh
has a few, so nothing is said while they are at most `max-fraction` of a mesh's triangles.

The evidence gives the smallest angle of the mesh and the worst aspect: the longest edge of a triangle over its smallest
height (1.15 for an equilateral one, about 60 for a needle of 1°).

**Why it matters.** Normals of slivers are dominated by rounding, so shading breaks up, simplification and smoothing fold
the surface there, and boolean operations (which cut a model into parts) lose or invent edges. Files of CAD programs are
full of them, and they are harmless in a slicer.

**How to fix it.** Remesh the surface, or weld and simplify it with a small error. For CAD models export with a finer
tolerance and a limited edge ratio.

*Other tools:* Blender's 3D-Print Toolbox calls a face *distorted* or *thin* by other measures; MeshLab selects by edge
ratio, aspect or minimum angle; admesh and PrusaSlicer do not look for slivers.)",
    .parameters = kParameters,
    .since = "0.1",
}}};

double degrees(double radians) { return radians * 180 / std::numbers::pi; }

void run(const MeshFacts& facts, CheckContext& context) {
  const double limit = context.parameter("mesh/sliver-face", "min-angle");
  const double sine = std::sin(limit * std::numbers::pi / 180);
  const FaceScan& faces = facts.faces();
  if (!(faces.smallest_sine2 < sine * sine)) return;
  SliverScan found = compute_sliver_scan(facts.mesh(), sine * sine, facts.stop());
  const double smallest = degrees(std::asin(std::sqrt(faces.smallest_sine2)));
  const std::uint64_t total = facts.mesh().face_count();
  const std::uint64_t count = found.slivers.count;
  const double allowed = context.parameter("mesh/sliver-face", "max-fraction") * static_cast<double>(total);
  if (static_cast<double>(count) <= allowed) return;
  Where where{facts.mesh().element,
              std::move(found.slivers),
              {{"faces", static_cast<std::int64_t>(total)},
               {"smallest_angle_deg", smallest},
               {"sharpest_face", static_cast<std::int64_t>(faces.sharpest_face)},
               {"worst_aspect", found.worst_aspect},
               {"limit_deg", limit}}};
  context.out.report(
      "mesh/sliver-face", std::move(where),
      "{} of {} an angle below {:g}° (down to {:.2g}°, aspect up to {:.3g}): remesh or simplify there",
      group_digits(count), count_of(total, "triangle has", "triangles have"), limit, smallest,
      found.worst_aspect);
}

}  // namespace

extern const Check check_mesh_sliver_face{.rules = kRules, .run = run};

}  // namespace meshgate
