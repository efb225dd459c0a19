#include <algorithm>
#include <array>
#include <numeric>

#include "asset/nearest_float.h"
#include "core/parallel.h"
#include "verify/pose.h"
#include "verify/pose_starts.h"

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
// Where so much more of the points lies exactly, that is how the result was made.
constexpr double kMoreExact = 0.15, kSomeExact = 0.25, kBitExacter = 0.05;
// All but single points; and how much of what another pose leaves off may be left then.
constexpr double kAllExact = 0.98, kSurelyAll = 0.995, kLeft = 0.25;
// What few points say of a share is right to this.
constexpr double kRough = 0.15;
// How many starts of each handedness are followed a few steps, and how many of them to the end.
struct Width {
  std::size_t coarse, refined;
};
constexpr Width kRightAngles{12, 3}, kAnyTurn{24, 4}, kLookAlikes{16, 3};
constexpr std::size_t kCoarsePoints = 250;
constexpr double kCoarseTolerance = 0.04;  // of the diagonal: how near a start has to bring a point
constexpr int kFirstSteps = 10, kLastSteps = 60;
constexpr std::size_t kMostLookAlikes = 400, kFewestUnexplained = 3;
constexpr int kRounds = 4;  // of look-alikes

double diagonal(const Box3& box) { return length(to_double(box.max) - to_double(box.min)); }

// What coincides exactly does not by chance: more of that outweighs as much that only lies near; and what all
// of it does is the truth.
bool is_exacter(const Fit& fit, const Fit& other) {
  if (fit.exact >= kAllExact) return 1 - fit.exact <= kLeft * (1 - other.exact) && other.exact < kSurelyAll;
  return fit.exact - other.exact >= std::max(kMoreExact, other.share - fit.share);
}

// Whether a good part lies exactly as it is, and elsewhere hardly more of the rest would.
bool stays_exact(const Fit& elsewhere, const Fit& as_it_lies) {
  return as_it_lies.exact >= kSomeExact &&
         elsewhere.exact < as_it_lies.exact + kBitExacter * (1 - as_it_lies.exact);
}

// Whether a fit is better than the best one before it. The first ones are near to how the result lies: what
// lies elsewhere has to be clearly better, and so has another size: what moving explains needs none. Where
// one part is wrong, a pose between those of that part and of the others may bring more within the tolerance,
// but nothing close. A reflection has to be clearly better, too, so that a model that is its own mirror image
// counts as not mirrored.
bool is_better(const Fit& fit, const Fit& best, bool best_is_first, bool best_is_near) {
  if (is_exacter(fit, best)) return true;
  if (is_exacter(best, fit) || (best_is_first && stays_exact(fit, best))) return false;
  const bool mirrors = fit.pose.mirrored && !best.pose.mirrored;
  const bool resizes = fit.pose.scale != 1 && best.pose.scale == 1;
  if (!mirrors && fit.share >= best.share - kAsMuch && fit.close >= best.close + kMuchCloser) return true;
  if (best_is_first && fit.close < best.close) return false;
  // What is mirrored needs no reflection when a turn does about as well.
  const bool unmirrors = !fit.pose.mirrored && best.pose.mirrored;
  if (unmirrors && fit.share > best.share - kClearly) return true;
  return fit.share > best.share + (best_is_near || mirrors || resizes ? kClearly : 0);
}

// Nothing can fit clearly better, nor much closer, nor exactly.
bool is_settled(const Fit& fit) {
  const bool may_be_exact = fit.exact >= 1 - kMuchCloser && fit.exact < kSurelyAll;
  return fit.share + kClearly >= 1 && fit.close + kMuchCloser >= 1 && !may_be_exact;
}

// Fits in the order in which they are preferred: as the result lies, near to that, elsewhere.
struct Fits {
  std::vector<Fit> all;
  std::size_t near = 1;

  [[nodiscard]] std::size_t best() const {
    std::size_t best = 0;
    for (std::size_t i = 1; i < all.size(); ++i) {
      if (is_better(all[i], all[best], best == 0, best < near && i >= near)) best = i;
    }
    return best;
  }
  [[nodiscard]] const Fit& best_fit() const { return all[best()]; }
};

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

// Every k-th of the points: enough to tell a wrong pose from a right one.
void add_thinned(const OrientedPoints& all, const std::vector<std::size_t>& chosen, std::size_t most,
                 OrientedPoints& some) {
  const std::size_t stride = std::max<std::size_t>(1, chosen.size() / most);
  for (std::size_t i = 0; i < chosen.size(); i += stride) {
    some.points.push_back(all.points[chosen[i]]);
    some.normals.push_back(all.normals[chosen[i]]);
  }
}

OrientedPoints thinned(const OrientedPoints& all, std::size_t most) {
  std::vector<std::size_t> numbers(all.size());
  std::iota(numbers.begin(), numbers.end(), std::size_t{0});
  OrientedPoints some;
  add_thinned(all, numbers, most, some);
  return some;
}

// The search with few points. Only what looks best is refined with all of them.
class PoseSearch {
 public:
  PoseSearch(const PoseProblem& problem, const std::stop_token& stop)
      : problem_(problem), few_(thinned(*problem.source, kCoarsePoints)), coarse_(problem), stop_(stop) {
    coarse_.source = &few_;
  }

  // What is round, and what a turn would make fit a little better, keeps its direction when a move explains
  // it. First without, then with another size.
  [[nodiscard]] std::vector<Fit> near_by() const {
    const Fit shifted = refine_pose(coarse_, {}, PoseFreedom::kMoves, kLastSteps, stop_);
    const auto better = [&](PoseFreedom freedom) {
      const std::vector<Fit> fits{refine_pose(coarse_, shifted.pose, freedom, kLastSteps, stop_),
                                  refine_pose(coarse_, {}, freedom, kLastSteps, stop_)};
      return fits[best_ones(fits, 1).front()];
    };
    return {better(PoseFreedom::kRigid), better(PoseFreedom::kSimilarity)};
  }

  // The best turn and the best reflection: of what is nearly its own mirror image both look alike.
  std::vector<Fit> anywhere() { return best_of_each(coarse_, right_angle_starts(problem_), kRightAngles); }
  // The same from turns of any angle; some times slower.
  std::vector<Fit> anyhow() { return best_of_each(coarse_, any_turn_starts(problem_), kAnyTurn); }

  // The same from what looks like a pose, judged by what that one leaves unexplained; with all points.
  std::vector<Fit> look_alikes(const Similarity& pose) {
    const OrientedPoints doubtful = doubtful_points(pose);
    if (doubtful.size() == 0) return {};
    PoseProblem problem = problem_;
    problem.source = &doubtful;
    std::vector<Similarity> others;
    for (const std::size_t i : best_ones(found_, kMostOthers)) others.push_back(found_[i].pose);
    const std::vector<Similarity> starts = look_alike_starts(problem_, pose, others, kMostLookAlikes);
    std::vector<Fit> fits;
    for (const Fit& fit : best_of_each(problem, starts, kLookAlikes)) fits.push_back(refined(fit));
    return fits;
  }

  // With all points.
  [[nodiscard]] Fit refined(const Fit& fit, PoseFreedom freedom = PoseFreedom::kSimilarity) const {
    return refine_pose(problem_, fit.pose, freedom, kLastSteps, stop_);
  }

 private:
  static constexpr std::size_t kMostOthers = 24;

  std::vector<Fit> best_of_each(const PoseProblem& problem, const std::vector<Similarity>& starts,
                                Width width) {
    const auto first_mirrored =
        std::find_if(starts.begin(), starts.end(), [](const Similarity& s) { return s.mirrored; });
    std::vector<Fit> best;
    for (const std::vector<Similarity>& some : {std::vector<Similarity>(starts.begin(), first_mirrored),
                                                std::vector<Similarity>(first_mirrored, starts.end())}) {
      if (!some.empty()) best.push_back(best_from(problem, some, width));
    }
    return best;
  }

  Fit best_from(const PoseProblem& problem, const std::vector<Similarity>& starts, Width width) {
    PoseProblem rough = problem;
    rough.tolerance = kCoarseTolerance * diagonal(problem_.source_box);
    std::vector<Fit> fits(starts.size());
    parallel_ranges(starts.size(), 1, stop_,
                    [&](std::size_t i, std::size_t) { fits[i] = measure_pose(rough, starts[i], stop_); });
    fits = followed(problem, fits, width.coarse, kFirstSteps);
    found_.insert(found_.end(), fits.begin(), fits.end());
    fits = followed(problem, fits, width.refined, kLastSteps);
    found_.insert(found_.end(), fits.begin(), fits.end());
    return fits[best_ones(fits, 1).front()];
  }

  // The best ones, some steps later.
  std::vector<Fit> followed(const PoseProblem& problem, const std::vector<Fit>& fits, std::size_t most,
                            int steps) const {
    const std::vector<std::size_t> best = best_ones(fits, most);
    std::vector<Fit> later(best.size());
    parallel_ranges(best.size(), 1, stop_, [&](std::size_t i, std::size_t) {
      later[i] = refine_pose(problem, fits[best[i]].pose, PoseFreedom::kSimilarity, steps, stop_);
    });
    return later;
  }

  // Points of the source that a pose leaves off the result, and fewer of the others; none when hardly one is
  // off.
  [[nodiscard]] OrientedPoints doubtful_points(const Similarity& pose) const {
    const OrientedPoints& all = *problem_.source;
    std::vector<float3> moved;
    for (const float3& point : all.points) moved.push_back(nearest_float(pose(to_double(point))));
    const std::vector<SetHit> hits =
        problem_.result->find_along(moved, nearest_float(problem_.tolerance * pose.scale), stop_);
    std::array<std::vector<std::size_t>, 2> chosen;  // off, on
    for (std::size_t i = 0; i < hits.size(); ++i) chosen[hits[i].member == kNoIndex ? 0 : 1].push_back(i);
    OrientedPoints points;
    if (chosen[0].size() < kFewestUnexplained) return points;
    // Following keeps to what the nearer half lies on: those that are off have to be the larger part.
    constexpr std::size_t kFewest = 20;
    add_thinned(all, chosen[0], kCoarsePoints / 2, points);
    const std::size_t off = points.size();
    add_thinned(all, chosen[1], std::max(off * 2 / 3, kFewest - std::min(off, kFewest)), points);
    return points;
  }

  const PoseProblem& problem_;
  OrientedPoints few_;
  PoseProblem coarse_;
  std::vector<Fit> found_;  // that starts led to
  const std::stop_token& stop_;
};

// The best fit, or the best one without a reflection.
const Fit& best_turn(const Fits& fits, bool mirrored) {
  const Fit& best = fits.best_fit();
  if (mirrored || !best.pose.mirrored) return best;
  const Fit* turn = fits.all.data();
  for (const Fit& fit : fits.all) {
    if (!fit.pose.mirrored && fit.share > turn->share) turn = &fit;
  }
  return *turn;
}

// A pose is good, but what it leaves may fit one that looks like it. First those without a reflection.
void try_look_alikes(PoseSearch& search, Fits& fits) {
  for (const bool mirrored : {false, true}) {
    for (int round = 0; round < kRounds; ++round) {
      const Fit best = best_turn(fits, mirrored);
      const bool settled = fits.best() < fits.near && best.share + kClearly >= 1;
      if (settled || best.share < kHalfFit) break;
      const std::vector<Fit> others = search.look_alikes(best.pose);
      if (others.empty()) break;
      fits.all.insert(fits.all.end(), others.begin(), others.end());
      if (best_turn(fits, mirrored).share <= best.share) break;
    }
    if (!fits.best_fit().pose.mirrored) return;
  }
}

}  // namespace

Fit find_pose(const PoseProblem& problem, const std::stop_token& stop) {
  const OrientedPoints points = along_curve(*problem.source, stop);
  PoseProblem ordered = problem;
  ordered.source = &points;
  const Fit as_it_lies = measure_pose(ordered, {}, stop);
  if (problem.result->empty() || !(diagonal(problem.source_box) > 0) ||
      !(diagonal(problem.result->bounds()) > 0))
    return as_it_lies;
  if (is_settled(as_it_lies)) return as_it_lies;
  PoseSearch search(ordered, stop);
  const std::vector<Fit> near_fits = search.near_by();
  const Fit& near = near_fits[best_ones(near_fits, 1).front()];
  Fits fits{{as_it_lies}};
  if (near.share >= kGoodFit - kRough) {
    fits.all.push_back(search.refined(near_fits[0], PoseFreedom::kRigid));
    fits.all.push_back(search.refined(near_fits[1]));
    fits.near = fits.all.size();
    if (is_settled(fits.best_fit())) return fits.best_fit();
  }
  double most = near.share;
  const auto add = [&](const std::vector<Fit>& others) {
    for (const Fit& fit : others) most = std::max(most, fit.share);
    for (const Fit& fit : others) {
      if (fit.share >= most - kRough) fits.all.push_back(search.refined(fit));
    }
  };
  std::vector<Fit> others = search.anywhere();
  if (fits.all.size() == 1) others.insert(others.begin(), near);
  add(others);
  try_look_alikes(search, fits);
  const Fit& best = fits.best_fit();
  // A pose near to how it lies is right when it lays half of the source onto the result; a reflection is
  // believed only when no turn does as well.
  const bool is_near = fits.best() < fits.near && best.share >= kHalfFit;
  if (problem.any_turn && !is_near && (best.share < kGoodFit || best.pose.mirrored)) {
    add(search.anyhow());
    try_look_alikes(search, fits);
  }
  return fits.best_fit();
}

}  // namespace meshgate
