#include "gate/scene_places.h"

#include <string_view>
#include <unordered_map>

#include "asset/placed.h"

namespace meshgate {
void set_scene_positions(const Scene& scene, std::vector<Finding>& findings) {
  std::unordered_map<std::string_view, const Matrix4*> moved;
  for_each_placed(scene, [&](std::uint32_t mesh, const Matrix4& world) {
    moved.emplace(scene.meshes[mesh].element, world == Matrix4{} ? nullptr : &world);
  });
  for (Finding& finding : findings) {
    for (Location& location : finding.locations) {
      if (!location.position) continue;
      const auto found = moved.find(location.element.empty() ? finding.element : location.element);
      if (found == moved.end() || found->second == nullptr) continue;
      const double3 place = transform_point(*found->second, to_double(*location.position));
      const float3 shown{static_cast<float>(place.x), static_cast<float>(place.y),
                         static_cast<float>(place.z)};
      if (is_finite(shown)) location.scene_position = shown;
    }
  }
}

}  // namespace meshgate
