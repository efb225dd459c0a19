#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "asset/placed.h"
#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Parameter, 1> kParameters{{
    {"max-step", 1e-4, 0, 1, "", "distance of neighbouring floats at the coordinates over the largest side"},
}};

constexpr std::array<Rule, 1> kRules{{{
    .id = "mesh/far-from-origin",
    .summary = "the model lies so far out that floats lose its detail",
    .severity = Severity::kWarning,
    .explanation =
        R"(Positions are 32-bit floats: the farther from the origin, the wider the step from one representable number to the next.
The rule fires when that step, at the largest coordinate of the model (as stored, scaled by its node, or as placed in the
scene), is more than `max-step` of the largest side of the scene's box. The default of 1/10 000 is reached at about 1 000
times the model's own size from the origin; around the origin the step is 1/10 000 000. The evidence also compares the
step with the shortest edge of the model.

**Why it matters.** Positions are already rounded to that grid: curved surfaces get stairs, thin triangles fold over and
intersect, and every later step (splitting, welding, slicing) rounds again. In an engine such a model trembles when the
camera moves. Models from maps and building plans, with
coordinates of a country's grid, are the usual case.

**How to fix it.** Move the model to the origin in the program that made it, where coordinates have 64 bits, and export
again. Moving it afterwards keeps the stairs that are there and avoids new ones.

*Other tools:* Blender warns of nothing; PrusaSlicer centres models on import without a word.)",
    .parameters = kParameters,
    .since = "0.1",
}}};

double step_at(double coordinate) {
  const auto value = static_cast<float>(std::abs(coordinate));
  return static_cast<double>(value) - static_cast<double>(std::nextafter(value, 0.0F));
}

double largest_coordinate(const Box3& box) {
  return std::max({std::abs(box.min.x), std::abs(box.min.y), std::abs(box.min.z), std::abs(box.max.x),
                   std::abs(box.max.y), std::abs(box.max.z)});
}

double largest_side(const Box3& box) {
  const double3 size = to_double(box.max) - to_double(box.min);
  return std::max({size.x, size.y, size.z});
}

// By how much a node scales lengths at most, along its axes.
double scale_of(const Matrix4& world) {
  const auto column = [&](std::size_t c) {
    return length({world.m[4 * c], world.m[4 * c + 1], world.m[4 * c + 2]});
  };
  return std::max({column(0), column(1), column(2)});
}

void run(const AssetFacts& facts, CheckContext& context) {
  const Box3& box = facts.world().bounds;
  if (placed_triangles(facts.asset().scene) == 0 || box.empty()) return;
  const double extent = largest_side(box), distance = largest_coordinate(box);
  if (!(extent > 0) || !std::isfinite(extent)) return;  // mesh/extent-suspicious
  double step = step_at(distance);
  for_each_placed(facts.asset().scene, [&](std::uint32_t mesh, const Matrix4& world) {
    const Box3& local = facts.meshes()[mesh].vertices().bounds;
    if (!local.empty()) step = std::max(step, step_at(largest_coordinate(local)) * scale_of(world));
  });
  const double limit = context.parameter("mesh/far-from-origin", "max-step");
  if (!(step > limit * extent)) return;

  double shortest = std::numeric_limits<double>::infinity();
  for_each_placed(facts.asset().scene, [&](std::uint32_t mesh, const Matrix4& world) {
    shortest = std::min(shortest, std::sqrt(facts.meshes()[mesh].faces().shortest_edge2) * scale_of(world));
  });
  Where where;
  where.evidence = {{"float_step", step},        {"largest_side", extent},          {"distance", distance},
                    {"shortest_edge", shortest}, {"step_over_side", step / extent}, {"limit", limit}};
  context.out.report(
      "mesh/far-from-origin", std::move(where),
      "floats lie {:.3g} apart at the coordinates of the model, 1/{:.0f} of its largest side "
      "({:.4g}) and {:.2g} of its shortest edge; at most 1/{:.0f} is fine. Move it to the origin "
      "where it was made",
      step, extent / step, extent, step / shortest, 1 / limit);
}

}  // namespace

extern const Check check_mesh_far_from_origin{.rules = kRules, .run = run};

}  // namespace meshgate
