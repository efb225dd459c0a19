#include "verify/coverage.h"

#include <algorithm>
#include <cmath>

#include "asset/nearest_float.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::size_t kPerRange = 1U << 10U;
// Regions are held together over this many mean distances between samples.
constexpr double kReach = 3;

double spacing_of(const SurfaceSamples& samples) { return std::sqrt(samples.area_each()); }

// The samples around missing regions that are farther from the parts than what is usual are missing too: the
// tolerance only hides the rim.
void add_rims(const SurfaceSamples& source, double tolerance, Coverage& coverage) {
  const double usual = std::max(4 * coverage.distances.p50, tolerance / 50);
  const double reach = std::max(2 * tolerance, kReach * spacing_of(source));
  for (Region& region : coverage.missing) {
    std::vector<float3> points;
    for (const std::uint32_t i : region.members) points.push_back(source.points[i]);
    std::vector<std::uint32_t> corners(3 * points.size());
    for (std::size_t i = 0; i < corners.size(); ++i) corners[i] = static_cast<std::uint32_t>(i / 3);
    const ClosestPoint cloud(points, corners, {});
    std::uint64_t rim = 0;
    for (std::size_t i = 0; i < source.points.size(); ++i) {
      const SetHit& hit = coverage.hits[i];
      const double distance = static_cast<double>(hit.hit.distance);
      if (distance > tolerance || distance <= usual) continue;
      rim += cloud.find(source.points[i], nearest_float(reach)).face != kNoIndex;
    }
    region.area += static_cast<double>(rim) * source.area_each();
  }
}

// Whether a little outside of a sample's face there is material as well.
bool is_buried(const Body* solid, const SurfaceSamples& source, std::uint32_t sample, double tolerance) {
  if (solid == nullptr || !solid->has_volume()) return false;
  const double3 outside =
      to_double(source.points[sample]) + solid->normal(source.faces[sample]) * (tolerance / 16);
  return solid->contains(nearest_float(outside));
}

}  // namespace

Coverage measure_coverage(const SurfaceSamples& source, const Body* solid, const ClosestSet& parts,
                          double tolerance, const std::stop_token& stop) {
  Coverage coverage;
  coverage.hits = parts.find_all(source.points, ClosestPoint::kAnyDistance, stop);
  if (solid != nullptr) solid->prepare_queries();
  std::size_t buried = 0;
  std::vector<float> distances;
  std::vector<std::uint32_t> missing;
  for (std::uint32_t i = 0; i < coverage.hits.size(); ++i) {
    const float distance = coverage.hits[i].hit.distance;
    if (static_cast<double>(distance) > tolerance && is_buried(solid, source, i, tolerance)) {
      ++buried;
      continue;
    }
    if (coverage.hits[i].member != kNoIndex) distances.push_back(distance);
    if (static_cast<double>(distance) > tolerance) missing.push_back(i);
  }
  coverage.distances = summarize(std::move(distances));
  coverage.buried_area = static_cast<double>(buried) * source.area_each();
  const auto count = static_cast<double>(coverage.hits.size() - buried);
  coverage.share = count > 0 ? 1 - static_cast<double>(missing.size()) / count : 0;
  coverage.margin_95 = share_margin_95(coverage.share, coverage.hits.size() - buried);
  set_missing(coverage, source, std::move(missing), tolerance);
  return coverage;
}

void set_missing(Coverage& coverage, const SurfaceSamples& source, std::vector<std::uint32_t> missing,
                 double tolerance) {
  std::sort(missing.begin(), missing.end());
  coverage.missing = find_regions(source.points, missing, source.area_each(), kReach * spacing_of(source));
  // Rims matter for the places that are told; crumbs are many and small.
  constexpr std::size_t kMostWithRims = 16;
  std::vector<Region> crumbs;
  if (coverage.missing.size() > kMostWithRims) {
    const auto from = coverage.missing.begin() + kMostWithRims;
    crumbs.assign(std::make_move_iterator(from), std::make_move_iterator(coverage.missing.end()));
    coverage.missing.erase(from, coverage.missing.end());
  }
  add_rims(source, tolerance, coverage);
  coverage.missing.insert(coverage.missing.end(), std::make_move_iterator(crumbs.begin()),
                          std::make_move_iterator(crumbs.end()));
  coverage.missing_area = 0;
  for (const Region& region : coverage.missing) coverage.missing_area += region.area;
}

PartSurface measure_part_surface(const Body& source, const Body& part, std::size_t samples,
                                 std::uint64_t seed, double tolerance, const std::stop_token& stop) {
  source.prepare_queries();
  PartSurface surface;
  surface.samples = sample_surface(part.positions(), part.indices(), samples, seed, stop);
  const std::vector<float3>& points = surface.samples.points;
  surface.hits = source.closest().find_all(points, ClosestPoint::kAnyDistance, stop);
  surface.places.assign(points.size(), PartSurface::Place::kOnSource);
  parallel_ranges(points.size(), kPerRange, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      if (static_cast<double>(surface.hits[i].distance) <= tolerance) continue;
      surface.places[i] =
          source.contains(points[i]) ? PartSurface::Place::kInside : PartSurface::Place::kOutside;
    }
  });
  sum_places(surface);
  return surface;
}

void sum_places(PartSurface& surface) {
  std::vector<std::uint32_t> foreign;
  std::size_t inside = 0;
  for (std::uint32_t i = 0; i < surface.places.size(); ++i) {
    if (surface.places[i] == PartSurface::Place::kOutside) foreign.push_back(i);
    inside += surface.places[i] == PartSurface::Place::kInside;
  }
  surface.inside_area = static_cast<double>(inside) * surface.samples.area_each();
  surface.foreign_area = static_cast<double>(foreign.size()) * surface.samples.area_each();
  surface.foreign = find_regions(surface.samples.points, foreign, surface.samples.area_each(),
                                 kReach * spacing_of(surface.samples));
}

}  // namespace meshgate
