#include "verify/part_moves.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace meshgate {
namespace {

constexpr std::size_t kInsidePoints = 2'000;
constexpr double kMostShared = 0.02;  // of the samples of a part
constexpr double kALittle = 0.02;     // of the diagonal: a part that was moved by less was meant to fit

// Share of points that lie deeper than the tolerance inside of one of the bodies; some points are asked.
double share_inside(const std::vector<float3>& points, const std::vector<const Body*>& bodies,
                    double tolerance) {
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

// How deep a part lies in others before it is put back.
void measure_push(Comparison& comparison, std::uint32_t own) {
  const Part& part = comparison.parts[own];
  for (std::uint32_t i = 0; i < comparison.parts.size(); ++i) {
    const Part& other = comparison.parts[i];
    if (i == own || other.role != PartRole::kPart) continue;
    const Overlap overlap = measure_overlap(*part.body, part.surface.samples, *other.body,
                                            other.surface.samples, comparison.options.stop);
    if (overlap.depth > 0) comparison.pushed.push_back({std::min(own, i), std::max(own, i), overlap});
  }
}

}  // namespace

OrientedPoints oriented_points(const Body& body, const SurfaceSamples& samples,
                               const std::vector<std::uint32_t>& chosen, std::size_t most) {
  OrientedPoints points;
  const std::size_t stride = std::max<std::size_t>(1, chosen.size() / most);
  for (std::size_t i = 0; i < chosen.size(); i += stride) {
    points.points.push_back(samples.points[chosen[i]]);
    points.normals.push_back(body.normal(samples.faces[chosen[i]]));
  }
  return points;
}

OrientedPoints oriented_points(const Body& body, std::size_t count, std::uint64_t seed,
                               const std::stop_token& stop) {
  const SurfaceSamples samples = sample_surface(body.positions(), body.indices(), count, seed, stop);
  OrientedPoints points;
  points.points = samples.points;
  for (const std::uint32_t face : samples.faces) points.normals.push_back(body.normal(face));
  return points;
}

std::unique_ptr<Body> moved_body(const Part& part, const Similarity& pose, const std::stop_token& stop) {
  FlatMesh flat = part.body->flat();
  transform(flat, pose.matrix(), stop);
  return std::make_unique<Body>(std::move(flat), stop, part.body->surface().placing());
}

void mark_sheet(const Comparison& comparison, Body& body) {
  mark_sheet(*comparison.source, body, comparison.tolerance(), comparison.options.stop);
}

double on_source_area(const PartSurface& surface) {
  const auto on = std::count(surface.places.begin(), surface.places.end(), PartSurface::Place::kOnSource);
  return static_cast<double>(on) * surface.samples.area_each();
}

bool is_suspicious(const Part& part) {
  const double area = part.surface.samples.area;
  return part.surface.foreign_area > 0.02 * area || on_source_area(part.surface) < 0.25 * area;
}

std::vector<std::uint32_t> largest_of(const Comparison& comparison, std::vector<std::uint32_t> parts,
                                      std::size_t most) {
  const auto area = [&](std::uint32_t part) { return comparison.parts[part].surface.samples.area; };
  std::stable_sort(parts.begin(), parts.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return area(a) > area(b); });
  parts.resize(std::min(parts.size(), most));
  return parts;
}

bool fits_among(const Comparison& comparison, const std::vector<std::uint32_t>& others, const Body& body,
                const SurfaceSamples& samples) {
  std::vector<const Body*> bodies;
  for (const std::uint32_t number : others) {
    const Part& other = comparison.parts[number];
    if (other.role != PartRole::kPart) continue;
    other.body->prepare_queries();
    bodies.push_back(other.body.get());
  }
  if (share_inside(samples.points, bodies, comparison.tolerance()) > kMostShared) return false;
  body.prepare_queries();
  return std::all_of(others.begin(), others.end(), [&](std::uint32_t number) {
    const Part& other = comparison.parts[number];
    return other.role != PartRole::kPart ||
           share_inside(other.surface.samples.points, {&body}, comparison.tolerance()) <= kMostShared;
  });
}

void put_part(Comparison& comparison, std::uint32_t number, std::unique_ptr<Body> body,
              const Similarity& pose) {
  Part& part = comparison.parts[number];
  const bool only_moved = !pose.mirrored && std::abs(pose.scale - 1) < 1e-3;
  if (only_moved && largest_way(pose, part.body->bounds()) < kALittle * comparison.diagonal)
    measure_push(comparison, number);
  part.body = std::move(body);
  part.moved = pose;
}

}  // namespace meshgate
