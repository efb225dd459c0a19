#include "asset/surface_samples.h"

#include <algorithm>
#include <cmath>

#include "asset/nearest_float.h"
#include "core/counter_random.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::size_t kPerRange = 1U << 14U;
constexpr std::size_t kRun = 16;

// Doubled area of a face; 0 for one that has none.
double doubled_area(std::span<const float3> positions, const std::uint32_t* corners) {
  for (int i = 0; i < 3; ++i) {
    if (corners[i] >= positions.size() || !is_finite(positions[corners[i]])) return 0;
  }
  const double3 a = to_double(positions[corners[0]]), b = to_double(positions[corners[1]]),
                c = to_double(positions[corners[2]]);
  return length(cross(b - a, c - a));
}

float3 place_on(std::span<const float3> positions, const std::uint32_t* corners, double u, double v) {
  // The square root spreads points evenly over the triangle (Turk 1990).
  const double root = std::sqrt(u);
  const double b = root * (1 - v), c = root * v, a = 1 - b - c;
  return nearest_float(to_double(positions[corners[0]]) * a + to_double(positions[corners[1]]) * b +
                       to_double(positions[corners[2]]) * c);
}

}  // namespace

SurfaceSamples sample_surface(std::span<const float3> positions, std::span<const std::uint32_t> indices,
                              std::size_t count, std::uint64_t seed, const std::stop_token& stop) {
  SurfaceSamples samples;
  const std::size_t faces = indices.size() / 3;
  const auto area_of = [&](std::size_t face) { return doubled_area(positions, &indices[3 * face]); };
  const std::size_t ranges = (faces + kPerRange - 1) / kPerRange;
  std::vector<double> before(ranges + 1, 0);  // doubled area of all faces before each range
  // Of all faces of the range up to the end of each run: most runs hold no sample and are not looked at
  // again.
  std::vector<double> up_to((faces + kRun - 1) / kRun);
  parallel_ranges(faces, kPerRange, stop, [&](std::size_t begin, std::size_t end) {
    double sum = 0;
    for (std::size_t run = begin; run < end; run += kRun) {
      for (std::size_t face = run; face < std::min(end, run + kRun); ++face) sum += area_of(face);
      up_to[run / kRun] = sum;
    }
    before[begin / kPerRange + 1] = sum;
  });
  for (std::size_t i = 0; i < ranges; ++i) before[i + 1] += before[i];
  const double total = before[ranges];
  samples.area = total / 2;
  if (count == 0 || !(total > 0) || !std::isfinite(total)) return samples;
  samples.points.resize(count);
  samples.faces.resize(count);
  const double stratum = total / static_cast<double>(count);
  // Place of sample i along the faces laid end to end.
  const auto place = [&](std::size_t i) {
    return (static_cast<double>(i) + random_unit(seed, 3 * i)) * stratum;
  };
  const auto first_at = [&](double at) {
    std::size_t i = std::min(count, static_cast<std::size_t>(std::max(0.0, at / stratum)));
    i -= std::min<std::size_t>(i, 2);
    while (i < count && place(i) < at) ++i;
    return i;
  };
  const auto take = [&](std::size_t i, std::size_t face) {
    samples.faces[i] = static_cast<std::uint32_t>(face);
    samples.points[i] =
        place_on(positions, &indices[3 * face], random_unit(seed, 3 * i + 1), random_unit(seed, 3 * i + 2));
  };
  parallel_ranges(faces, kPerRange, stop, [&](std::size_t begin, std::size_t end) {
    const std::size_t range = begin / kPerRange;
    if (!(before[range + 1] > before[range])) return;
    std::size_t i = first_at(before[range]);
    const std::size_t last = before[range + 1] < total ? first_at(before[range + 1]) : count;
    for (std::size_t run = begin; run < end && i < last; run += kRun) {
      if (!(place(i) < before[range] + up_to[run / kRun])) continue;
      double sum = run == begin ? 0 : up_to[run / kRun - 1];
      for (std::size_t face = run; face < std::min(end, run + kRun); ++face) {
        const double area = area_of(face);
        sum += area;
        for (; i < last && area > 0 && place(i) < before[range] + sum; ++i) take(i, face);
      }
    }
    if (i == last) return;
    // What rounding leaves over goes to the last face that has an area.
    std::size_t face = end - 1;
    while (face > begin && !(area_of(face) > 0)) --face;
    for (; i < last; ++i) take(i, face);
  });
  return samples;
}

}  // namespace meshgate
