#include "verify/part_offsets.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "core/parallel.h"
#include "verify/part_moves.h"
#include "verify/pose_step.h"
#include "verify/skin_fit.h"

namespace meshgate {
namespace {

constexpr std::size_t kPoints = 1'500;
constexpr double kReach = 4;  // tolerances
constexpr int kMostSteps = 40;
constexpr double kLeastSkin = 0.15;  // of the points of a part
constexpr double kParallel = 0.9;    // cosine of normals of the same surface
constexpr double kExact = 0.1;       // of the least offset that is told: a skin that lies so near is not off

// Root mean square of the distances of the samples that lie on the source, without cut faces that end there.
double off_source(const Comparison& comparison, const Part& part) {
  const PartSurface& surface = part.surface;
  double sum = 0;
  std::size_t count = 0;
  for (std::size_t i = 0; i < surface.places.size(); ++i) {
    if (surface.places[i] != PartSurface::Place::kOnSource) continue;
    const double3 normal = part.body->normal(surface.samples.faces[i]);
    if (dot(normal, comparison.source->normal(surface.hits[i].face)) < kParallel) continue;
    const auto distance = static_cast<double>(surface.hits[i].distance);
    sum += distance * distance;
    ++count;
  }
  return count == 0 ? 0 : std::sqrt(sum / static_cast<double>(count));
}

// The move, turn and scale of the whole that comes nearest to what brings each part to its place.
std::optional<Similarity> common_offset(const std::vector<const Part*>& parts) {
  std::vector<PointPair> pairs;
  StepFrame frame;
  for (const Part* part : parts) {
    for (unsigned corner = 0; corner < 8; ++corner) {
      const double3 p = part->body->bounds().corner(corner), q = part->offset.pose(p);
      for (const double3 axis : {double3{1, 0, 0}, double3{0, 1, 0}, double3{0, 0, 1}})
        pairs.push_back({p, q, axis});
      frame.centre = frame.centre + p * (1 / static_cast<double>(8 * parts.size()));
    }
  }
  for (const PointPair& pair : pairs) frame.size = std::max(frame.size, length(pair.point - frame.centre));
  const auto step = step_towards(pairs, frame);
  if (!step) return std::nullopt;
  return step->change;
}

// Whether a move lays the skin of a part onto the source as well as its own does: a rod is free along itself.
bool is_explained_by(const Comparison& comparison, const Part& part, const Similarity& move) {
  constexpr double kAsWell = 1.5, kNothing = 0.02;  // times its own distances, of the tolerance
  const OrientedPoints points = oriented_points(*part.body, kPoints, 8, comparison.options.stop);
  const auto fit = [&](const Similarity& pose) {
    return fit_skin(points, *comparison.source, pose, comparison.tolerance(), comparison.tolerance(), 0,
                    comparison.options.stop);
  };
  const SkinFit own = fit(part.offset.pose), common = fit(move);
  return 10 * common.points >= 9 * own.points &&
         common.after <= kAsWell * own.after + kNothing * comparison.tolerance();
}

// What all parts have in common is no offset of a part: the whole lies, or is as large, a little otherwise.
// Of less than three parts the same move, of more also what turns or scales the whole.
void take_off_common(const Comparison& comparison, std::vector<Part*>& parts) {
  constexpr std::ptrdiff_t kFewest = 3;
  const double least = comparison.least_offset();
  const auto off =
      std::count_if(parts.begin(), parts.end(), [&](const Part* part) { return part->offset.is_off(least); });
  if (off == 0) return;
  const auto common =
      off < kFewest ? parts.front()->offset.pose : common_offset({parts.begin(), parts.end()});
  if (!common) return;
  std::vector<double> left;
  for (const Part* part : parts) {
    const double3 middle = part->body->bounds().middle();
    left.push_back(length(part->offset.pose(middle) - (*common)(middle)));
    if (left.back() < least) continue;
    if (!is_explained_by(comparison, *part, *common)) return;
    left.back() = 0;
  }
  for (std::size_t i = 0; i < parts.size(); ++i) parts[i]->offset.move = left[i];
}

}  // namespace

PartOffset measure_offset(const Comparison& comparison, std::uint32_t number) {
  const Part& part = comparison.parts[number];
  PartOffset offset;
  if (off_source(comparison, part) < kExact * comparison.least_offset()) return offset;
  const OrientedPoints points = oriented_points(*part.body, kPoints, 8, comparison.options.stop);
  const SkinFit fit = fit_skin(points, *comparison.source, {}, kReach * comparison.tolerance(),
                               comparison.tolerance(), kMostSteps, comparison.options.stop);
  const double move = middle_way(fit.pose, part.body->bounds());
  // A skin of next to nothing slides anywhere.
  if (static_cast<double>(fit.points) < kLeastSkin * static_cast<double>(points.size()) ||
      move > kReach * comparison.tolerance())
    return offset;
  offset.pose = fit.pose;
  offset.before = fit.before;
  offset.after = fit.after;
  offset.move = move;
  return offset;
}

std::optional<Similarity> most_common_offset(const Comparison& comparison) {
  constexpr std::size_t kAsked = 12;
  constexpr double kMost = 0.5;
  std::vector<std::uint32_t> parts;
  double all = 0;
  for (std::uint32_t i = 0; i < comparison.parts.size(); ++i) {
    const Part& part = comparison.parts[i];
    all += part.surface.samples.area;
    if (part.role == PartRole::kPart && !part.moved) parts.push_back(i);
  }
  parts = largest_of(comparison, std::move(parts), kAsked);
  comparison.source->prepare_queries();
  std::vector<PartOffset> offsets(parts.size());
  parallel_ranges(parts.size(), 1, comparison.options.stop,
                  [&](std::size_t i, std::size_t) { offsets[i] = measure_offset(comparison, parts[i]); });
  const double least = comparison.least_offset();
  if (offsets.empty() || !offsets.front().is_off(least)) return std::nullopt;
  const Similarity& common = offsets.front().pose;
  double alike = 0;
  std::size_t count = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Part& part = comparison.parts[parts[i]];
    const double3 middle = part.body->bounds().middle();
    if (!offsets[i].is_off(least) || length(offsets[i].pose(middle) - common(middle)) >= least) continue;
    alike += part.surface.samples.area;
    ++count;
  }
  if (alike <= kMost * all || (count == 1 && comparison.parts.size() > 1)) return std::nullopt;
  return common;
}

void measure_offsets(Comparison& comparison) {
  comparison.source->prepare_queries();
  parallel_ranges(comparison.parts.size(), 1, comparison.options.stop, [&](std::size_t i, std::size_t) {
    Part& part = comparison.parts[i];
    if (part.role == PartRole::kPart && !part.moved)
      part.offset = measure_offset(comparison, static_cast<std::uint32_t>(i));
  });
  std::vector<Part*> parts;
  for (Part& part : comparison.parts) {
    if (part.role == PartRole::kPart && !part.moved) parts.push_back(&part);
  }
  take_off_common(comparison, parts);
}

}  // namespace meshgate
