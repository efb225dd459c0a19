#include "verify/pose.h"

#include <algorithm>
#include <cmath>

#include "asset/nearest_float.h"

namespace meshgate {
namespace {

constexpr double kExactly = 32;  // parts of the tolerance
constexpr int kExactSteps = 8;
constexpr double kMoreExact = 0.05;  // of the points
constexpr std::size_t kFewest = 16;  // points that have to find a counterpart

double diagonal(const Box3& box) { return length(to_double(box.max) - to_double(box.min)); }

std::vector<SetHit> closest_hits(const PoseProblem& problem, const Similarity& pose, double limit,
                                 const std::stop_token& stop) {
  std::vector<float3> moved(problem.source->size());
  for (std::size_t i = 0; i < moved.size(); ++i)
    moved[i] = nearest_float(pose(to_double(problem.source->points[i])));
  return problem.result->find_along(moved, nearest_float(limit), stop);
}

double share_within(const std::vector<SetHit>& hits, double tolerance) {
  if (hits.empty()) return 0;
  const auto near = std::count_if(hits.begin(), hits.end(), [&](const SetHit& hit) {
    return hit.member != kNoIndex && static_cast<double>(hit.hit.distance) <= tolerance;
  });
  return static_cast<double>(near) / static_cast<double>(hits.size());
}

// The pairs that a pose makes, in the frame of the result. Normals are those of the moved surface: where it
// lies on the result both agree.
std::vector<PointPair> pairs_of(const PoseProblem& problem, const Similarity& pose,
                                const std::vector<SetHit>& hits, double limit) {
  std::vector<PointPair> pairs;
  for (std::size_t i = 0; i < hits.size(); ++i) {
    if (hits[i].member == kNoIndex || static_cast<double>(hits[i].hit.distance) > limit) continue;
    pairs.push_back({pose(to_double(problem.source->points[i])), to_double(hits[i].hit.point),
                     pose.turn(problem.source->normals[i])});
  }
  return pairs;
}

// The pose with what lies exactly, and nothing else, if that lays more exactly.
Fit exactly(const PoseProblem& problem, const Fit& found, const StepFrame& frame,
            const std::stop_token& stop) {
  Fit best = found;
  Similarity pose = found.pose;
  for (int step = 0; step < kExactSteps; ++step) {
    const double limit = problem.tolerance * pose.scale / (step < kExactSteps / 2 ? 8 : kExactly);
    const std::vector<PointPair> pairs =
        pairs_of(problem, pose, closest_hits(problem, pose, limit, stop), limit);
    if (pairs.size() < kFewest) break;
    const auto change = step_towards(pairs, frame);
    if (!change) break;
    pose = compose(change->change, pose);
  }
  const Fit fit = measure_pose(problem, pose, stop);
  return fit.exact > best.exact + kMoreExact ? fit : best;
}

}  // namespace

OrientedPoints along_curve(const OrientedPoints& points, const std::stop_token& stop) {
  OrientedPoints ordered;
  for (const std::uint32_t i : curve_through(points.points, stop)) {
    ordered.points.push_back(points.points[i]);
    ordered.normals.push_back(points.normals[i]);
  }
  return ordered;
}

Fit measure_pose(const PoseProblem& problem, const Similarity& pose, const std::stop_token& stop) {
  const double tolerance = problem.tolerance * pose.scale;
  const std::vector<SetHit> hits = closest_hits(problem, pose, tolerance, stop);
  return {pose, share_within(hits, tolerance), share_within(hits, tolerance / 8),
          share_within(hits, tolerance / kExactly)};
}

Fit refine_pose(const PoseProblem& problem, const Similarity& start, PoseFreedom freedom, int most_steps,
                const std::stop_token& stop) {
  const Box3 box = problem.result->bounds();
  const StepFrame frame{box.middle(), std::max(diagonal(box) / 2, 1e-300), freedom};
  Similarity pose = start;
  double limit = diagonal(problem.source_box) * pose.scale * 0.2;
  for (int step = 0; step < most_steps; ++step) {
    const std::vector<SetHit> hits = closest_hits(problem, pose, limit, stop);
    std::vector<float> distances;
    for (const SetHit& hit : hits) {
      if (hit.member != kNoIndex) distances.push_back(hit.hit.distance);
    }
    if (distances.size() < kFewest) break;
    const auto half = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2);
    std::nth_element(distances.begin(), half, distances.end());
    limit = std::min(limit, std::max(3 * static_cast<double>(*half), problem.tolerance * pose.scale / 4));
    const auto change = step_towards(pairs_of(problem, pose, hits, limit), frame);
    if (!change) break;
    pose = compose(change->change, pose);
    if (change->size < 1e-8) break;
  }
  const Fit found = measure_pose(problem, pose, stop);
  constexpr double kSome = 0.3;
  const bool some_is_off = found.share > kSome && found.exact + kMoreExact < found.share;
  return some_is_off ? exactly(problem, found, frame, stop) : found;
}

}  // namespace meshgate
