#include "prepare/drift.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "asset/nearest_float.h"
#include "asset/surface_samples.h"
#include "core/parallel.h"
#include "prepare/distances.h"
#include "prepare/drift_peak.h"
#include "prepare/drift_points.h"
#include "prepare/placed_triangles.h"

namespace meshgate {
namespace {

constexpr std::uint64_t kSeed = 0x6D657368;
constexpr std::size_t kPerRange = 1U << 16U;

double diagonal_of(const Box3& box) {
  return box.empty() ? 0 : length(to_double(box.max) - to_double(box.min));
}

SurfaceSamples samples_of(const PlacedTriangles& surface, std::size_t count, const std::stop_token& stop) {
  return sample_surface(surface.positions.span(), surface.indices.span(), count, kSeed, stop);
}

// Twice the area of a face in the texture, 0 when a corner has no finite coordinates there.
double doubled_uv_area(std::span<const float2> values, const std::uint32_t* corners) {
  if (std::max({corners[0], corners[1], corners[2]}) >= values.size()) return 0;
  const float2 a = values[corners[0]], b = values[corners[1]], c = values[corners[2]];
  const double twice = (double{b.x} - a.x) * (double{c.y} - a.y) - (double{c.x} - a.x) * (double{b.y} - a.y);
  return std::isfinite(twice) ? std::abs(twice) : 0;
}

double uv_area_of(const Mesh& mesh, const std::stop_token& stop) {
  const UvSet& set = mesh.uvs.front();
  const std::uint32_t* corners = set.indices.empty() ? mesh.indices.data() : set.indices.data();
  return parallel_reduce(
      mesh.face_count(), kPerRange, stop, 0.0,
      [&](std::size_t begin, std::size_t end) {
        double area = 0;
        for (std::size_t face = begin; face < end; ++face)
          area += doubled_uv_area(set.values.span(), corners + 3 * face) / 2;
        return area;
      },
      [](double& total, double part) { total += part; });
}

}  // namespace

std::optional<double> compute_uv_area(const Scene& scene, const std::stop_token& stop) {
  std::optional<double> area;
  for (const Mesh& mesh : scene.meshes) {
    if (!mesh.uvs.empty() && !mesh.uvs.front().values.empty())
      area = area.value_or(0) + uv_area_of(mesh, stop);
  }
  return area;
}

Drift measure_drift(const Scene& before, const Scene& after, const std::stop_token& stop) {
  const PlacedTriangles input = placed_triangles_of(before, stop), output = placed_triangles_of(after, stop);
  Drift drift;
  drift.diagonal = diagonal_of(input.box);
  // Few large triangles have as much to tell as the many small ones that they stand for.
  const std::size_t faces = std::max(input.indices.size(), output.indices.size()) / 3;
  const std::size_t count =
      std::clamp(kDriftSamplesPerTriangle * faces, kLeastDriftSamples, kMostDriftSamples);
  const SurfaceSamples of_input = samples_of(input, count, stop), of_output = samples_of(output, count, stop);
  std::vector<double> distances;  // of the points by area
  // Nothing to be near to: as far as can be.
  const double farthest = std::max(drift.diagonal, diagonal_of(output.box));
  const auto measure = [&](const PlacedTriangles& from, const SurfaceSamples& samples,
                           const PlacedTriangles& to, double area) {
    std::vector<float3> points = samples.points;
    const std::vector<float3> vertices = choose_drift_vertices(from, to, area, stop);
    points.insert(points.end(), vertices.begin(), vertices.end());
    const auto ask = [&](const std::vector<float3>& where) {
      std::vector<float> found = distances_to(to, area, where, stop);
      for (float& distance : found) {
        distance = std::min(distance, nearest_float(farthest));
        drift.max = std::max(drift.max, double{distance});
      }
      drift.samples += found.size();
      return found;
    };
    const std::vector<float> found = ask(points);
    const std::span<const float> by_area = std::span(found).first(samples.points.size());
    distances.insert(distances.end(), by_area.begin(), by_area.end());
    if (const std::vector<float3> peaks = choose_drift_peaks(from, samples, by_area); !peaks.empty())
      ask(peaks);
  };
  measure(input, of_input, output, of_output.area);
  measure(output, of_output, input, of_input.area);
  if (distances.empty()) return drift;
  double sum = 0;
  for (const double distance : distances) sum += distance;
  drift.mean = sum / static_cast<double>(distances.size());
  const auto p99 = distances.begin() + static_cast<std::ptrdiff_t>((distances.size() - 1) * 99 / 100);
  std::nth_element(distances.begin(), p99, distances.end());
  drift.p99 = *p99;
  return drift;
}

}  // namespace meshgate
