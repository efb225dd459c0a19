#include "prepare/decimate.h"

#include <algorithm>
#include <cmath>
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
constexpr unsigned kMostRepeats = 6;
/// More of the surface around a place is held each time, in diagonals of the face.
constexpr double kHeldMargin = 0.5;
/// With more crossing faces than this share, it is not single places.
constexpr double kEverywhere = 0.01;

std::size_t patch_faces(std::size_t faces) { return faces <= kWholeFaces ? kWholeFaces : kPatchFaces; }

Array<std::uint8_t> flags_of(const BitSet& set, std::size_t size) {
  std::vector<std::uint8_t> flags(size, 0);
  set.for_each([&](std::size_t i) {
    flags[i] = 1;
    return true;
  });
  return flags;
}

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

// Decimates, and again from the start where surfaces cross themselves: with the surface around those places
// as it was, or, when they are everywhere, with a smaller error, since walls are thinner than it.
void decimate_apart(const Scene& scene, const DecimateOptions& options, RoundGoal goal, SceneSoup& scene_soup,
                    Decimated& out, const std::stop_token& stop) {
  const Soup before = scene_soup.soup;
  BitSet held(before.points.size());
  bool limited = false;
  double first_error = 0;
  for (unsigned attempt = 0;; ++attempt) {
    run_rounds(scene_soup, goal, out, stop);
    if (attempt == 0) first_error = out.error * before.unit;
    out.checked = make_checked(scene, scene_soup, stop);
    out.crossing_faces = 0;
    if (!options.keep_apart || before.faces() == scene_soup.soup.faces()) break;
    const Crossings crossings = find_new_crossings(before, out.checked->facts, stop);
    out.crossing_faces = crossings.places.size();
    if (crossings.places.empty() || attempt == kMostRepeats) break;
    if (static_cast<double>(crossings.places.size()) >
        kEverywhere * static_cast<double>(scene_soup.soup.faces())) {
      first_error /= 2;
      goal.max_error = std::min(goal.max_error, static_cast<float>(first_error));
      limited = true;
      held = BitSet(before.points.size());
    } else {
      points_inside(before, crossings, kHeldMargin * attempt, stop).for_each([&](std::size_t point) {
        held.set(point);
        return true;
      });
    }
    scene_soup = make_scene_soup(scene, stop, options.known);  // attributes were changed
    scene_soup.soup = before;
    scene_soup.soup.held_points = flags_of(held, before.points.size());
  }
  if (limited)
    out.held[static_cast<std::size_t>(Held::kCrossing)] +=
        std::exchange(out.held[static_cast<std::size_t>(Held::kError)], 0);
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

  Decimated out;
  SceneSoup scene_soup = make_scene_soup(scene, stop, options.known);
  for (const Mesh& mesh : scene.meshes) out.triangles_before += mesh.face_count();
  out.dropped = scene_soup.dropped;
  out.flat_meshes = scene_soup.flat_meshes;

  RoundGoal goal;
  goal.faces = options.target_triangles;
  goal.max_error = static_cast<float>(std::min(options.max_error * scene_soup.soup.unit, 1e18));
  decimate_apart(scene, options, goal, scene_soup, out, stop);
  out.triangles = scene_soup.soup.faces();
  out.reached = options.target_triangles == 0 ? std::isfinite(options.max_error)
                                              : out.triangles <= options.target_triangles;
  if (out.reached) out.held = {};
  out.meshes = out.checked->asset.scene.meshes;
  return out;
}

}  // namespace meshgate
