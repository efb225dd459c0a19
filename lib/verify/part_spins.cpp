#include "verify/part_spins.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "asset/nearest_float.h"
#include "core/parallel.h"
#include "verify/fits.h"
#include "verify/part_seat.h"
#include "verify/pose_starts.h"

namespace meshgate {
namespace {

constexpr double kAgree = 0.5;     // cosine of normals of the same surface
constexpr double kDamping = 1e-3;  // towards the middle of the points, where normals meet nowhere
constexpr int kRounds = 4;
constexpr double kKept = 0.7;        // of the lines, those nearest to where they meet
constexpr double kWorthIt = 0.995;   // of the cost: then a step is tried once more
constexpr double kFirstStep = 0.4;   // radians
constexpr double kLastStep = 0.002;  // the skin is followed from there
constexpr int kMostSteps = 80;
constexpr std::size_t kFollowed = 3, kAxes = 48, kStride = 2;
constexpr std::size_t kLines = 600, kTelling = 400, kRound = 120;
constexpr double kNothing = 2e-4;  // of the part's area: a cost that no turn has to mend
constexpr double kAsGood = 0.15;   // of what the turn gains: no worse
constexpr double kAside = 0.08;    // radians about an axis that is tried
constexpr double kPi = 3.14159265358979323846;
constexpr double kClearly = 0.7;  // of the cost as it lies: what is better

// A line along a normal, of the part in its pose or of the source where that lies on it.
struct Line {
  double3 point, normal;
};

// The point nearest to the chosen lines.
double3 nearest_to_all(const std::vector<Line>& lines, const std::vector<bool>& chosen) {
  std::array<double3, 3> a{};
  double3 b, middle;
  double count = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!chosen[i]) continue;
    const auto& [p, n] = lines[i];
    const std::array<double3, 3> axes{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
    const std::array<double, 3> along{n.x, n.y, n.z};
    for (std::size_t k = 0; k < 3; ++k) a[k] = a[k] + axes[k] - n * along[k];
    b = b + p - n * dot(n, p);
    middle = middle + p;
    ++count;
  }
  const double damping = kDamping * count;
  a[0].x += damping;
  a[1].y += damping;
  a[2].z += damping;
  b = b + middle * kDamping;
  // Cramer's rule; rows are columns, as the matrix is symmetric.
  const auto determinant = [](double3 x, double3 y, double3 z) { return dot(x, cross(y, z)); };
  const double whole = determinant(a[0], a[1], a[2]);
  return {determinant(b, a[1], a[2]) / whole, determinant(a[0], b, a[2]) / whole,
          determinant(a[0], a[1], b) / whole};
}

double quantile(std::vector<double> values, double share) {
  const auto place =
      values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), place, values.end());
  return *place;
}

// Where most of the lines meet: those that pass farthest from the point found are left out step by step, as
// a neck's below a head. Of a ball, whose facets' normals only nearly meet, the middle of its points.
double3 meeting_point(const std::vector<Line>& lines, double tolerance) {
  std::vector<bool> chosen(lines.size(), true);
  double3 point = nearest_to_all(lines, chosen);
  for (int round = 0; round < kRounds; ++round) {
    std::vector<double> off;
    for (const auto& [p, n] : lines) off.push_back(length(cross(point - p, n)));
    const double limit = quantile(off, kKept);
    for (std::size_t i = 0; i < off.size(); ++i) chosen[i] = off[i] <= limit;
    point = nearest_to_all(lines, chosen);
  }
  double3 centre = point;
  for (int round = 0; round < kRounds; ++round) {
    std::vector<double> distances;
    for (const Line& line : lines) distances.push_back(length(line.point - centre));
    double radius = quantile(distances, 0.5);
    std::vector<double3> on;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (std::abs(distances[i] - radius) < tolerance) on.push_back(lines[i].point);
    }
    if (2 * on.size() < lines.size() || !improve_sphere(on, centre, radius)) return point;
  }
  return centre;
}

// Points with the area that each stands for.
struct WeighedPoints {
  OrientedPoints points;
  std::vector<double> areas;
  [[nodiscard]] std::size_t size() const { return areas.size(); }
};

// About `most` of some points, spread evenly, standing for all of `area`; in an order in which neighbours
// follow.
void add_some(const OrientedPoints& all, double area, std::size_t most, const std::stop_token& stop,
              WeighedPoints& weighed) {
  if (all.size() == 0) return;
  const OrientedPoints ordered = along_curve(all, stop);
  const std::size_t stride = std::max<std::size_t>(1, all.size() / most);
  const std::size_t first = weighed.size();
  for (std::size_t i = 0; i < ordered.size(); i += stride) {
    weighed.points.points.push_back(ordered.points[i]);
    weighed.points.normals.push_back(ordered.normals[i]);
  }
  weighed.areas.resize(weighed.points.size(), area / static_cast<double>(weighed.points.size() - first));
}

// Few of the points whose normals meet in the centre, which no turn changes, and more of the others.
WeighedPoints telling_points(const OrientedPoints& all, double area, double3 centre, double reach,
                             const std::stop_token& stop) {
  std::array<OrientedPoints, 2> kinds;  // others, round
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool is_round = length(cross(centre - to_double(all.points[i]), all.normals[i])) < reach;
    kinds[is_round ? 1 : 0].points.push_back(all.points[i]);
    kinds[is_round ? 1 : 0].normals.push_back(all.normals[i]);
  }
  const double each = area / static_cast<double>(std::max<std::size_t>(1, all.size()));
  WeighedPoints weighed;
  add_some(kinds[0], each * static_cast<double>(kinds[0].size()), kTelling, stop, weighed);
  add_some(kinds[1], each * static_cast<double>(kinds[1].size()), kRound, stop, weighed);
  return weighed;
}

class Spins {
 public:
  Spins(const SpinProblem& problem, const Similarity& pose, const std::stop_token& stop)
      : problem_(problem), pose_(pose), stop_(stop) {
    find_centre();
    const double3 own_centre = inverse(pose_)(centre_);
    points_ = telling_points(*problem.points, problem.part->area(), own_centre, problem.reach, stop);
    wanted_ = telling_points(*problem.wanted, problem.wanted_area, centre_, problem.reach, stop);
    add_some(*problem.facing, problem.facing_area, kTelling, stop, facing_);
  }

  [[nodiscard]] std::optional<Similarity> run() const {
    const double as_it_lies = cost_of(pose_);
    if (as_it_lies <= kNothing * problem_.part->area())
      return seated(problem_.before.angle_deg() > kNoTurn ? shortest({pose_, as_it_lies, 0}) : pose_);
    std::vector<Spin> spins{improved(pose_)};
    if (spins.front().cost > kNothing * problem_.part->area()) {
      const std::vector<Similarity> starts = best_turns();
      spins.resize(1 + starts.size());
      parallel_ranges(starts.size(), 1, stop_,
                      [&](std::size_t i, std::size_t) { spins[1 + i] = improved(starts[i]); });
    }
    const auto best = std::min_element(spins.begin(), spins.end(),
                                       [](const Spin& a, const Spin& b) { return a.cost < b.cost; });
    if (best->cost > kClearly * as_it_lies) return std::nullopt;
    return seated(shortest(*best));
  }

 private:
  struct Spin {
    Similarity pose;
    double cost = 0;
    double start_cost = 0;  // where the search for it began
  };

  // Brings the point where the part's normals meet to where those of the source do: what does not lie right
  // yet pulled the skin aside.
  void find_centre() {
    std::vector<Line> own, its;
    const OrientedPoints& points = *problem_.points;
    const std::size_t stride = std::max<std::size_t>(1, points.size() / kLines);
    for (std::size_t i = 0; i < points.size(); i += stride) {
      const double3 p = pose_(to_double(points.points[i])), n = pose_.turn(points.normals[i]);
      const ClosestHit hit =
          problem_.source->closest().find(nearest_float(p), nearest_float(problem_.reach / 4));
      if (hit.face == kNoIndex || dot(n, problem_.source->normal(hit.face)) < kAgree) continue;
      own.push_back({p, n});
      its.push_back({to_double(hit.point), problem_.source->normal(hit.face)});
    }
    centre_ = pose_(problem_.part->bounds().middle());
    if (own.empty()) return;
    centre_ = meeting_point(its, problem_.reach / 4);
    pose_.offset = pose_.offset + centre_ - meeting_point(own, problem_.reach / 4);
  }

  [[nodiscard]] double weight(const ClosestHit& hit) const {
    const double far = static_cast<double>(hit.distance) / problem_.reach;
    return far * far;
  }

  // How far a point is outside of a body, or inside: the square of the share of the reach, at most 1.
  [[nodiscard]] double beyond(const Body& body, float3 point, bool inside, std::uint32_t& trail) const {
    if (inside && (!body.bounds().contains(point) || !body.contains(point))) return 0;
    const ClosestHit hit = body.closest().find_from(point, nearest_float(problem_.reach), trail);
    const double far = hit.face == kNoIndex ? 1 : weight(hit);
    return inside || (far > 0 && !body.contains(point)) ? far : 0;
  }

  // Areas weighed by the squares of distances: of the part where it is outside of the source or inside of
  // another part, of others inside of the part, of the source where it is bare. Of every so many points.
  [[nodiscard]] double cost_of(const Similarity& pose, std::size_t stride = 1) const {
    return static_cast<double>(stride) *
           (of_part(pose, stride) + of_others(pose, stride) + of_source(pose, stride));
  }

  // Of every so many points, in a pose: what `cost` says of the point with a number, times the area it stands
  // for.
  template <class Cost>
  static double summed(const WeighedPoints& points, const Similarity& pose, std::size_t stride, Cost cost) {
    double sum = 0;
    for (std::size_t i = 0; i < points.size(); i += stride)
      sum += cost(nearest_float(pose(to_double(points.points.points[i]))), i) * points.areas[i];
    return sum;
  }

  [[nodiscard]] double of_part(const Similarity& pose, std::size_t stride) const {
    std::vector<std::uint32_t> trails(1 + problem_.others.size(), kNoIndex);
    return summed(points_, pose, stride, [&](float3 point, std::size_t) {
      double cost = beyond(*problem_.source, point, false, trails[0]);
      for (std::size_t k = 0; k < problem_.others.size(); ++k)
        cost += beyond(*problem_.others[k], point, true, trails[1 + k]);
      return cost;
    });
  }

  [[nodiscard]] double of_others(const Similarity& pose, std::size_t stride) const {
    std::uint32_t trail = kNoIndex;
    return summed(facing_, inverse(pose), stride,
                  [&](float3 point, std::size_t) { return beyond(*problem_.part, point, true, trail); });
  }

  // Bare is what has nothing near, or what looks the other way.
  [[nodiscard]] double of_source(const Similarity& pose, std::size_t stride) const {
    const Similarity back = inverse(pose);
    std::uint32_t trail = kNoIndex;
    return summed(wanted_, back, stride, [&](float3 point, std::size_t i) {
      const ClosestHit hit = problem_.part->closest().find_from(point, nearest_float(problem_.reach), trail);
      const bool is_near = hit.face != kNoIndex && dot(back.turn(wanted_.points.normals[i]),
                                                       problem_.part->normal(hit.face)) >= kAgree;
      return is_near ? weight(hit) : 1;
    });
  }

  [[nodiscard]] std::vector<Similarity> best_turns() const {
    std::vector<Spin> turns;
    for (Similarity turn : any_turns()) {
      if (turn.mirrored) continue;
      turn.offset = centre_ - turn.turn(centre_);
      turns.push_back({compose(turn, pose_)});
    }
    parallel_ranges(turns.size(), 4, stop_, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) turns[i].cost = cost_of(turns[i].pose, kStride);
    });
    std::stable_sort(turns.begin(), turns.end(),
                     [](const Spin& a, const Spin& b) { return a.cost < b.cost; });
    std::vector<Similarity> best;
    for (std::size_t i = 0; i < std::min(kFollowed, turns.size()); ++i) best.push_back(turns[i].pose);
    return best;
  }

  [[nodiscard]] Spin improved(const Similarity& start) const {
    Spin best{start, cost_of(start)};
    const double start_cost = best.cost;
    double step = kFirstStep;
    for (int i = 0; i < kMostSteps && step > kLastStep; ++i) {
      if (stop_.stop_requested()) throw Cancelled{};
      Spin next = best;
      for (const double sign : {1.0, -1.0}) {
        for (const double3 axis : {double3{1, 0, 0}, double3{0, 1, 0}, double3{0, 0, 1}}) {
          const Similarity pose = compose(turn_about(axis * (sign * step), centre_), best.pose);
          const double cost = cost_of(pose);
          if (cost < next.cost) next = {pose, cost};
        }
      }
      const bool goes_on = next.cost < kWorthIt * best.cost;
      if (next.cost < best.cost) best = next;
      if (goes_on) continue;
      step /= 2;
    }
    return {best.pose, best.cost, start_cost};
  }

  [[nodiscard]] Similarity seated(const Similarity& pose) const {
    return seat_part(
        {problem_.points, problem_.part->bounds(), problem_.source, problem_.others, problem_.reach}, pose,
        stop_);
  }

  // The same without what the part, if it is round about an axis as well, need not have been turned.
  [[nodiscard]] Similarity shortest(const Spin& found) const {
    const double limit =
        found.cost + std::max(kAsGood * (found.start_cost - found.cost), kNothing * problem_.part->area());
    const double3 own_centre = inverse(found.pose)(centre_);
    Similarity unturned;
    unturned.rows = inverse(problem_.before).rows;
    unturned.offset = centre_ - unturned.turn(own_centre);
    if (cost_of(unturned) <= limit) return unturned;
    const std::optional<double3> axis = free_axis(found, limit);
    if (!axis) return found.pose;
    // The trace of a turn by φ and R, cos φ (tr R − aᵀRa) + sin φ (…) + aᵀRa, is largest where the angle is
    // smallest.
    const auto trace = [&](double angle) {
      const Similarity pose =
          compose(turn_about(*axis * angle, centre_), compose(found.pose, problem_.before));
      return pose.rows[0].x + pose.rows[1].y + pose.rows[2].z;
    };
    const double none = trace(0), half = trace(kPi), quarter = trace(kPi / 2), middle = (none + half) / 2;
    const double angle = std::atan2(quarter - middle, (none - half) / 2);
    const Similarity shorter = compose(turn_about(*axis * angle, centre_), found.pose);
    return cost_of(shorter) <= limit ? shorter : found.pose;
  }

  // The axis through the centre about which turning changes least, if that is next to nothing.
  [[nodiscard]] std::optional<double3> free_axis(const Spin& found, double limit) const {
    const auto cost = [&](double3 axis) {
      return std::max(cost_of(compose(turn_about(axis * kAside, centre_), found.pose)),
                      cost_of(compose(turn_about(axis * (-2 * kAside), centre_), found.pose)));
    };
    std::vector<std::pair<double, double3>> axes(kAxes);
    parallel_ranges(axes.size(), 4, stop_, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) axes[i] = {cost(half_sphere(i)), half_sphere(i)};
    });
    auto best = *std::min_element(axes.begin(), axes.end(),
                                  [](const auto& a, const auto& b) { return a.first < b.first; });
    constexpr int kMostRounds = 12;
    double step = 0.2;
    for (int round = 0; round < kMostRounds && step > 0.004; ++round) {
      const double before = best.first;
      for (const double3 way : {double3{1, 0, 0}, double3{0, 1, 0}, double3{0, 0, 1}}) {
        for (const double sign : {1.0, -1.0}) {
          double3 axis = best.second + way * (sign * step);
          axis = axis * (1 / length(axis));
          const double next = cost(axis);
          if (next < best.first) best = {next, axis};
        }
      }
      if (best.first >= kWorthIt * before) step /= 2;
    }
    if (best.first > limit) return std::nullopt;
    return best.second;
  }

  // Directions spread evenly over half of all (Fibonacci spiral).
  static double3 half_sphere(std::size_t i) {
    constexpr double kGolden = 2.399963229728653;
    const double z = (static_cast<double>(i) + 0.5) / static_cast<double>(kAxes), r = std::sqrt(1 - z * z);
    return {r * std::cos(kGolden * static_cast<double>(i)), r * std::sin(kGolden * static_cast<double>(i)),
            z};
  }

  const SpinProblem& problem_;
  Similarity pose_;
  const std::stop_token& stop_;
  WeighedPoints points_, facing_, wanted_;
  double3 centre_;
};

}  // namespace

std::optional<Similarity> spun_pose(const SpinProblem& problem, const Similarity& pose,
                                    const std::stop_token& stop) {
  return Spins(problem, pose, stop).run();
}

}  // namespace meshgate
