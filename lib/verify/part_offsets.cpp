#include "verify/part_offsets.h"

#include <cmath>

#include "core/parallel.h"
#include "verify/part_moves.h"
#include "verify/skin_fit.h"

namespace meshgate {
namespace {

constexpr std::size_t kPoints = 1'500;
constexpr double kReach = 4;  // tolerances
constexpr int kMostSteps = 40;
constexpr double kExact = 0.1;  // of the least offset that is told: a skin that lies so near is not off

// Root mean square of the distances of the samples that lie on the source.
double off_source(const PartSurface& surface) {
  double sum = 0;
  std::size_t count = 0;
  for (std::size_t i = 0; i < surface.places.size(); ++i) {
    if (surface.places[i] != PartSurface::Place::kOnSource) continue;
    const auto distance = static_cast<double>(surface.hits[i].distance);
    sum += distance * distance;
    ++count;
  }
  return count == 0 ? 0 : std::sqrt(sum / static_cast<double>(count));
}

}  // namespace

PartOffset measure_offset(const Comparison& comparison, std::uint32_t number) {
  const Part& part = comparison.parts[number];
  PartOffset offset;
  if (off_source(part.surface) < kExact * comparison.least_offset()) return offset;
  const OrientedPoints points = oriented_points(*part.body, kPoints, 8, comparison.options.stop);
  const SkinFit fit = fit_skin(points, *comparison.source, {}, kReach * comparison.tolerance(),
                               comparison.tolerance(), kMostSteps, comparison.options.stop);
  if (fit.points == 0) return offset;
  offset.pose = fit.pose;
  offset.before = fit.before;
  offset.after = fit.after;
  const Box3 box = part.body->bounds();
  const double3 middle = (to_double(box.min) + to_double(box.max)) * 0.5;
  offset.move = length(fit.pose(middle) - middle);
  return offset;
}

void measure_offsets(Comparison& comparison) {
  comparison.source->prepare_queries();
  parallel_ranges(comparison.parts.size(), 1, comparison.options.stop, [&](std::size_t i, std::size_t) {
    Part& part = comparison.parts[i];
    if (part.role == PartRole::kPart && !part.moved)
      part.offset = measure_offset(comparison, static_cast<std::uint32_t>(i));
  });
}

}  // namespace meshgate
