#include "verify/placing.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "verify/part_exchange.h"
#include "verify/part_moves.h"
#include "verify/part_offsets.h"
#include "verify/part_places.h"
#include "verify/part_seat.h"
#include "verify/result_parts.h"

namespace meshgate {
namespace {

constexpr std::size_t kPosePoints = 2'000, kRegionPoints = 400;
constexpr std::size_t kMostRegions = 8, kMostCandidates = 16, kMostTries = 40;
constexpr std::size_t kSeatPoints = 1'000;
constexpr double kSeatReach = 0.1;     // of a part's diagonal
constexpr double kRegionArea = 0.002;  // of the source: smaller regions fit nearly anywhere
constexpr double kRegionFit = 0.95;    // of its samples have to lie on the part
constexpr double kMostly = 0.7;        // of its area that a part in its place has on the source
constexpr double kGain = 0.5;          // of the region's area by which the part lies better on the source
constexpr double kFlipGain =
    0.02;  // of a part's samples that a turn of it where it is has to bring onto the source
constexpr int kFlipSteps = 60;
constexpr double kMostOutside = 0.02;  // of a part in its place
constexpr double kContactKept = 0.25;  // of the area by which it faces others

class MovedParts {
 public:
  explicit MovedParts(Comparison& comparison) : comparison_(comparison) {}

  bool run() {
    bool any = false;
    const std::vector<Region>& regions = comparison_.coverage.missing;
    find_candidates();
    for (std::size_t i = 0; i < std::min(regions.size(), kMostRegions); ++i) {
      if (regions[i].area < kRegionArea * comparison_.source->area() || regions[i].samples < 32) break;
      any = fill(regions[i]) || any;
    }
    return any;
  }

 private:
  // The largest of those that may lie wrong, in their order: a file of a thousand crumbs is no split.
  void find_candidates() {
    const std::vector<Part>& parts = comparison_.parts;
    for (std::uint32_t i = 0; i < parts.size(); ++i) {
      if (parts[i].role == PartRole::kPart && may_lie_wrong(parts[i])) candidates_.push_back(i);
    }
    candidates_ = largest_of(comparison_, std::move(candidates_), kMostCandidates);
    std::sort(candidates_.begin(), candidates_.end());
  }

  // A part that was shrunken where it is has nothing outside of the source, but its skin has left it.
  static bool may_lie_wrong(const Part& part) {
    return is_suspicious(part) || on_source_area(part.surface) < kMostly * part.surface.samples.area;
  }

  bool fill(const Region& region) {
    PoseProblem problem;
    const OrientedPoints points =
        oriented_points(*comparison_.source, comparison_.source_samples, region.members, kRegionPoints);
    problem.source = &points;
    problem.source_box = region.box;
    problem.tolerance = comparison_.tolerance();
    for (const std::uint32_t number : candidates_) {
      Part& part = comparison_.parts[number];
      if (part.moved || tries_ == kMostTries) continue;
      ++tries_;
      if (try_part(problem, region, part)) return true;
    }
    return false;
  }

  bool try_part(PoseProblem& problem, const Region& region, Part& part) {
    const std::stop_token& stop = comparison_.options.stop;
    const ClosestSet set({&part.body->closest()});
    const OrientedPoints own = oriented_points(*part.body, kRegionPoints, 3, stop);
    problem.result = &set;
    problem.result_points = &own;
    const Fit fit = find_pose(problem, stop);
    if (fit.share >= kRegionFit) {
      const Similarity back = inverse(fit.pose);
      if (accept(region, part, back)) return true;
      const bool same_surface = fit.exact >= kRegionFit;
      if (same_surface && accept(region, part, seated(part, back))) return true;
    }
    const std::optional<Similarity> flip = flip_of(part, own);
    return flip && accept(region, part, *flip);
  }

  // A region that is all alike, as a piece of a tube, leaves open where along it the part belongs.
  [[nodiscard]] Similarity seated(const Part& part, const Similarity& back) const {
    const std::stop_token& stop = comparison_.options.stop;
    const OrientedPoints points = oriented_points(*part.body, kSeatPoints, 4, stop);
    Seat seat{&points, part.body->bounds(), comparison_.source.get(), {}, 0};
    seat.reach = kSeatReach * length(to_double(seat.box.max) - to_double(seat.box.min));
    for (const Part& other : comparison_.parts) {
      if (&other == &part || other.role != PartRole::kPart) continue;
      other.body->prepare_queries();
      seat.others.push_back(other.body.get());
    }
    return seat_part(seat, back, stop);
  }

  // The turn or reflection of the part where it is that lays it onto the source: what it leaves uncovered may
  // be small, and fit it in many ways.
  [[nodiscard]] std::optional<Similarity> flip_of(const Part& part, const OrientedPoints& own) const {
    const std::stop_token& stop = comparison_.options.stop;
    const ClosestSet source({&comparison_.source->closest()});
    PoseProblem problem;
    problem.source = &own;
    problem.source_box = part.body->bounds();
    problem.result = &source;
    problem.tolerance = comparison_.tolerance();
    const Box3& box = problem.source_box;
    const std::vector<Similarity> turns = turns_about(box.middle());
    Fit best = measure_pose(problem, turns.front(), stop);
    const double as_it_lies = best.share;
    for (const Similarity& turn : turns) {
      const Fit fit = measure_pose(problem, turn, stop);
      if (fit.share > best.share) best = fit;
    }
    if (best.share < as_it_lies + kFlipGain) return std::nullopt;
    return refine_pose(problem, best.pose, PoseFreedom::kSimilarity, kFlipSteps, stop).pose;
  }

  // Puts the part there when all of it fits.
  bool accept(const Region& region, Part& part, const Similarity& back) {
    const std::stop_token& stop = comparison_.options.stop;
    if (largest_way(back, part.body->bounds()) < comparison_.options.same_place * comparison_.diagonal)
      return false;
    auto body = moved_body(part, back, stop);
    mark_sheet(comparison_, *body);
    const PartSurface surface = measure_part_surface(
        *comparison_.source, *body, part.surface.samples.points.size(), 5, comparison_.tolerance(), stop);
    const auto number = static_cast<std::uint32_t>(&part - comparison_.parts.data());
    std::vector<std::uint32_t> others;
    for (std::uint32_t i = 0; i < comparison_.parts.size(); ++i) {
      if (i != number) others.push_back(i);
    }
    // A patch that fits somewhere on a large part would tear that part away from where it belongs.
    if (on_source_area(surface) < on_source_area(part.surface) + kGain * region.area) return false;
    if (surface.foreign_area > kMostOutside * surface.samples.area) return false;
    if (!fits_among(comparison_, others, *body, surface.samples)) return false;
    if (loses_contact(part, *body, surface.samples)) return false;
    put_part(comparison_, number, std::move(body), back);
    return true;
  }

  // Whether a part that faces others where it lies would face none in the other place: then it was not moved
  // but changed its shape.
  [[nodiscard]] bool loses_contact(const Part& part, const Body& body, const SurfaceSamples& samples) const {
    double before = 0, after = 0;
    for (const Part& other : comparison_.parts) {
      if (&other == &part || other.role != PartRole::kPart) continue;
      const auto facing = [&](const Body& own, const SurfaceSamples& points) {
        return facing_area(own, points, *other.body, comparison_.band(), comparison_.options.stop);
      };
      before += facing(*part.body, part.surface.samples);
      after += facing(body, samples);
    }
    return before >= comparison_.smallest_contact() && after < kContactKept * before;
  }

  Comparison& comparison_;
  std::vector<std::uint32_t> candidates_;
  std::size_t tries_ = 0;  // of a part at a region: a search for its pose each
};

// A fit of next to nothing says nothing: another model stays where it is.
constexpr double kSomeFit = 0.3;
// A pose that explains less than half is no place of the whole; one that changes the size is believed when no
// part has to be left out.
constexpr double kFarMore = 2;
constexpr double kHalf = 0.5, kNearlyAll = 0.99, kSameSize = 1e-4, kMore = 0.005;
// A turned pose is compared with those of any turn unless it explains so much.
constexpr double kGood = 0.9;
constexpr int kWholeSteps = 60;

// The whole result as what the source is laid onto.
class WholeResult {
 public:
  explicit WholeResult(const Comparison& comparison) : stop_(comparison.options.stop) {
    std::vector<const ClosestPoint*> members;
    double area = 0;
    for (const Part& part : comparison.parts) area += part.body->area();
    for (const Part& part : comparison.parts) {
      members.push_back(&part.body->closest());
      const auto count = static_cast<std::size_t>(kPosePoints * part.body->area() / area);
      const OrientedPoints own = oriented_points(*part.body, count, 4, stop_);
      result_points_.points.insert(result_points_.points.end(), own.points.begin(), own.points.end());
    }
    set_ = ClosestSet(std::move(members));
    points_ = oriented_points(*comparison.source, kPosePoints, 2, stop_);
    problem_.source = &points_;
    problem_.source_box = comparison.source->bounds();
    problem_.result = &set_;
    problem_.result_points = &result_points_;
    problem_.tolerance = comparison.tolerance();
  }
  WholeResult(const WholeResult&) = delete;
  WholeResult& operator=(const WholeResult&) = delete;

  // A pose that explains less than half has to explain far more than none: what was simplified too far fits
  // a little better with another size.
  [[nodiscard]] Fit find(bool any_turn) {
    problem_.any_turn = any_turn;
    const Fit fit = find_pose(problem_, stop_);
    if (fit.share >= kHalf) return fit;
    const Fit as_it_lies = measure({});
    return fit.share < kFarMore * as_it_lies.share ? as_it_lies : fit;
  }
  [[nodiscard]] Fit measure(const Similarity& pose) const { return measure_pose(problem_, pose, stop_); }
  [[nodiscard]] Fit refine(const Similarity& start, PoseFreedom freedom) const {
    return refine_pose(problem_, start, freedom, kWholeSteps, stop_);
  }

 private:
  const std::stop_token& stop_;
  ClosestSet set_;
  OrientedPoints points_, result_points_;
  PoseProblem problem_;
};

void measure(Comparison& comparison) {
  for (Part& part : comparison.parts) mark_sheet(comparison, *part.body);
  measure_surfaces(comparison);
  measure_source(comparison);
}

void note_pose(Comparison& comparison, const Fit& fit) {
  comparison.pose_share = fit.share;
  comparison.pose_shift = largest_way(fit.pose, comparison.source->bounds()) / comparison.diagonal;
}

void apply_pose(Comparison& comparison, const Fit& fit) {
  note_pose(comparison, fit);
  if (comparison.pose_shift < comparison.options.same_place || fit.share < kSomeFit) return;
  comparison.pose_changed = true;
  comparison.pose = inverse(fit.pose);
  for (Part& part : comparison.parts) part.body = moved_body(part, comparison.pose, comparison.options.stop);
}

// The move by which most parts, by area, were put back: then the whole was moved.
std::optional<Similarity> common_move(const Comparison& comparison) {
  double all = 0;
  for (const Part& part : comparison.parts) all += part.body->area();
  for (const Part& first : comparison.parts) {
    if (!first.moved) continue;
    double alike = 0;
    std::size_t count = 0;
    for (const Part& part : comparison.parts) {
      if (!part.moved) continue;
      const Similarity between = compose(*part.moved, inverse(*first.moved));
      if (largest_way(between, first.body->bounds()) > comparison.options.same_place * comparison.diagonal)
        continue;
      alike += part.body->area();
      ++count;
    }
    if (count > 1 && alike > kHalf * all) return first.moved;
  }
  return std::nullopt;
}

// As the files have them.
void restore_parts(Comparison& comparison) {
  comparison.parts.clear();
  comparison.pushed.clear();
  comparison.parts_found = 0;
  add_result_parts(comparison);
}

// Whether a pose is not believed without a look at the parts.
bool is_hardly_any(const Fit& fit) {
  const bool resized = std::abs(fit.pose.scale - 1) > kSameSize;
  return fit.share < (resized ? kNearlyAll : kHalf);
}

bool is_doubtful(const Comparison& comparison, const Fit& fit) {
  const bool moves = largest_way(fit.pose, comparison.source->bounds()) >=
                     comparison.options.same_place * comparison.diagonal;
  return is_hardly_any(fit) || (moves && fit.share < kNearlyAll);
}

// Whether the skin of a part of some size lies exactly on the source as it is.
bool some_part_lies_right(const Comparison& comparison) {
  constexpr double kSomeSize = 0.05;  // of the source's area
  for (std::uint32_t i = 0; i < comparison.parts.size(); ++i) {
    const Part& part = comparison.parts[i];
    if (part.role != PartRole::kPart || on_source_area(part.surface) < kSomeSize * comparison.source->area())
      continue;
    if (is_suspicious(part)) continue;
    if (!measure_offset(comparison, i).is_off(comparison.least_offset())) return true;
  }
  return false;
}

// Whether parts that are looked for one by one, where the result lies, explain more than a pose for all of
// them. They are measured in their places then, else all is as before. When they tell that the whole was
// moved, `fit` becomes that pose.
bool explain_by_parts(Comparison& comparison, Fit& fit) {
  measure(comparison);
  if (!is_hardly_any(fit) && !some_part_lies_right(comparison)) return false;
  if (!place_parts_by_skin(comparison)) return false;
  measure(comparison);
  const bool explains = comparison.coverage.share > fit.share + kMore;
  const std::optional<Similarity> common = common_move(comparison);
  if (explains && !common) {
    note_pose(comparison, {{}, comparison.coverage.share, 0});
    return true;
  }
  restore_parts(comparison);
  if (explains) fit = WholeResult(comparison).refine(inverse(*common), PoseFreedom::kSimilarity);
  return false;
}

// How far the middle of a part was moved.
double way_of(const Part& part) {
  return part.moved ? middle_way(inverse(*part.moved), part.body->bounds()) : 0;
}

// Where the whole was "moved" as one part was, and the others have their own moves, each part was moved:
// there is no frame that changed. Of two parts the other one's way has to be as long as that of the whole.
void tell_by_parts(Comparison& comparison) {
  if (!comparison.pose_changed || comparison.pose.mirrored || std::abs(comparison.pose.scale - 1) > kSameSize)
    return;
  constexpr double kSomeSkin = 0.15;
  std::size_t moved = 0, still = 0;
  double longest = 0;
  for (const Part& part : comparison.parts) {
    moved += part.moved.has_value();
    longest = std::max(longest, way_of(part));
    still += !part.moved && on_source_area(part.surface) > kSomeSkin * part.body->area();
  }
  if (still != 1 || moved == 0 || (moved == 1 && longest < comparison.pose_shift * comparison.diagonal))
    return;
  for (Part& part : comparison.parts) {
    const bool belongs = part.moved || on_source_area(part.surface) > kSomeSkin * part.body->area();
    if (belongs) {
      part.moved = compose(part.moved.value_or(Similarity()), comparison.pose);
      if (way_of(part) < comparison.options.same_place * comparison.diagonal &&
          part.moved->angle_deg() < kNoTurn)
        part.moved.reset();  // it lay right, and the whole went with the other
    } else {
      part.body = moved_body(part, inverse(comparison.pose), comparison.options.stop);
    }
  }
  comparison.pose = {};
  comparison.pose_changed = false;
  comparison.pose_shift = 0;
  measure(comparison);
}

// A way below the tolerance leaves everything where it is looked for; what most parts have of it in common is
// the pose of the whole all the same. Whether it was taken.
bool take_common_offset(Comparison& comparison) {
  if (comparison.pose_changed) return false;
  const std::optional<Similarity> offset = most_common_offset(comparison);
  if (!offset) return false;
  const WholeResult whole(comparison);
  const Fit fit = whole.refine(inverse(*offset), PoseFreedom::kRigid);
  if (fit.close <= whole.measure({}).close) return false;
  apply_pose(comparison, fit);
  return comparison.pose_changed;
}

}  // namespace

void lay_onto_source(Comparison& comparison) { apply_pose(comparison, WholeResult(comparison).find(true)); }

void put_parts_in_place(Comparison& comparison) {
  const bool several = comparison.parts.size() > 1;
  Fit fit = WholeResult(comparison).find(!several);
  const bool explained = several && is_doubtful(comparison, fit) && explain_by_parts(comparison, fit);
  if (!explained) {
    // What few turns do not explain any turn may; a reflection is believed only when no turn does as well.
    const double enough = fit.pose.angle_deg() > kNoTurn ? kGood : kHalf;
    if (several && (fit.share < enough || fit.pose.mirrored)) fit = WholeResult(comparison).find(true);
    apply_pose(comparison, fit);
    measure(comparison);
    if (take_common_offset(comparison)) measure(comparison);
    if (several && place_parts_by_skin(comparison)) measure(comparison);
  }
  if (several && MovedParts(comparison).run()) measure(comparison);
  if (several && exchange_alike_parts(comparison)) measure(comparison);
  tell_by_parts(comparison);
}

}  // namespace meshgate
