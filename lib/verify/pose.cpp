#include "verify/pose.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "asset/nearest_float.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr double kDegrees = 57.29577951308232;
// A pose under which this share of the points lies on the target is taken as it is.
constexpr double kGoodFit = 0.9;
// One that brings fewer onto it says nothing.
constexpr double kHalfFit = 0.5;
// A reflected pose, and any that is not as the result lies, has to explain this much more.
constexpr double kClearly = 0.02;
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
double3 middle(const Box3& box) { return (to_double(box.min) + to_double(box.max)) * 0.5; }

std::vector<SetHit> closest_hits(const PoseProblem& problem, const Similarity& pose, double limit,
                                 const std::stop_token& stop) {
  std::vector<float3> moved(problem.source->size());
  for (std::size_t i = 0; i < moved.size(); ++i)
    moved[i] = nearest_float(pose(to_double(problem.source->points[i])));
  return problem.result->find_along(moved, nearest_float(limit), stop);
}

// Solves the symmetric positive system of seven unknowns by Cholesky; false when it is singular.
using Vector7 = std::array<double, 7>;
bool solve(std::array<Vector7, 7> a, Vector7 b, Vector7& x) {
  for (std::size_t i = 0; i < 7; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = a[i][j];
      for (std::size_t k = 0; k < j; ++k) sum -= a[i][k] * a[j][k];
      if (i != j) {
        a[i][j] = sum / a[j][j];
      } else {
        if (!(sum > 0)) return false;
        a[i][i] = std::sqrt(sum);
      }
    }
  }
  for (std::size_t i = 0; i < 7; ++i) {
    double sum = b[i];
    for (std::size_t k = 0; k < i; ++k) sum -= a[i][k] * x[k];
    x[i] = sum / a[i][i];
  }
  for (std::size_t i = 7; i-- > 0;) {
    double sum = x[i];
    for (std::size_t k = i + 1; k < 7; ++k) sum -= a[k][i] * x[k];
    x[i] = sum / a[i][i];
  }
  return true;
}

std::array<double3, 3> product(const std::array<double3, 3>& a, const std::array<double3, 3>& b) {
  std::array<double3, 3> out;
  for (std::size_t r = 0; r < 3; ++r) out[r] = b[0] * a[r].x + b[1] * a[r].y + b[2] * a[r].z;
  return out;
}

// Rotation about `axis` by its length (Rodrigues).
std::array<double3, 3> rotation(double3 axis) {
  const double angle = length(axis);
  if (!(angle > 0)) return Similarity().rows;
  const double3 u = axis * (1 / angle);
  const double c = std::cos(angle), s = std::sin(angle), t = 1 - c;
  return {{{c + u.x * u.x * t, u.x * u.y * t - u.z * s, u.x * u.z * t + u.y * s},
           {u.y * u.x * t + u.z * s, c + u.y * u.y * t, u.y * u.z * t - u.x * s},
           {u.z * u.x * t - u.y * s, u.z * u.y * t + u.x * s, c + u.z * u.z * t}}};
}

// A step of Gauss and Newton on the distances along the target's normals, about `centre` and in units of
// `size`, so that turning, scaling and moving weigh alike. False when nothing holds the points.
struct Frame {
  double3 centre;
  double size = 1;
  bool moves_only = false;
};
bool step_of(const PoseProblem& problem, const Similarity& pose, const std::vector<SetHit>& hits,
             double limit, const Frame& frame, Vector7& step) {
  std::array<Vector7, 7> a{};
  Vector7 b{};
  for (std::size_t i = 0; i < hits.size(); ++i) {
    if (hits[i].member == kNoIndex || static_cast<double>(hits[i].hit.distance) > limit) continue;
    const double3 p = (pose(to_double(problem.source->points[i])) - frame.centre) * (1 / frame.size);
    const double3 q = (to_double(hits[i].hit.point) - frame.centre) * (1 / frame.size);
    // Normals of the moved surface: where it lies on the result both agree.
    const double3 n = pose.turn(problem.source->normals[i]);
    const double3 turn = cross(p, n);
    const Vector7 row{turn.x, turn.y, turn.z, n.x, n.y, n.z, dot(p, n)};
    const double rest = dot(q - p, n);
    for (std::size_t r = 0; r < 7; ++r) {
      for (std::size_t c = 0; c <= r; ++c) a[r][c] += row[r] * row[c];
      b[r] += row[r] * rest;
    }
  }
  double trace = 0;
  for (std::size_t r = 0; r < 7; ++r) trace += a[r][r];
  if (!(trace > 0)) return false;
  // Damping holds what the surface leaves free, as a ball its turning.
  for (std::size_t r = 0; r < 7; ++r) a[r][r] += 1e-9 * trace;
  if (frame.moves_only) {
    for (const std::size_t fixed : {0U, 1U, 2U, 6U}) {
      for (std::size_t i = 0; i < 7; ++i) a[fixed][i] = a[i][fixed] = 0;
      a[fixed][fixed] = trace;
      b[fixed] = 0;
    }
  }
  return solve(a, b, step);
}

Similarity moved_by(const Similarity& pose, const Vector7& step, const Frame& frame) {
  Similarity change;
  change.rows = rotation({step[0], step[1], step[2]});
  change.scale = std::exp(std::clamp(step[6], -0.5, 0.5));
  // About the centre: c + s R (x − c) + t.
  const double3 shift = double3{step[3], step[4], step[5]} * frame.size;
  change.offset = frame.centre + shift - change.turn(frame.centre) * change.scale;
  return compose(change, pose);
}

double share_within(const std::vector<SetHit>& hits, double tolerance) {
  if (hits.empty()) return 0;
  const auto near = std::count_if(hits.begin(), hits.end(), [&](const SetHit& hit) {
    return hit.member != kNoIndex && static_cast<double>(hit.hit.distance) <= tolerance;
  });
  return static_cast<double>(near) / static_cast<double>(hits.size());
}

// The turns by right angles; the identity first, those with a reflection last.
std::vector<Similarity> right_angles() {
  std::vector<Similarity> turns;
  std::array<std::size_t, 3> order{0, 1, 2};
  do {
    for (unsigned signs = 0; signs < 8; ++signs) {
      Similarity turn;
      for (std::size_t row = 0; row < 3; ++row) {
        const double sign = (signs >> row & 1U) != 0 ? -1 : 1;
        turn.rows[row] = {order[row] == 0 ? sign : 0, order[row] == 1 ? sign : 0, order[row] == 2 ? sign : 0};
      }
      turn.mirrored = dot(turn.rows[0], cross(turn.rows[1], turn.rows[2])) < 0;
      turns.push_back(turn);
    }
  } while (std::next_permutation(order.begin(), order.end()));
  std::stable_partition(turns.begin(), turns.end(), [](const Similarity& t) { return !t.mirrored; });
  return turns;
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
  const double3 box_centre = middle(problem.source_box), result_centre = middle(result_box);
  const double3 mass = centroid(*problem.source), result_mass = centroid(*problem.result_points);
  const double box_scale = diagonal(result_box) / diagonal(problem.source_box);
  const double mass_scale = spread(*problem.result_points, result_mass) / spread(*problem.source, mass);
  std::vector<Similarity> starts;
  for (const Similarity& turn : right_angles()) {
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

// The best fit. The first one is as the result lies: where one part is wrong, a pose between those of that
// part and of the others may bring more within the tolerance, but nothing close. A reflection has to be
// clearly better, too, so that a model that is its own mirror image counts as not mirrored.
std::size_t best_of(const std::vector<Fit>& fits) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < fits.size(); ++i) {
    const bool mirrors = fits[i].pose.mirrored && !fits[best].pose.mirrored;
    const double need = best == 0 || mirrors ? kClearly : 0;
    if (best == 0 && fits[i].close < fits[0].close) continue;
    if (fits[i].share > fits[best].share + need) best = i;
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

Matrix4 Similarity::matrix() const {
  Matrix4 out;
  for (std::size_t r = 0; r < 3; ++r) {
    out.m[r] = rows[r].x * scale;
    out.m[4 + r] = rows[r].y * scale;
    out.m[8 + r] = rows[r].z * scale;
  }
  out.m[12] = offset.x;
  out.m[13] = offset.y;
  out.m[14] = offset.z;
  return out;
}

double Similarity::angle_deg() const {
  const double sign = mirrored ? -1 : 1;
  const double trace = sign * (rows[0].x + rows[1].y + rows[2].z);
  return std::acos(std::clamp((trace - 1) / 2, -1.0, 1.0)) * kDegrees;
}

Similarity compose(const Similarity& second, const Similarity& first) {
  Similarity out;
  out.scale = second.scale * first.scale;
  out.rows = product(second.rows, first.rows);
  out.offset = second(first.offset);
  out.mirrored = second.mirrored != first.mirrored;
  return out;
}

Similarity inverse(const Similarity& pose) {
  Similarity out;
  out.scale = 1 / pose.scale;
  out.mirrored = pose.mirrored;
  out.rows = {{{pose.rows[0].x, pose.rows[1].x, pose.rows[2].x},
               {pose.rows[0].y, pose.rows[1].y, pose.rows[2].y},
               {pose.rows[0].z, pose.rows[1].z, pose.rows[2].z}}};
  out.offset = out.turn(pose.offset) * -out.scale;
  return out;
}

std::vector<Similarity> turns_about(double3 centre) {
  std::vector<Similarity> turns = right_angles();
  for (Similarity& turn : turns) turn.offset = centre - turn.turn(centre);
  return turns;
}

Fit measure_pose(const PoseProblem& problem, const Similarity& pose, const std::stop_token& stop) {
  const double tolerance = problem.tolerance * pose.scale;
  const std::vector<SetHit> hits = closest_hits(problem, pose, tolerance, stop);
  return {pose, share_within(hits, tolerance), share_within(hits, tolerance / 8)};
}

namespace {

Fit follow(const PoseProblem& problem, const Similarity& start, int most_steps, bool moves_only,
           const std::stop_token& stop) {
  const Box3 box = problem.result->bounds();
  const Frame frame{middle(box), std::max(diagonal(box) / 2, 1e-300), moves_only};
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
    Vector7 change{};
    if (!step_of(problem, pose, hits, limit, frame, change)) break;
    pose = moved_by(pose, change, frame);
    const double moved = std::sqrt(std::inner_product(change.begin(), change.end(), change.begin(), 0.0));
    if (moved < 1e-8) break;
  }
  return measure_pose(problem, pose, stop);
}

}  // namespace

Fit refine_pose(const PoseProblem& problem, const Similarity& start, int most_steps,
                const std::stop_token& stop) {
  return follow(problem, start, most_steps, false, stop);
}

Fit shift_pose(const PoseProblem& problem, const Similarity& start, int most_steps,
               const std::stop_token& stop) {
  return follow(problem, start, most_steps, true, stop);
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
  // it.
  Fit near_by() const {
    const Fit shifted = shift_pose(coarse_, {}, kLastSteps, stop_);
    const std::vector<Fit> fits{refine_pose(coarse_, shifted.pose, kLastSteps, stop_),
                                refine_pose(coarse_, {}, kLastSteps, stop_)};
    return fits[best_ones(fits, 1).front()];
  }

  // The best turn and the best reflection: of what is nearly its own mirror image both look alike.
  std::vector<Fit> anywhere() const { return best_of_each(starts_of(problem_), kCoarse, kRefined); }
  // The same from turns of any angle; some times slower.
  std::vector<Fit> anyhow() const {
    return best_of_each(turned_starts_of(problem_), kCoarseOfTurns, kRefinedOfTurns);
  }

  // With all points.
  Fit refined(const Fit& fit) const { return refine_pose(problem_, fit.pose, kLastSteps, stop_); }

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
  if (as_it_lies.share + kClearly >= 1) return as_it_lies;  // nothing can fit clearly better
  const PoseSearch search(ordered, stop);
  const Fit near = search.near_by();
  std::vector<Fit> fits{as_it_lies};
  if (near.share >= kGoodFit - kRough) {
    fits.push_back(search.refined(near));
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
