#include "verify/displaced.h"

#include <vector>

#include "asset/nearest_float.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::size_t kPerRange = 1U << 8U;
constexpr double kReach = 8;       // tolerances
constexpr double kAlong = 0.5;     // cosine between normals, and of the way with them
constexpr double kOwnPlace = 0.5;  // of the area of a part that is outside of the source

// Whether the nearest surface of the result lies straight outside of a sample of the source, looks the same
// way, and is no surface that the source has there as well.
bool is_displaced(const Comparison& comparison, std::uint32_t sample) {
  const SetHit& hit = comparison.coverage.hits[sample];
  const auto distance = static_cast<double>(hit.hit.distance);
  if (hit.member == kNoIndex || distance > kReach * comparison.tolerance()) return false;
  const double3 normal = comparison.source->normal(comparison.source_samples.faces[sample]);
  const double3 way = to_double(hit.hit.point) - to_double(comparison.source_samples.points[sample]);
  if (dot(way, normal) < kAlong * distance) return false;
  if (dot(comparison.parts[hit.member].body->normal(hit.hit.face), normal) < kAlong) return false;
  const ClosestHit own =
      comparison.source->closest().find(hit.hit.point, nearest_float(comparison.tolerance()));
  return own.face == kNoIndex;
}

}  // namespace

void find_displaced(Comparison& comparison) {
  Coverage& coverage = comparison.coverage;
  std::vector<std::uint32_t> missing;
  for (const Region& region : coverage.missing)
    missing.insert(missing.end(), region.members.begin(), region.members.end());
  if (missing.empty()) return;
  comparison.source->prepare_queries();
  for (const Part& part : comparison.parts) part.body->prepare_queries();
  std::vector<std::uint8_t> displaced(missing.size(), 0);
  parallel_ranges(missing.size(), kPerRange, comparison.options.stop,
                  [&](std::size_t begin, std::size_t end) {
                    for (std::size_t i = begin; i < end; ++i)
                      displaced[i] = is_displaced(comparison, missing[i]) ? 1 : 0;
                  });
  const double each = comparison.source_samples.area_each();
  std::vector<std::uint32_t> left;
  double area = 0;
  for (std::size_t i = 0; i < missing.size(); ++i) {
    if (displaced[i] == 0) {
      left.push_back(missing[i]);
      continue;
    }
    comparison.parts[coverage.hits[missing[i]].member].displaced_area += each;
    area += each;
  }
  if (area == 0) return;
  coverage.displaced_share = area / (static_cast<double>(coverage.hits.size()) * each - coverage.buried_area);
  set_missing(coverage, comparison.source_samples, std::move(left), comparison.tolerance());
}

bool is_swollen(const Part& part) { return part.displaced_area > kOwnPlace * part.surface.foreign_area; }

}  // namespace meshgate
