#include "prepare/drift_peak.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "asset/nearest_float.h"

namespace meshgate {
namespace {

constexpr std::size_t kFaces = 64;
/// Steps of the grid along each edge.
constexpr std::size_t kSteps = 16;

void add_grid(const PlacedTriangles& surface, std::uint32_t face, std::vector<float3>& points) {
  const auto corner = [&](std::size_t k) {
    return to_double(surface.positions[surface.indices[3 * std::size_t{face} + k]]);
  };
  const double3 a = corner(0), ab = (corner(1) - a) * (1.0 / kSteps), ac = (corner(2) - a) * (1.0 / kSteps);
  for (std::size_t i = 0; i <= kSteps; ++i) {
    for (std::size_t j = 0; i + j <= kSteps; ++j)
      points.push_back(nearest_float(a + ab * static_cast<double>(i) + ac * static_cast<double>(j)));
  }
}

}  // namespace

std::vector<float3> choose_drift_peaks(const PlacedTriangles& surface, const SurfaceSamples& samples,
                                       std::span<const float> distances) {
  std::vector<float3> points;
  if (surface.indices.size() / 3 > samples.points.size()) return points;
  struct Peak {
    float distance;
    std::uint32_t face;
  };
  std::vector<Peak> peaks;  // of each face, which come ascending
  for (std::size_t i = 0; i < samples.faces.size(); ++i) {
    if (peaks.empty() || peaks.back().face != samples.faces[i])
      peaks.push_back({distances[i], samples.faces[i]});
    else
      peaks.back().distance = std::max(peaks.back().distance, distances[i]);
  }
  std::stable_sort(peaks.begin(), peaks.end(), [](Peak a, Peak b) { return a.distance > b.distance; });
  for (std::size_t i = 0; i < std::min(kFaces, peaks.size()) && peaks[i].distance > 0; ++i)
    add_grid(surface, peaks[i].face, points);
  return points;
}

}  // namespace meshgate
