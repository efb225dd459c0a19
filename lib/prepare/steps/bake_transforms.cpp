#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "asset/placed.h"
#include "asset/transform.h"
#include "core/text.h"
#include "prepare/step_context.h"

namespace meshgate {
namespace {

// The scene as it is shown: one mesh for each time that one is placed, without a node.
struct Baked {
  Scene scene;
  std::uint64_t placed = 0;  // that had a transform
};

Baked baked(const Scene& scene, const std::stop_token& stop) {
  Baked result;
  result.scene = scene;
  result.scene.meshes.clear();
  result.scene.instances.clear();
  result.scene.nodes.clear();
  // Parts of one surface stay one surface, apart from those of its other places.
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> surfaces;
  for (const Instance& instance : scene.instances) {
    const bool on_node = instance.node != kNoIndex;
    if (instance.mesh >= scene.meshes.size() || (on_node && !scene.nodes[instance.node].in_scene)) continue;
    const Matrix4 world = on_node ? scene.nodes[instance.node].world : Matrix4{};
    const Mesh& mesh = scene.meshes[instance.mesh];
    Mesh placed = is_identity(world) ? mesh : transformed(mesh, world, stop);
    placed.surface =
        surfaces.try_emplace({mesh.surface, instance.node}, static_cast<std::uint32_t>(surfaces.size()))
            .first->second;
    if (placed.name.empty() && on_node) placed.name = scene.nodes[instance.node].name;
    result.placed += on_node;
    result.scene.instances.push_back({static_cast<std::uint32_t>(result.scene.meshes.size()), kNoIndex});
    result.scene.meshes.push_back(std::move(placed));
  }
  return result;
}

Result<StepResult> run(const AssetFacts& facts, const StepContext& context) {
  StepResult result;
  const Scene& scene = facts.asset().scene;
  if (scene.nodes.empty()) return result;
  Baked scene_as_shown = baked(scene, context.stop);
  result.count = std::max<std::uint64_t>(1, scene_as_shown.placed);
  result.done = fmt::format("applied {} to {}", count_of(scene.nodes.size(), "node"),
                            count_of(scene_as_shown.placed, "placed mesh", "placed meshes"));
  result.numbers = {{"nodes", static_cast<std::int64_t>(scene.nodes.size())},
                    {"placed", static_cast<std::int64_t>(scene_as_shown.placed)}};
  const std::size_t shown = scene_as_shown.scene.meshes.size();
  if (shown < scene.meshes.size())
    result.lost.push_back(count_of(scene.meshes.size() - shown, "mesh", "meshes") +
                          " that the scene does not show");
  // Only the rounding to floats: half a step at the largest coordinate.
  const Box3& box = facts.world().bounds;
  double largest = 0;
  for (const float c : {box.min.x, box.min.y, box.min.z, box.max.x, box.max.y, box.max.z})
    largest = std::max(largest, std::abs(double{c}));
  result.moved = box.empty() ? 0 : largest * std::numeric_limits<float>::epsilon();
  result.asset = facts.asset();
  result.asset->scene = std::move(scene_as_shown.scene);
  return result;
}

}  // namespace

extern const Step step_bake_transforms{
    .id = "bake-transforms",
    .summary = "apply the transforms of nodes to their meshes",
    .explanation =
        R"(Every mesh is placed where the scene shows it, once for each node that uses it, with normals and tangents; the nodes go.
Where a node mirrors, faces are turned so that they look the same way. Nodes that shear, which glTF does not allow, and
scales that readers treat differently leave no trace.)",
    .loses = "names and hierarchy of nodes, and the sharing of meshes by several of them",
    .order = 25,
    .run = run};

}  // namespace meshgate
