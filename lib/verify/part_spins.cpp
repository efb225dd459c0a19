#include "verify/part_spins.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "asset/nearest_float.h"
#include "core/parallel.h"
#include "verify/part_seat.h"
#include "verify/pose_starts.h"

namespace meshgate {
namespace {

constexpr double kAgree = 0.5;     // cosine of normals of the same surface
constexpr double kDamping = 1e-3;  // towards the middle of the points, where normals meet nowhere
constexpr int kRounds = 4;
constexpr double kKept = 0.7;        // of the lines, those nearest to where they meet
constexpr double kFirstStep = 0.4;   // radians
constexpr double kLastStep = 0.002;  // the skin is followed from there
constexpr int kMostSteps = 80;
constexpr std::size_t kFollowed = 3, kAxes = 48, kStride = 3;
constexpr double kNothing = 2e-4;  // of the part's area: a cost that no turn has to mend
constexpr double kAsGood = 0.15;   // of what the turn gains: no worse
constexpr double kAside = 0.35;    // radians about an axis that is tried
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

// Where most of the lines meet: those that pass farthest from the point found are left out step by step, as
// a neck's below a head.
double3 meeting_point(const std::vector<Line>& lines) {
  std::vector<bool> chosen(lines.size(), true);
  double3 point = nearest_to_all(lines, chosen);
  for (int round = 0; round < kRounds; ++round) {
    std::vector<double> off;
    for (const auto& [p, n] : lines) off.push_back(length(cross(point - p, n)));
    std::vector<double> ordered = off;
    const auto limit = ordered.begin() + static_cast<std::ptrdiff_t>(kKept * static_cast<double>(off.size()));
    std::nth_element(ordered.begin(), limit, ordered.end());
    for (std::size_t i = 0; i < off.size(); ++i) chosen[i] = off[i] <= *limit;
    point = nearest_to_all(lines, chosen);
  }
  return point;
}

class Spins {
 public:
  Spins(const SpinProblem& problem, const Similarity& pose, const std::stop_token& stop)
      : problem_(problem), pose_(pose), stop_(stop) {
    find_centre();
  }

  [[nodiscard]] std::optional<Similarity> run() const {
    if (cost_of(pose_) <= kNothing * problem_.part->area()) return seated(pose_);
    std::vector<Similarity> starts{pose_};
    for (const Similarity& start : best_turns()) starts.push_back(start);
    std::vector<Spin> spins(starts.size());
    parallel_ranges(starts.size(), 1, stop_,
                    [&](std::size_t i, std::size_t) { spins[i] = improved(starts[i]); });
    const auto best = std::min_element(spins.begin(), spins.end(),
                                       [](const Spin& a, const Spin& b) { return a.cost < b.cost; });
    if (best->cost > kClearly * spins.front().start_cost) return std::nullopt;
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
    for (std::size_t i = 0; i < points.size(); ++i) {
      const double3 p = pose_(to_double(points.points[i])), n = pose_.turn(points.normals[i]);
      const ClosestHit hit =
          problem_.source->closest().find(nearest_float(p), nearest_float(problem_.reach / 4));
      if (hit.face == kNoIndex || dot(n, problem_.source->normal(hit.face)) < kAgree) continue;
      own.push_back({p, n});
      its.push_back({to_double(hit.point), problem_.source->normal(hit.face)});
    }
    centre_ = pose_(problem_.part->bounds().middle());
    if (own.empty()) return;
    centre_ = meeting_point(its);
    pose_.offset = pose_.offset + centre_ - meeting_point(own);
  }

  static double square(double x) { return x * x; }

  // The square of the share of the reach, at most 1: where nothing is near, or what is looks the other way.
  [[nodiscard]] double off(const Body& body, float3 point, double3 normal) const {
    const ClosestHit hit = body.closest().find(point, nearest_float(problem_.reach));
    if (hit.face == kNoIndex || dot(normal, body.normal(hit.face)) < kAgree) return 1;
    return square(static_cast<double>(hit.distance) / problem_.reach);
  }

  // Areas weighed by the squares of distances: of the part where it is outside of the source or inside of
  // another part, of others inside of the part, of the source where it is bare. Of every so many points.
  [[nodiscard]] double cost_of(const Similarity& pose, std::size_t stride = 1) const {
    return of_part(pose, stride) + of_others(pose, stride) + of_source(pose, stride);
  }

  [[nodiscard]] double of_part(const Similarity& pose, std::size_t stride) const {
    const OrientedPoints& points = *problem_.points;
    double sum = 0;
    for (std::size_t i = 0; i < points.size(); i += stride) {
      const float3 p = nearest_float(pose(to_double(points.points[i])));
      const double far = off(*problem_.source, p, pose.turn(points.normals[i]));
      if (far > 0 && !problem_.source->contains(p)) sum += far;
      for (const Body* other : problem_.others) sum += depth_in(*other, p);
    }
    return sum * area_each(problem_.part->area(), points, stride);
  }

  [[nodiscard]] double of_others(const Similarity& pose, std::size_t stride) const {
    const OrientedPoints& points = *problem_.facing;
    const Similarity back = inverse(pose);
    double sum = 0;
    for (std::size_t i = 0; i < points.size(); i += stride)
      sum += depth_in(*problem_.part, nearest_float(back(to_double(points.points[i]))));
    return sum * area_each(problem_.facing_area, points, stride);
  }

  [[nodiscard]] double of_source(const Similarity& pose, std::size_t stride) const {
    const OrientedPoints& points = *problem_.wanted;
    const Similarity back = inverse(pose);
    double sum = 0;
    for (std::size_t i = 0; i < points.size(); i += stride)
      sum +=
          off(*problem_.part, nearest_float(back(to_double(points.points[i]))), back.turn(points.normals[i]));
    return sum * area_each(problem_.wanted_area, points, stride);
  }

  static double area_each(double area, const OrientedPoints& points, std::size_t stride) {
    return area / static_cast<double>(std::max<std::size_t>(1, (points.size() + stride - 1) / stride));
  }

  // The square of the share of the reach, at most 1.
  [[nodiscard]] double depth_in(const Body& body, float3 point) const {
    if (!body.bounds().contains(point) || !body.contains(point)) return 0;
    const ClosestHit hit = body.closest().find(point, nearest_float(problem_.reach));
    return hit.face == kNoIndex ? 1 : square(static_cast<double>(hit.distance) / problem_.reach);
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
    best.start_cost = best.cost;
    double step = kFirstStep;
    for (int i = 0; i < kMostSteps && step > kLastStep; ++i) {
      if (stop_.stop_requested()) throw Cancelled{};
      Spin next = best;
      for (const double sign : {1.0, -1.0}) {
        for (const double3 axis : {double3{1, 0, 0}, double3{0, 1, 0}, double3{0, 0, 1}}) {
          const Similarity pose = compose(turn_about(axis * (sign * step), centre_), best.pose);
          const double cost = cost_of(pose);
          if (cost < next.cost) next = {pose, cost, best.start_cost};
        }
      }
      if (next.cost < best.cost) {
        best = next;
      } else {
        step /= 2;
      }
    }
    return best;
  }

  [[nodiscard]] Similarity seated(const Similarity& pose) const {
    return seat_part(
        {problem_.points, problem_.part->bounds(), problem_.source, problem_.others, problem_.reach}, pose,
        stop_);
  }

  // The same without what the part, if it is round about an axis as well, need not have been turned.
  [[nodiscard]] Similarity shortest(const Spin& found) const {
    const double limit = found.cost + kAsGood * (found.start_cost - found.cost);
    Similarity unturned;
    unturned.offset = found.pose(inverse(found.pose)(centre_)) - inverse(found.pose)(centre_);
    if (cost_of(unturned) <= limit) return unturned;
    const std::optional<double3> axis = free_axis(found, limit);
    if (!axis) return found.pose;
    // The trace of a turn by φ and R, cos φ (tr R − aᵀRa) + sin φ (…) + aᵀRa, is largest where the angle is
    // smallest.
    const auto trace = [&](double angle) {
      const Similarity pose = compose(turn_about(*axis * angle, centre_), found.pose);
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
    for (double step = 0.2; step > 0.004;) {
      const auto before = best.first;
      for (const double3 way : {double3{1, 0, 0}, double3{0, 1, 0}, double3{0, 0, 1}}) {
        for (const double sign : {1.0, -1.0}) {
          double3 axis = best.second + way * (sign * step);
          axis = axis * (1 / length(axis));
          const double next = cost(axis);
          if (next < best.first) best = {next, axis};
        }
      }
      if (best.first == before) step /= 2;
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
  double3 centre_;
};

}  // namespace

std::optional<Similarity> spun_pose(const SpinProblem& problem, const Similarity& pose,
                                    const std::stop_token& stop) {
  return Spins(problem, pose, stop).run();
}

}  // namespace meshgate
