#include "gate/metrics.h"

#include <algorithm>

#include "asset/facts.h"

namespace meshgate {
namespace {

using Metrics = std::vector<std::pair<std::string, MetricValue>>;

void add_count(Metrics& metrics, const char* name, std::uint64_t value) {
  metrics.emplace_back(name, static_cast<std::int64_t>(value));
}

void add_mesh_metrics(const AssetFacts& facts, Metrics& metrics) {
  const Scene& scene = facts.asset().scene;
  std::uint64_t triangles = 0, vertices = 0, degenerate = 0;
  bool skinned = false;
  for (const MeshFacts& mesh : facts.meshes()) {
    triangles += mesh.mesh().face_count();
    vertices += mesh.mesh().stored_vertices;
    degenerate += mesh.faces().degenerate.count;
    skinned = skinned || mesh.mesh().skinned;
  }
  add_count(metrics, "triangles", triangles);
  add_count(metrics, "vertices", vertices);
  add_count(metrics, "degenerate_faces", degenerate);
  const WorldMeasures& world = facts.world();
  metrics.emplace_back("surface_area", world.surface_area);
  if (!world.bounds.empty()) {
    metrics.emplace_back("bbox_min", world.bounds.min);
    metrics.emplace_back("bbox_max", world.bounds.max);
  }
  std::uint32_t side = 0;
  for (const TextureImage& image : scene.images)
    side = std::max({side, image.image.width, image.image.height});
  add_count(metrics, "texture_count", scene.images.size());
  add_count(metrics, "material_count", scene.materials.size());
  add_count(metrics, "primitive_count", scene.meshes.size());
  add_count(metrics, "node_count", scene.nodes.size());
  add_count(metrics, "max_texture_side", side);
  metrics.emplace_back("animated", scene.animated);
  metrics.emplace_back("skinned", skinned);
}

void add_image_metrics(const ImageFacts& facts, Metrics& metrics) {
  const Image& image = facts.image();
  add_count(metrics, "width", image.width);
  add_count(metrics, "height", image.height);
  add_count(metrics, "channels", image.channels);
  add_count(metrics, "bit_depth", image.bit_depth);
  metrics.emplace_back("has_alpha", image.has_alpha);
  metrics.emplace_back("color_type", std::string(to_string(image.color_type)));
  add_count(metrics, "orientation", image.orientation);
  add_count(metrics, "frames", image.frames);
  if (!image.decoded()) return;
  const ImageStats& stats = facts.stats();
  metrics.emplace_back("foreground_fraction", stats.foreground_fraction);
  metrics.emplace_back("sharpness", stats.sharpness);
  metrics.emplace_back("mean", stats.mean);
  metrics.emplace_back("min", stats.min);
  metrics.emplace_back("max", stats.max);
  add_count(metrics, "levels", stats.levels);
}

}  // namespace

std::vector<std::pair<std::string, MetricValue>> compute_metrics(const AssetFacts& facts) {
  Metrics metrics;
  if (facts.asset().kind == AssetKind::kMesh) add_mesh_metrics(facts, metrics);
  for (const ImageFacts& image : facts.images()) add_image_metrics(image, metrics);
  return metrics;
}

}  // namespace meshgate
