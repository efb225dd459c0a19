#include "verify/placing.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace meshgate {
namespace {

constexpr std::size_t kPosePoints = 2'000, kRegionPoints = 400, kInsidePoints = 2'000;
constexpr std::size_t kMostRegions = 8, kMostCandidates = 16, kMostTries = 40;
constexpr double kRegionArea = 0.002;  // of the source: smaller regions fit nearly anywhere
constexpr double kRegionFit = 0.95;    // of its samples have to lie on the part
constexpr double kGain = 0.5;          // of the region's area by which the part lies better on the source
constexpr double kFlipGain =
    0.02;  // of a part's samples that a turn of it where it is has to bring onto the source
constexpr int kFlipSteps = 60;
constexpr double kALittle = 0.02;  // of the diagonal: a part that was moved by less was meant to fit
// Of a part in its place so much may be outside of the source, and inside of other parts: a body that only
// resembles the region there, as a ball the tip of an arm, has its other side in the part beside it.
constexpr double kMostOutside = 0.02, kMostInOthers = 0.02;
constexpr double kContactKept = 0.25;  // of the area by which it faces others

OrientedPoints oriented(const Body& body, const SurfaceSamples& samples,
                        const std::vector<std::uint32_t>& chosen, std::size_t most) {
  OrientedPoints points;
  const std::size_t stride = std::max<std::size_t>(1, chosen.size() / most);
  for (std::size_t i = 0; i < chosen.size(); i += stride) {
    points.points.push_back(samples.points[chosen[i]]);
    points.normals.push_back(body.normal(samples.faces[chosen[i]]));
  }
  return points;
}

OrientedPoints oriented(const Body& body, std::size_t count, std::uint64_t seed,
                        const std::stop_token& stop) {
  const SurfaceSamples samples = sample_surface(body.positions(), body.indices(), count, seed, stop);
  OrientedPoints points;
  points.points = samples.points;
  for (const std::uint32_t face : samples.faces) points.normals.push_back(body.normal(face));
  return points;
}

// The largest way that a pose moves a corner of a box.
double largest_way(const Similarity& pose, const Box3& box) {
  double most = 0;
  for (unsigned corner = 0; corner < 8; ++corner) {
    const double3 p =
        to_double({(corner & 1U) != 0 ? box.max.x : box.min.x, (corner & 2U) != 0 ? box.max.y : box.min.y,
                   (corner & 4U) != 0 ? box.max.z : box.min.z});
    most = std::max(most, length(pose(p) - p));
  }
  return most;
}

void move_part(Part& part, const Similarity& pose, const std::stop_token& stop) {
  FlatMesh flat = part.body->flat();
  transform(flat, pose.matrix(), stop);
  part.body = std::make_unique<Body>(std::move(flat), stop, part.body->surface().placing());
}

double on_source_area(const PartSurface& surface) {
  const auto on = std::count(surface.places.begin(), surface.places.end(), PartSurface::Place::kOnSource);
  return static_cast<double>(on) * surface.samples.area_each();
}

// Whether a part may lie where it does not belong: a good part of it is outside of the source, or hardly any
// of its surface is the source's.
bool is_suspicious(const Part& part) {
  const double area = part.surface.samples.area;
  return part.surface.foreign_area > 0.02 * area || on_source_area(part.surface) < 0.25 * area;
}

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
      if (parts[i].role == PartRole::kPart && is_suspicious(parts[i])) candidates_.push_back(i);
    }
    std::stable_sort(candidates_.begin(), candidates_.end(), [&](std::uint32_t a, std::uint32_t b) {
      return parts[a].surface.samples.area > parts[b].surface.samples.area;
    });
    candidates_.resize(std::min(candidates_.size(), kMostCandidates));
    std::sort(candidates_.begin(), candidates_.end());
  }

  bool fill(const Region& region) {
    PoseProblem problem;
    const OrientedPoints points =
        oriented(*comparison_.source, comparison_.source_samples, region.members, kRegionPoints);
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
    const OrientedPoints own = oriented(*part.body, kRegionPoints, 3, stop);
    problem.result = &set;
    problem.result_points = &own;
    const Fit fit = find_pose(problem, stop);
    if (fit.share >= kRegionFit && accept(region, part, inverse(fit.pose))) return true;
    const std::optional<Similarity> flip = flip_of(part, own);
    return flip && accept(region, part, *flip);
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
    const std::vector<Similarity> turns = turns_about((to_double(box.min) + to_double(box.max)) * 0.5);
    Fit best = measure_pose(problem, turns.front(), stop);
    const double as_it_lies = best.share;
    for (const Similarity& turn : turns) {
      const Fit fit = measure_pose(problem, turn, stop);
      if (fit.share > best.share) best = fit;
    }
    if (best.share < as_it_lies + kFlipGain) return std::nullopt;
    return refine_pose(problem, best.pose, kFlipSteps, stop).pose;
  }

  // Puts the part there when all of it fits.
  bool accept(const Region& region, Part& part, const Similarity& back) {
    const std::stop_token& stop = comparison_.options.stop;
    if (largest_way(back, part.body->bounds()) < comparison_.options.same_place * comparison_.diagonal)
      return false;
    FlatMesh flat = part.body->flat();
    transform(flat, back.matrix(), stop);
    auto body = std::make_unique<Body>(std::move(flat), stop, part.body->surface().placing());
    const PartSurface surface = measure_part_surface(
        *comparison_.source, *body, part.surface.samples.points.size(), 5, comparison_.tolerance(), stop);
    // A patch that fits somewhere on a large part would tear that part away from where it belongs.
    if (on_source_area(surface) < on_source_area(part.surface) + kGain * region.area) return false;
    if (surface.foreign_area > kMostOutside * surface.samples.area) return false;
    if (share_in_others(part, surface.samples) > kMostInOthers) return false;
    if (share_of_others_in(part, *body) > kMostInOthers) return false;
    if (loses_contact(part, *body, surface.samples)) return false;
    const bool only_moved = !back.mirrored && std::abs(back.scale - 1) < 1e-3;
    if (only_moved && largest_way(back, part.body->bounds()) < kALittle * comparison_.diagonal)
      measure_push(part);
    part.body = std::move(body);
    part.moved = back;
    return true;
  }

  // How deep a part lies in others before it is put back.
  void measure_push(const Part& part) {
    const auto own = static_cast<std::uint32_t>(&part - comparison_.parts.data());
    for (std::uint32_t i = 0; i < comparison_.parts.size(); ++i) {
      const Part& other = comparison_.parts[i];
      if (i == own || other.role != PartRole::kPart) continue;
      const Overlap overlap = measure_overlap(*part.body, part.surface.samples, *other.body,
                                              other.surface.samples, comparison_.options.stop);
      if (overlap.depth > 0) comparison_.pushed.push_back({std::min(own, i), std::max(own, i), overlap});
    }
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

  // The largest share of another part's samples that would lie deeper than the tolerance inside of the part.
  [[nodiscard]] double share_of_others_in(const Part& part, const Body& body) const {
    body.prepare_queries();
    double most = 0;
    for (const Part& other : comparison_.parts) {
      if (&other != &part && other.role == PartRole::kPart)
        most = std::max(most, share_inside(other.surface.samples.points, {&body}));
    }
    return most;
  }

  // Share of the samples that lie deeper than the tolerance inside of parts other than this one.
  [[nodiscard]] double share_in_others(const Part& part, const SurfaceSamples& samples) const {
    std::vector<const Body*> others;
    for (const Part& other : comparison_.parts) {
      if (&other == &part || other.role != PartRole::kPart) continue;
      other.body->prepare_queries();
      others.push_back(other.body.get());
    }
    return share_inside(samples.points, others);
  }

  // Share of points that lie deeper than the tolerance inside of one of the bodies; some points are asked.
  [[nodiscard]] double share_inside(const std::vector<float3>& points,
                                    const std::vector<const Body*>& bodies) const {
    const double tolerance = comparison_.tolerance();
    const auto is_deep = [&](float3 point) {
      return std::any_of(bodies.begin(), bodies.end(), [&](const Body* body) {
        return body->bounds().contains(point) && body->contains(point) &&
               static_cast<double>(body->closest().find(point).distance) > tolerance;
      });
    };
    const std::size_t stride = std::max<std::size_t>(1, points.size() / kInsidePoints);
    std::size_t deep = 0, count = 0;
    for (std::size_t i = 0; i < points.size(); i += stride, ++count) deep += is_deep(points[i]);
    return count > 0 ? static_cast<double>(deep) / static_cast<double>(count) : 0;
  }

  Comparison& comparison_;
  std::vector<std::uint32_t> candidates_;
  std::size_t tries_ = 0;  // of a part at a region: a search for its pose each
};

}  // namespace

void lay_onto_source(Comparison& comparison) {
  const std::stop_token& stop = comparison.options.stop;
  std::vector<const ClosestPoint*> members;
  OrientedPoints result_points;
  double area = 0;
  for (const Part& part : comparison.parts) area += part.body->area();
  for (const Part& part : comparison.parts) {
    members.push_back(&part.body->closest());
    const auto count = static_cast<std::size_t>(kPosePoints * part.body->area() / area);
    const OrientedPoints own = oriented(*part.body, count, 4, stop);
    result_points.points.insert(result_points.points.end(), own.points.begin(), own.points.end());
  }
  const ClosestSet set(std::move(members));
  const OrientedPoints points = oriented(*comparison.source, kPosePoints, 2, stop);
  PoseProblem problem;
  problem.source = &points;
  problem.source_box = comparison.source->bounds();
  problem.result = &set;
  problem.result_points = &result_points;
  problem.tolerance = comparison.tolerance();
  problem.any_turn = true;
  const Fit fit = find_pose(problem, stop);
  comparison.pose_share = fit.share;
  comparison.pose_shift = largest_way(fit.pose, problem.source_box) / comparison.diagonal;
  // A fit of next to nothing says nothing: another model stays where it is.
  constexpr double kSomeFit = 0.3;
  if (comparison.pose_shift < comparison.options.same_place || fit.share < kSomeFit) return;
  comparison.pose_changed = true;
  comparison.pose = inverse(fit.pose);
  for (Part& part : comparison.parts) move_part(part, comparison.pose, stop);
}

bool place_moved_parts(Comparison& comparison) { return MovedParts(comparison).run(); }

}  // namespace meshgate
