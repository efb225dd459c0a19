#include "verify/part_skins.h"

#include <algorithm>
#include <utility>

#include "asset/nearest_float.h"
#include "core/parallel.h"
#include "verify/part_moves.h"
#include "verify/pose_votes.h"
#include "verify/skin_fit.h"

namespace meshgate {
namespace {

constexpr std::size_t kVotingPoints = 200, kRoughPoints = 250, kFinePoints = 1'000;
constexpr std::size_t kPoses = 14, kKept = 3;  // followed; kept of them
constexpr int kRoughSteps = 16, kFineSteps = 40;
constexpr double kSomeTurn = 1;      // degrees
constexpr double kReach = 0.15;      // of a part's diagonal: how far off a vote may be
constexpr double kAgree = 0.5;       // cosine of normals of the same surface
constexpr double kLeastOn = 0.15;    // of a part's area: less of a skin says nothing of its place
constexpr double kMostOff = 0.35;    // of the tolerance: root mean square of a skin in its place
constexpr double kExactly = 32;      // parts of the tolerance: but for rounding
constexpr double kNothing = 0.002;   // of the area of a part: single points
constexpr double kAllExact = 0.995;  // of what lies on the source
constexpr double kAlike = 1;         // tolerances between two poses that are one

// The pose that brings the middle of a box to the same place without a turn.
Similarity moved_only(const Similarity& pose, const Box3& box) {
  Similarity move;
  move.offset = pose(box.middle()) - box.middle();
  return move;
}

std::vector<Similarity> mirrored_in_place(double3 middle) {
  std::vector<Similarity> starts;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    Similarity& mirror = starts.emplace_back();
    mirror.mirrored = true;
    mirror.rows[axis] = mirror.rows[axis] * -1;
    mirror.offset = middle - mirror.turn(middle);
  }
  return starts;
}

double share_on(const OrientedPoints& points, const Body& source, const Similarity& pose, double within) {
  const float reach = nearest_float(within);
  std::size_t on = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const ClosestHit hit = source.closest().find(nearest_float(pose(to_double(points.points[i]))), reach);
    on += hit.face != kNoIndex && dot(pose.turn(points.normals[i]), source.normal(hit.face)) > kAgree;
  }
  return points.size() == 0 ? 0 : static_cast<double>(on) / static_cast<double>(points.size());
}

double share_outside(const OrientedPoints& points, const Body& source, const Similarity& pose,
                     double tolerance) {
  const float reach = nearest_float(tolerance);
  std::size_t outside = 0;
  for (const float3& point : points.points) {
    const float3 p = nearest_float(pose(to_double(point)));
    outside += source.closest().find(p, reach).face == kNoIndex && !source.contains(p);
  }
  return static_cast<double>(outside) / static_cast<double>(std::max<std::size_t>(1, points.size()));
}

std::vector<SkinPose> followed(const SkinSearch& search, const OrientedPoints& points,
                               const std::vector<Similarity>& starts, double reach, int steps,
                               const std::stop_token& stop) {
  std::vector<SkinPose> skins(starts.size());
  parallel_ranges(starts.size(), 1, stop, [&](std::size_t i, std::size_t) {
    SkinPose& skin = skins[i];
    const SkinFit fit = fit_skin(points, *search.source, starts[i], reach, search.tolerance, steps, stop);
    skin.pose = fit.pose;
    skin.off = fit.after;
    skin.on = share_on(points, *search.source, skin.pose, search.tolerance);
    skin.exact = share_on(points, *search.source, skin.pose, search.tolerance / kExactly) /
                 std::max(skin.on, kLeastOn);
    skin.way = largest_way(skin.pose, search.part->bounds());
  });
  return skins;
}

// What lies on the source nearly is behind what lies on it exactly; poses that are alike are one.
std::vector<Similarity> best_of(std::vector<SkinPose> skins, const SkinSearch& search) {
  std::stable_sort(skins.begin(), skins.end(), [](const SkinPose& a, const SkinPose& b) {
    return a.on * (1 + a.exact) > b.on * (1 + b.exact);
  });
  std::vector<Similarity> kept;
  for (const SkinPose& skin : skins) {
    const bool is_known = std::any_of(kept.begin(), kept.end(), [&](const Similarity& one) {
      return largest_way(compose(inverse(one), skin.pose), search.part->bounds()) < kAlike * search.tolerance;
    });
    if (!is_known && kept.size() < kKept) kept.push_back(skin.pose);
  }
  return kept;
}

// Of the part as it is, or of its mirror image.
std::vector<SkinPose> skin_poses(const SkinSearch& search, const OrientedPoints& place,
                                 const Similarity& mirror, const std::stop_token& stop) {
  const Body& body = *search.part;
  const Box3 box = body.bounds();
  const double size = length(to_double(box.max) - to_double(box.min));
  OrientedPoints voting = oriented_points(body, kVotingPoints, 5, stop);
  for (std::size_t i = 0; i < voting.size(); ++i) {
    voting.points[i] = nearest_float(mirror(to_double(voting.points[i])));
    voting.normals[i] = mirror.turn(voting.normals[i]);
  }
  std::vector<Similarity> starts{{}};
  if (mirror.mirrored) starts = mirrored_in_place(box.middle());
  for (const Similarity& pose : vote_for_poses(voting, size, place, kPoses, stop))
    starts.push_back(compose(pose, mirror));
  const OrientedPoints few = oriented_points(body, kRoughPoints, 6, stop);
  const std::vector<Similarity> best =
      best_of(followed(search, few, starts, kReach * size, kRoughSteps, stop), search);
  starts.clear();
  for (const Similarity& pose : best) {
    starts.push_back(pose);
    // A round part fits in any turn: the one without is tried as well.
    if (pose.angle_deg() > kSomeTurn) starts.push_back(moved_only(pose, box));
  }
  return fitting_poses(search, starts, stop);
}

}  // namespace

bool is_perfect(const SkinPose& skin) { return skin.exact >= kAllExact && skin.outside <= kNothing; }

std::vector<SkinPose> fitting_poses(const SkinSearch& search, const std::vector<Similarity>& starts,
                                    const std::stop_token& stop) {
  const OrientedPoints points = oriented_points(*search.part, kFinePoints, 7, stop);
  std::vector<SkinPose> skins = followed(search, points, starts, 4 * search.tolerance, kFineSteps, stop);
  std::erase_if(skins, [&](const SkinPose& skin) {
    return skin.on < kLeastOn || skin.off > kMostOff * search.tolerance;
  });
  for (SkinPose& skin : skins)
    skin.outside = share_outside(points, *search.source, skin.pose, search.tolerance);
  return skins;
}

std::vector<SkinPose> skin_poses(const SkinSearch& search, const OrientedPoints& place,
                                 const std::stop_token& stop) {
  std::vector<SkinPose> skins = skin_poses(search, place, Similarity(), stop);
  if (std::any_of(skins.begin(), skins.end(), is_perfect)) return skins;
  Similarity mirror;
  mirror.mirrored = true;
  mirror.rows[0].x = -1;
  for (const SkinPose& skin : skin_poses(search, place, mirror, stop)) {
    if (is_perfect(skin)) skins.push_back(skin);
  }
  return skins;
}

}  // namespace meshgate
