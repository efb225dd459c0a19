#include "prepare/decimate.h"

#include <algorithm>
#include <cmath>

#include "prepare/crossings.h"
#include "prepare/scene_soup.h"

namespace meshgate {
namespace {

/// Faces of a patch: its arrays fit the second-level cache.
constexpr std::size_t kPatchFaces = 16'384;
/// Up to here one patch is as fast as many, and there are no borders between patches.
constexpr std::size_t kWholeFaces = 2 * kPatchFaces;
/// Rounds without the progress of this share: all that could move, moved.
constexpr double kProgress = 0.002;
constexpr unsigned kMostRounds = 40;
/// So often decimation starts again because the surface crossed itself.
constexpr unsigned kMostRepeats = 4;

std::size_t patch_faces(std::size_t faces) { return faces <= kWholeFaces ? kWholeFaces : kPatchFaces; }

void run_rounds(SceneSoup& scene_soup, RoundGoal goal, Decimated& out, const std::stop_token& stop) {
  float error = 0;
  for (unsigned round = 0, idle = 0; round < kMostRounds && idle < 3 && scene_soup.soup.faces() > goal.faces;
       ++round) {
    const std::size_t before = scene_soup.soup.faces();
    goal.variant = round;
    goal.patch_faces = patch_faces(before);
    RoundResult result = decimate_round(scene_soup.soup, goal, stop);
    scene_soup.soup = std::move(result.soup);
    apply_blends(scene_soup, result.blends, stop);
    error = std::max(error, result.error);
    out.held = result.held;
    if (result.whole) break;
    const auto removed = static_cast<double>(before - scene_soup.soup.faces());
    idle = removed < kProgress * static_cast<double>(before) ? idle + 1 : 0;
  }
  out.error = double{error} / scene_soup.soup.unit;
}

}  // namespace

std::string_view to_string(Held reason) {
  switch (reason) {
    case Held::kLocked:
      return "corners where borders meet, and non-manifold places";
    case Held::kBorder:
      return "open borders, seams and material borders";
    case Held::kTopology:
      return "topology";
    case Held::kFlip:
      return "faces that would turn over";
    case Held::kError:
      return "the error limit";
    case Held::kCrossing:
      return "places where the surface would cross itself";
  }
  return "";
}

Result<Decimated> decimate(const Scene& scene, const DecimateOptions& options, const std::stop_token& stop) {
  if (!(options.max_error >= 0)) return fail(ErrorKind::kUsage, "the largest error must be 0 or more");
  std::uint64_t all = 0;
  for (const Mesh& mesh : scene.meshes)
    all += std::max<std::uint64_t>(mesh.face_count(), mesh.positions.size());
  if (all > 1U << 30U)
    return fail(ErrorKind::kLimit, "more than 2^30 triangles or vertices cannot be decimated");

  Decimated out;
  SceneSoup scene_soup = make_scene_soup(scene, stop);
  for (const Mesh& mesh : scene.meshes) out.triangles_before += mesh.face_count();
  out.dropped = scene_soup.dropped;
  out.flat_meshes = scene_soup.flat_meshes;

  RoundGoal goal;
  goal.faces = options.target_triangles;
  goal.max_error = static_cast<float>(std::min(options.max_error * scene_soup.soup.unit, 1e18));
  const Soup before = scene_soup.soup;
  BitSet held(before.points.size());
  for (unsigned attempt = 0;; ++attempt) {
    run_rounds(scene_soup, goal, out, stop);
    if (!options.keep_apart || before.faces() == scene_soup.soup.faces()) break;
    const Crossings crossings = find_new_crossings(before, scene_soup.soup, stop);
    out.crossing_faces = crossings.places.size();
    if (crossings.places.empty() || attempt == kMostRepeats) break;
    // Again from the start, with the surface around those places as it was.
    points_inside(before, crossings, stop).for_each([&](std::size_t point) {
      held.set(point);
      return true;
    });
    std::vector<std::uint8_t> held_points(before.points.size(), 0);
    held.for_each([&](std::size_t point) {
      held_points[point] = 1;
      return true;
    });
    scene_soup = make_scene_soup(scene, stop);  // attributes were changed
    scene_soup.soup = before;
    scene_soup.soup.held_points = std::move(held_points);
  }
  out.triangles = scene_soup.soup.faces();
  out.reached = options.target_triangles == 0 ? std::isfinite(options.max_error)
                                              : out.triangles <= options.target_triangles;
  if (out.reached) out.held = {};
  out.meshes = make_meshes(scene, scene_soup, stop);
  return out;
}

}  // namespace meshgate
