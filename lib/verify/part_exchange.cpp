#include "verify/part_exchange.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "verify/part_moves.h"
#include "verify/skin_fit.h"

namespace meshgate {
namespace {

constexpr std::size_t kPoints = 1'000;
constexpr int kSteps = 40;
constexpr double kSameArea = 0.1;  // of the larger part: more is no likeness
constexpr double kReach = 0.05;    // of a part's diagonal
constexpr double kBetter = 0.5;    // of the distances of both skins
constexpr double kNoise = 0.01;    // of the tolerance: what fits so well stays
constexpr double kAsMany = 0.97;   // of the points that lie on the source

Similarity move_to(double3 from, double3 to) {
  Similarity move;
  move.offset = to - from;
  return move;
}

class Exchange {
 public:
  explicit Exchange(Comparison& comparison) : comparison_(comparison) {}

  bool run() {
    std::vector<std::uint32_t> moved;
    for (std::uint32_t i = 0; i < comparison_.parts.size(); ++i) {
      const Part& part = comparison_.parts[i];
      if (part.role == PartRole::kPart && part.moved) moved.push_back(i);
    }
    bool any = false;
    for (std::size_t i = 0; i < moved.size(); ++i) {
      for (std::size_t k = i + 1; k < moved.size(); ++k) any = try_pair(moved[i], moved[k]) || any;
    }
    return any;
  }

 private:
  [[nodiscard]] OrientedPoints points_of(const Part& part) const {
    return oriented_points(*part.body, kPoints, 8, comparison_.options.stop);
  }
  [[nodiscard]] SkinFit fit(const Part& part, const OrientedPoints& points, const Similarity& start) const {
    const Box3 box = part.body->bounds();
    const double size = length(to_double(box.max) - to_double(box.min));
    return fit_skin(points, *comparison_.source, start, kReach * size, comparison_.tolerance(), kSteps,
                    comparison_.options.stop);
  }

  // In the place of another part, turned as in the file or as it is now: whichever fits better.
  [[nodiscard]] SkinFit fit_in_place_of(const Part& part, const OrientedPoints& points,
                                        const Part& other) const {
    const double3 place = other.body->bounds().middle(), own = part.body->bounds().middle();
    const Similarity to_file = inverse(*part.moved);
    const SkinFit as_in_file = fit(part, points, compose(move_to(to_file(own), place), to_file));
    const SkinFit as_it_is = fit(part, points, move_to(own, place));
    const bool file_is_better = as_in_file.points >= as_it_is.points && as_in_file.after <= as_it_is.after;
    return file_is_better ? as_in_file : as_it_is;
  }

  bool try_pair(std::uint32_t a, std::uint32_t b) {
    Part &one = comparison_.parts[a], &other = comparison_.parts[b];
    const double larger = std::max(one.body->area(), other.body->area());
    if (std::abs(one.body->area() - other.body->area()) > kSameArea * larger) return false;
    const OrientedPoints of_one = points_of(one), of_other = points_of(other);
    const std::array<SkinFit, 2> now{fit(one, of_one, {}), fit(other, of_other, {})};
    const double off = std::hypot(now[0].after, now[1].after);
    if (off <= kNoise * comparison_.tolerance()) return false;
    const std::array<SkinFit, 2> then{fit_in_place_of(one, of_one, other),
                                      fit_in_place_of(other, of_other, one)};
    if (std::hypot(then[0].after, then[1].after) > kBetter * off) return false;
    for (std::size_t i = 0; i < 2; ++i) {
      if (static_cast<double>(then[i].points) < kAsMany * static_cast<double>(now[i].points)) return false;
    }
    put(one, then[0].pose);
    put(other, then[1].pose);
    return true;
  }

  void put(Part& part, const Similarity& pose) {
    part.body = moved_body(part, pose, comparison_.options.stop);
    part.moved = compose(pose, *part.moved);
  }

  Comparison& comparison_;
};

}  // namespace

bool exchange_alike_parts(Comparison& comparison) {
  comparison.source->prepare_queries();
  return Exchange(comparison).run();
}

}  // namespace meshgate
