#include "gate/scene_places.h"

#include <cmath>
#include <string_view>
#include <unordered_map>

#include "asset/placed.h"

namespace meshgate {
namespace {

/// Where each mesh is placed, by its element.
using Placements = std::unordered_map<std::string_view, std::vector<const Matrix4*>>;

// Whether one place lies before another in x, then y, then z. What is equal up to rounding is equal, so that
// the order does not change with the numbers that a tool rounds.
bool is_before(double3 a, double3 b) {
  const double tolerance = 1e-5 * (length(a) + length(b));
  if (std::abs(a.x - b.x) > tolerance) return a.x < b.x;
  if (std::abs(a.y - b.y) > tolerance) return a.y < b.y;
  return a.z < b.z - tolerance;
}

double3 first_place(const std::vector<const Matrix4*>& placements, double3 local) {
  double3 first = transform_point(*placements.front(), local);
  for (const Matrix4* world : placements) {
    const double3 place = transform_point(*world, local);
    if (is_before(place, first)) first = place;
  }
  return first;
}

}  // namespace

void set_scene_positions(const Scene& scene, std::vector<Finding>& findings) {
  Placements placements;
  for_each_placed(scene, [&](std::uint32_t mesh, const Matrix4& world) {
    placements[scene.meshes[mesh].element].push_back(&world);
  });
  for (Finding& finding : findings) {
    for (Location& location : finding.locations) {
      if (!location.position) continue;
      const auto found = placements.find(location.element.empty() ? finding.element : location.element);
      if (found == placements.end()) continue;
      const double3 place = first_place(found->second, to_double(*location.position));
      const float3 shown{static_cast<float>(place.x), static_cast<float>(place.y),
                         static_cast<float>(place.z)};
      if (is_finite(shown) && shown != *location.position) location.scene_position = shown;
    }
  }
}

}  // namespace meshgate
