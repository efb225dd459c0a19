#include "verify/pose_starts.h"

#include <algorithm>
#include <cmath>

namespace meshgate {
namespace {

constexpr std::size_t kTurns = 240;
// Poses that bring all corners of the box so near, over its diagonal, are one.
constexpr double kSameStart = 0.03;
// What leads from one pose to another and changes the size by more is no symmetry.
constexpr double kSameSize = 0.05;

double diagonal(const Box3& box) { return length(to_double(box.max) - to_double(box.min)); }

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

double apart(const Similarity& a, const Similarity& b, const Box3& box) {
  double way = 0;
  for (unsigned corner = 0; corner < 8; ++corner)
    way = std::max(way, length(a(box.corner(corner)) - b(box.corner(corner))));
  return way;
}

}  // namespace

std::vector<Similarity> any_turns() {
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

std::vector<Similarity> right_angle_starts(const PoseProblem& problem) {
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

std::vector<Similarity> any_turn_starts(const PoseProblem& problem) {
  const double3 mass = centroid(*problem.source), result_mass = centroid(*problem.result_points);
  const double mass_scale = spread(*problem.result_points, result_mass) / spread(*problem.source, mass);
  std::vector<Similarity> starts;
  for (const Similarity& turn : any_turns()) {
    for (const double scale : {mass_scale, 1.0}) add_start(turn, scale, mass, result_mass, starts);
  }
  return starts;
}

std::vector<Similarity> look_alike_starts(const PoseProblem& problem, const Similarity& pose,
                                          std::span<const Similarity> others, std::size_t most) {
  std::vector<Similarity> symmetries = turns_about(centroid(*problem.source));
  for (const Similarity& from : others) {
    for (const Similarity& to : others) {
      const Similarity between = compose(inverse(from), to);
      if (&from != &to && std::abs(std::log(between.scale)) < kSameSize) symmetries.push_back(between);
    }
  }
  const double same = kSameStart * diagonal(problem.source_box) * pose.scale;
  std::vector<Similarity> starts{pose};
  for (const Similarity& symmetry : symmetries) {
    if (starts.size() > most) break;
    const Similarity start = compose(pose, symmetry);
    const bool known = std::any_of(starts.begin(), starts.end(), [&](const Similarity& one) {
      return apart(one, start, problem.source_box) < same;
    });
    if (!known) starts.push_back(start);
  }
  starts.erase(starts.begin());  // the pose itself
  std::stable_partition(starts.begin(), starts.end(), [](const Similarity& s) { return !s.mirrored; });
  return starts;
}

}  // namespace meshgate
