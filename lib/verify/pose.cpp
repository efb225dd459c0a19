#include "verify/pose.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "asset/nearest_float.h"
#include "core/parallel.h"
#include "verify/pose_step.h"

namespace meshgate {
namespace {

// A pose under which this share of the points lies on the target is taken as it is.
constexpr double kGoodFit = 0.9;
// One that brings fewer onto it says nothing.
constexpr double kHalfFit = 0.5;
// A reflected pose, and any that is not as the result lies, has to explain this much more.
constexpr double kClearly = 0.02;
// Where about as much lies within the tolerance, one that brings so much more of it near is the better one.
constexpr double kMuchCloser = 0.4, kAsMuch = 0.005;
// What few points say of a share is right to this.
constexpr double kRough = 0.15;
// Starts of each handedness that are followed a few steps, and of them to the end.
constexpr std::size_t kCoarse = 12, kRefined = 3;
// The same where any turn is looked for. Every turn is within 38° of one of so many (seen at 800 000 random
// ones), from where following finds the pose of most models.
constexpr std::size_t kTurns = 240, kCoarseOfTurns = 24, kRefinedOfTurns = 4;
constexpr std::size_t kCoarsePoints = 250;
constexpr double kCoarseTolerance = 0.04;  // of the diagonal: how near a start has to bring a point
constexpr std::size_t kFewest = 16;        // points that have to find a counterpart
constexpr int kFirstSteps = 10, kLastSteps = 60;

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

// Turns spread evenly over all there are, then the same with a reflection (super-Fibonacci spiral, Alexa
// 2022).
std::vector<Similarity> spread_turns() {
  constexpr double kPhi = 1.4142135623730951, kPsi = 1.533751168755204288, kTwoPi = 6.283185307179586;
  std::vector<Similarity> turns;
  for (std::size_t i = 0; i < kTurns; ++i) {
    const double s = static_cast<double>(i) + 0.5, t = s / static_cast<double>(kTurns);
    const double r = std::sqrt(t), q = std::sqrt(1 - t), a = kTwoPi * s / kPhi, b = kTwoPi * s / kPsi;
    const double x = r * std::sin(a), y = r * std::cos(a), z = q * std::sin(b), w = q * std::cos(b);
    Similarity turn;
    turn.rows = {{{1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)},
                  {2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)},
                  {2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)}}};
    turns.push_back(turn);
  }
  for (std::size_t i = 0; i < kTurns; ++i) {
    Similarity turn = turns[i];
    for (double3& row : turn.rows) row.x = -row.x;
    turn.mirrored = true;
    turns.push_back(turn);
  }
  return turns;
}

double3 centroid(const OrientedPoints& points) {
  double3 sum;
  for (const float3& p : points.points) sum = sum + to_double(p);
  return points.size() == 0 ? sum : sum * (1 / static_cast<double>(points.size()));
}

double spread(const OrientedPoints& points, double3 centre) {
  double sum = 0;
  for (const float3& p : points.points) sum += dot(to_double(p) - centre, to_double(p) - centre);
  return std::sqrt(sum / static_cast<double>(std::max<std::size_t>(1, points.size())));
}

// A start that brings one point to another.
void add_start(Similarity turn, double scale, double3 from, double3 to, std::vector<Similarity>& starts) {
  if (!(scale > 0) || !std::isfinite(scale)) return;
  turn.scale = scale;
  turn.offset = to - turn.turn(from) * scale;
  starts.push_back(turn);
}

// Starting poses: boxes brought together; centres of area brought together, when a part is lost or added.
std::vector<Similarity> starts_of(const PoseProblem& problem) {
  const Box3 result_box = problem.result->bounds();
  const double3 box_centre = problem.source_box.middle(), result_centre = result_box.middle();
  const double3 mass = centroid(*problem.source), result_mass = centroid(*problem.result_points);
  const double box_scale = diagonal(result_box) / diagonal(problem.source_box);
  const double mass_scale = spread(*problem.result_points, result_mass) / spread(*problem.source, mass);
  std::vector<Similarity> starts;
  for (const Similarity& turn : turns_about({})) {
    add_start(turn, box_scale, box_centre, result_centre, starts);
    add_start(turn, mass_scale, mass, result_mass, starts);
    add_start(turn, 1, mass, result_mass, starts);  // of the same size, only moved or turned
    add_start(turn, 1, result_centre, result_centre,
              starts);  // a part that was turned or mirrored where it is
  }
  return starts;
}

// The same for any turn, where boxes say nothing.
std::vector<Similarity> turned_starts_of(const PoseProblem& problem) {
  const double3 mass = centroid(*problem.source), result_mass = centroid(*problem.result_points);
  const double mass_scale = spread(*problem.result_points, result_mass) / spread(*problem.source, mass);
  std::vector<Similarity> starts;
  for (const Similarity& turn : spread_turns()) {
    for (const double scale : {mass_scale, 1.0}) add_start(turn, scale, mass, result_mass, starts);
  }
  return starts;
}

// Whether a fit is better than the best one before it. The first one is as the result lies: where one part is
// wrong, a pose between those of that part and of the others may bring more within the tolerance, but nothing
// close. A reflection has to be clearly better, too, so that a model that is its own mirror image counts as
// not mirrored, and so has another size: what moving explains needs none.
bool is_better(const Fit& fit, const Fit& best, bool best_is_first) {
  const bool mirrors = fit.pose.mirrored && !best.pose.mirrored;
  const bool resizes = fit.pose.scale != 1 && best.pose.scale == 1;
  if (!mirrors && fit.share >= best.share - kAsMuch && fit.close >= best.close + kMuchCloser) return true;
  if (best_is_first && fit.close < best.close) return false;
  return fit.share > best.share + (best_is_first || mirrors || resizes ? kClearly : 0);
}

std::size_t best_of(const std::vector<Fit>& fits) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < fits.size(); ++i) {
    if (is_better(fits[i], fits[best], best == 0)) best = i;
  }
  return best;
}

// Numbers of the fits with the largest shares, ascending; ties go to the smaller numbers.
std::vector<std::size_t> best_ones(const std::vector<Fit>& fits, std::size_t most) {
  std::vector<std::size_t> order(fits.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return fits[a].share > fits[b].share; });
  order.resize(std::min(order.size(), most));
  std::sort(order.begin(), order.end());
  return order;
}

// In an order in which neighbours follow each other, so that questions for them are quick.
OrientedPoints along_curve(const OrientedPoints& points, const std::stop_token& stop) {
  OrientedPoints ordered;
  for (const std::uint32_t i : curve_through(points.points, stop)) {
    ordered.points.push_back(points.points[i]);
    ordered.normals.push_back(points.normals[i]);
  }
  return ordered;
}

// Every k-th point: enough to tell a wrong pose from a right one.
OrientedPoints thinned(const OrientedPoints& all, std::size_t most) {
  OrientedPoints some;
  const std::size_t stride = std::max<std::size_t>(1, all.size() / most);
  for (std::size_t i = 0; i < all.size(); i += stride) {
    some.points.push_back(all.points[i]);
    some.normals.push_back(all.normals[i]);
  }
  return some;
}

}  // namespace

Fit measure_pose(const PoseProblem& problem, const Similarity& pose, const std::stop_token& stop) {
  const double tolerance = problem.tolerance * pose.scale;
  const std::vector<SetHit> hits = closest_hits(problem, pose, tolerance, stop);
  return {pose, share_within(hits, tolerance), share_within(hits, tolerance / 8)};
}

namespace {

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

Fit follow(const PoseProblem& problem, const Similarity& start, int most_steps, PoseFreedom freedom,
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
  return measure_pose(problem, pose, stop);
}

}  // namespace

Fit refine_pose(const PoseProblem& problem, const Similarity& start, int most_steps,
                const std::stop_token& stop) {
  return follow(problem, start, most_steps, PoseFreedom::kSimilarity, stop);
}

Fit shift_pose(const PoseProblem& problem, const Similarity& start, int most_steps,
               const std::stop_token& stop) {
  return follow(problem, start, most_steps, PoseFreedom::kMoves, stop);
}

namespace {

// The search with few points. Only what looks best is refined with all of them.
class PoseSearch {
 public:
  PoseSearch(const PoseProblem& problem, const std::stop_token& stop)
      : problem_(problem), few_(thinned(*problem.source, kCoarsePoints)), coarse_(problem), stop_(stop) {
    coarse_.source = &few_;
  }

  // What is round, and what a turn would make fit a little better, keeps its direction when a move explains
  // it. First without, then with another size.
  std::vector<Fit> near_by() const {
    const Fit shifted = shift_pose(coarse_, {}, kLastSteps, stop_);
    const std::vector<Fit> turned{follow(coarse_, shifted.pose, kLastSteps, PoseFreedom::kRigid, stop_),
                                  follow(coarse_, {}, kLastSteps, PoseFreedom::kRigid, stop_)};
    const std::vector<Fit> fits{refine_pose(coarse_, shifted.pose, kLastSteps, stop_),
                                refine_pose(coarse_, {}, kLastSteps, stop_)};
    return {turned[best_ones(turned, 1).front()], fits[best_ones(fits, 1).front()]};
  }

  // The best turn and the best reflection: of what is nearly its own mirror image both look alike.
  std::vector<Fit> anywhere() const { return best_of_each(starts_of(problem_), kCoarse, kRefined); }
  // The same from turns of any angle; some times slower.
  std::vector<Fit> anyhow() const {
    return best_of_each(turned_starts_of(problem_), kCoarseOfTurns, kRefinedOfTurns);
  }

  // With all points.
  Fit refined(const Fit& fit, PoseFreedom freedom = PoseFreedom::kSimilarity) const {
    return follow(problem_, fit.pose, kLastSteps, freedom, stop_);
  }

 private:
  std::vector<Fit> best_of_each(const std::vector<Similarity>& starts, std::size_t coarse,
                                std::size_t refined) const {
    const auto first_mirrored =
        std::find_if(starts.begin(), starts.end(), [](const Similarity& s) { return s.mirrored; });
    return {best_from({starts.begin(), first_mirrored}, coarse, refined),
            best_from({first_mirrored, starts.end()}, coarse, refined)};
  }

  Fit best_from(const std::vector<Similarity>& starts, std::size_t coarse, std::size_t refined) const {
    PoseProblem rough = coarse_;
    rough.tolerance = kCoarseTolerance * diagonal(problem_.source_box);
    std::vector<Fit> fits(starts.size());
    parallel_ranges(starts.size(), 1, stop_,
                    [&](std::size_t i, std::size_t) { fits[i] = measure_pose(rough, starts[i], stop_); });
    fits = followed(fits, coarse, kFirstSteps);
    fits = followed(fits, refined, kLastSteps);
    return fits[best_ones(fits, 1).front()];
  }

  // The best ones, some steps later.
  std::vector<Fit> followed(const std::vector<Fit>& fits, std::size_t most, int steps) const {
    const std::vector<std::size_t> best = best_ones(fits, most);
    std::vector<Fit> later(best.size());
    parallel_ranges(best.size(), 1, stop_, [&](std::size_t i, std::size_t) {
      later[i] = refine_pose(coarse_, fits[best[i]].pose, steps, stop_);
    });
    return later;
  }

  const PoseProblem& problem_;
  OrientedPoints few_;
  PoseProblem coarse_;
  const std::stop_token& stop_;
};

}  // namespace

Fit find_pose(const PoseProblem& problem, const std::stop_token& stop) {
  const OrientedPoints points = along_curve(*problem.source, stop);
  PoseProblem ordered = problem;
  ordered.source = &points;
  const Fit as_it_lies = measure_pose(ordered, {}, stop);
  if (problem.result->empty() || !(diagonal(problem.source_box) > 0) ||
      !(diagonal(problem.result->bounds()) > 0))
    return as_it_lies;
  // Nothing can fit clearly better, nor much closer.
  if (as_it_lies.share + kClearly >= 1 && as_it_lies.close + kMuchCloser >= 1) return as_it_lies;
  const PoseSearch search(ordered, stop);
  const std::vector<Fit> near_fits = search.near_by();
  const Fit& near = near_fits[best_ones(near_fits, 1).front()];
  std::vector<Fit> fits{as_it_lies};
  if (near.share >= kGoodFit - kRough) {
    fits.push_back(search.refined(near_fits[0], PoseFreedom::kRigid));
    fits.push_back(search.refined(near_fits[1]));
    if (fits[best_of(fits)].share >= kGoodFit) return fits[best_of(fits)];
  }
  double most = near.share;
  const auto add = [&](const std::vector<Fit>& others) {
    for (const Fit& fit : others) most = std::max(most, fit.share);
    for (const Fit& fit : others) {
      if (fit.share >= most - kRough) fits.push_back(search.refined(fit));
    }
  };
  std::vector<Fit> others = search.anywhere();
  if (fits.size() == 1) others.insert(others.begin(), near);
  add(others);
  const Fit& best = fits[best_of(fits)];
  // What lies on half of the result lies right; a reflection is believed only when no turn does as well.
  if (problem.any_turn && (best.share < kHalfFit || best.pose.mirrored)) add(search.anyhow());
  return fits[best_of(fits)];
}

}  // namespace meshgate
