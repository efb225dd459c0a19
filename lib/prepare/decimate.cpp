#include "prepare/decimate.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "gate/input_check.h"
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
constexpr unsigned kMostRepeats = 12;
/// The last of these starts hold the points around the places where they are.
constexpr unsigned kHoldingRepeats = 2;
/// More of the surface around a place is held each time, in diagonals of the face.
constexpr double kHeldMargin = 0.5;

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

// The meshes of a soup, ready to be looked at.
std::shared_ptr<const CheckedAsset> make_checked(const Scene& scene, const SceneSoup& scene_soup,
                                                 const std::stop_token& stop) {
  Asset asset;
  asset.scene.meshes = make_meshes(scene, scene_soup, stop);
  return std::make_shared<const CheckedAsset>(std::move(asset), stop);
}

// One start.
Decimated decimate_once(const Scene& scene, const RoundGoal& goal, SceneSoup& scene_soup,
                        const std::stop_token& stop) {
  Decimated out;
  run_rounds(scene_soup, goal, out, stop);
  out.checked = make_checked(scene, scene_soup, stop);
  out.triangles = scene_soup.soup.faces();
  return out;
}

// Decimates, and again from the start where surfaces cross themselves: walls are thinner there than the
// error, so that less of it is allowed around those places, and nowhere more than in the first start. What
// crosses least is the result.
Decimated decimate_apart(const Scene& scene, const DecimateOptions& options, RoundGoal goal,
                         SceneSoup& scene_soup, const std::stop_token& stop) {
  const Soup before = scene_soup.soup;
  std::vector<float> limits;
  std::optional<Decimated> best;
  for (unsigned attempt = 0;; ++attempt) {
    Decimated out = decimate_once(scene, goal, scene_soup, stop);
    Crossings crossings;
    if (options.keep_apart && before.faces() != out.triangles)
      crossings = find_new_crossings(before, out.checked->facts, stop);
    out.crossing_faces = crossings.places.size();
    if (attempt > 0 && !(options.max_error * before.unit <= goal.max_error))
      out.held[static_cast<std::size_t>(Held::kCrossing)] +=
          std::exchange(out.held[static_cast<std::size_t>(Held::kError)], 0);
    if (attempt == 0) {
      limits.assign(crossings.places.empty() ? 0 : before.points.size(),
                    std::numeric_limits<float>::infinity());
      goal.max_error = std::min(goal.max_error, static_cast<float>(out.error * before.unit));
    }
    if (!best || out.crossing_faces < best->crossing_faces) best = std::move(out);
    if (crossings.places.empty() || attempt == kMostRepeats) return std::move(*best);
    Tightening tightening;
    tightening.margin = kHeldMargin * attempt;
    if (attempt + kHoldingRepeats >= kMostRepeats) tightening.share = 0;
    tighten(before, scene_soup.soup, crossings, tightening, limits, stop);
    scene_soup = make_scene_soup(scene, stop, options.known);  // attributes were changed
    scene_soup.soup = before;
    scene_soup.soup.error_limits = std::vector<float>(limits);
  }
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

std::string_view name_of(Held reason) {
  static constexpr std::array<std::string_view, kHeldReasons> kNames{"locked", "border", "topology",
                                                                     "flip",   "error",  "crossing"};
  return kNames[static_cast<std::size_t>(reason)];
}

Result<Decimated> decimate(const Scene& scene, const DecimateOptions& options, const std::stop_token& stop) {
  if (!(options.max_error >= 0)) return fail(ErrorKind::kUsage, "the largest error must be 0 or more");
  std::uint64_t all = 0;
  for (const Mesh& mesh : scene.meshes)
    all += std::max<std::uint64_t>(mesh.face_count(), mesh.positions.size());
  if (all > 1U << 30U)
    return fail(ErrorKind::kLimit, "more than 2^30 triangles or vertices cannot be decimated");

  SceneSoup scene_soup = make_scene_soup(scene, stop, options.known);
  const std::uint64_t dropped = scene_soup.dropped;
  std::vector<std::uint32_t> flat_meshes = scene_soup.flat_meshes;
  RoundGoal goal;
  goal.faces = options.target_triangles;
  goal.max_error = static_cast<float>(std::min(options.max_error * scene_soup.soup.unit, 1e18));
  Decimated out = decimate_apart(scene, options, goal, scene_soup, stop);
  for (const Mesh& mesh : scene.meshes) out.triangles_before += mesh.face_count();
  out.dropped = dropped;
  out.flat_meshes = std::move(flat_meshes);
  out.reached = options.target_triangles == 0 ? std::isfinite(options.max_error)
                                              : out.triangles <= options.target_triangles;
  if (out.reached) out.held = {};
  out.meshes = out.checked->asset.scene.meshes;
  return out;
}

}  // namespace meshgate
