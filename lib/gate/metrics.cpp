#include "gate/metrics.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "asset/color_profile.h"
#include "asset/facts.h"
#include "asset/placed.h"

namespace meshgate {
namespace {

using Metrics = std::vector<std::pair<std::string, MetricValue>>;

void add_count(Metrics& metrics, const char* name, std::uint64_t value) {
  metrics.emplace_back(name, static_cast<std::int64_t>(value));
}

// Sums over the surfaces of an asset, each counted once however often it is placed.
struct SurfaceTotals {
  std::uint64_t welded_vertices = 0, components = 0, shells = 0, open_edges = 0, loops = 0;
  std::uint64_t non_manifold_edges = 0, non_manifold_vertices = 0, duplicate_faces = 0,
                inconsistent_edges = 0;
  std::uint64_t self_intersecting_faces = 0;
  bool overlaps_known = true;
  bool closed = true, manifold = true, oriented = true;
  double volume = 0;
  std::int64_t euler = 0;
};

// How often a surface is placed and by how much that scales its volume.
double volume_factor(const AssetFacts& facts, const SurfaceFacts& surface) {
  const Scene& scene = facts.asset().scene;
  double factor = 0;
  for_each_placed(scene, [&](std::uint32_t mesh, const Matrix4& world) {
    if (&scene.meshes[mesh] == &surface.meshes().front()->mesh()) factor += std::abs(determinant3(world));
  });
  return factor;
}

void add_surface(const AssetFacts& facts, const SurfaceFacts& surface, SurfaceTotals& totals) {
  const Topology& topology = surface.topology();
  const Shells& shells = surface.shells();
  totals.welded_vertices += topology.vertices;
  totals.components += shells.components;
  totals.shells += shells.shells.size();
  totals.open_edges += topology.open_edges;
  totals.loops += topology.boundary_loops;
  totals.non_manifold_edges += topology.non_manifold_edges;
  totals.non_manifold_vertices += topology.non_manifold_vertices;
  totals.duplicate_faces += topology.duplicate_faces;
  totals.inconsistent_edges += topology.inconsistent_edges;
  totals.closed = totals.closed && topology.closed();
  totals.manifold = totals.manifold && topology.manifold();
  totals.oriented = totals.oriented && topology.oriented();
  totals.euler += static_cast<std::int64_t>(topology.vertices + topology.faces) -
                  static_cast<std::int64_t>(topology.edges);
  double volume = 0;
  for (const Shell& shell : shells.shells) volume += shell.signed_volume;
  totals.volume += volume * volume_factor(facts, surface);
  // Only when a rule asked: the search costs more than all the rest.
  const SelfIntersection* found = surface.self_intersection_if_known();
  totals.overlaps_known = totals.overlaps_known && found != nullptr && !found->gave_up;
  if (totals.overlaps_known) totals.self_intersecting_faces += found->faces;
}

void add_surface_metrics(const SurfaceTotals& totals, std::uint64_t degenerate, Metrics& metrics) {
  add_count(metrics, "welded_vertices", totals.welded_vertices);
  add_count(metrics, "components", totals.components);
  add_count(metrics, "shells", totals.shells);
  add_count(metrics, "boundary_edges", totals.open_edges);
  add_count(metrics, "boundary_loops", totals.loops);
  add_count(metrics, "nonmanifold_edges", totals.non_manifold_edges);
  add_count(metrics, "nonmanifold_vertices", totals.non_manifold_vertices);
  add_count(metrics, "degenerate_faces", degenerate);
  add_count(metrics, "duplicate_faces", totals.duplicate_faces);
  add_count(metrics, "inconsistent_edges", totals.inconsistent_edges);
  if (totals.overlaps_known && totals.shells > 0)
    add_count(metrics, "self_intersecting_faces", totals.self_intersecting_faces);
  const bool watertight = totals.closed && totals.manifold && totals.oriented;
  metrics.emplace_back("closed", totals.closed);
  metrics.emplace_back("manifold", totals.manifold);
  metrics.emplace_back("oriented", totals.oriented);
  metrics.emplace_back("watertight", watertight);
  constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();
  metrics.emplace_back("volume", totals.closed && totals.oriented ? totals.volume : kUndefined);
  if (watertight)
    metrics.emplace_back("genus_total", static_cast<std::int64_t>(totals.shells) - totals.euler / 2);
}

void add_mesh_metrics(const AssetFacts& facts, Metrics& metrics) {
  const Scene& scene = facts.asset().scene;
  std::uint64_t triangles = 0, vertices = 0, degenerate = 0;
  bool skinned = false;
  for (const MeshFacts& mesh : facts.meshes()) {
    triangles += mesh.mesh().face_count();
    if (mesh.speaks_for_vertices()) vertices += mesh.mesh().stored_vertices;
    degenerate += mesh.faces().degenerate.count;
    skinned = skinned || mesh.mesh().skinned;
  }
  add_count(metrics, "triangles", triangles);
  add_count(metrics, "vertices", vertices);
  SurfaceTotals totals;
  totals.closed = totals.manifold = totals.oriented = !facts.surfaces().empty();
  for (const SurfaceFacts& surface : facts.surfaces()) add_surface(facts, surface, totals);
  add_surface_metrics(totals, degenerate, metrics);
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
  if (!image.color_profile.empty())
    metrics.emplace_back("color_profile", color_profile_name(image.color_profile.span()));
  add_count(metrics, "orientation", image.orientation);
  add_count(metrics, "frames", image.frames);
  if (!image.channel_names.empty()) {
    metrics.emplace_back("sample_type", std::string(to_string(image.sample_type)));
    metrics.emplace_back("channel_names", fmt::format("{}", fmt::join(image.channel_names, " ")));
  }
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
