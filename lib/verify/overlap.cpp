#include "verify/overlap.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cmath>
#include <vector>

#include "asset/predicates.h"
#include "asset/triangle_overlap.h"
#include "core/counter_random.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::size_t kPacketsPerRange = 256, kPointsPerRange = 256, kRaysPerRange = 64;
constexpr std::uint64_t kMostPairs = 200'000'000;
// Corners of one body that are tested against the other; more are thinned evenly.
constexpr std::size_t kMostCorners = 200'000;

Box3 common(const Box3& a, const Box3& b) {
  Box3 box;
  box.min = {std::max(a.min.x, b.min.x), std::max(a.min.y, b.min.y), std::max(a.min.z, b.min.z)};
  box.max = {std::min(a.max.x, b.max.x), std::min(a.max.y, b.max.y), std::min(a.max.z, b.max.z)};
  return box;
}
bool is_nothing(const Box3& box) {
  return box.min.x > box.max.x || box.min.y > box.max.y || box.min.z > box.max.z;
}

// The deepest of some points of one body inside another one, and how many are inside.
struct Depth {
  double depth = 0;
  float3 place;
  std::uint64_t inside = 0, tested = 0;
};

// How to tell whether a point is inside of a body. An open one may be entered without crossing it.
enum class Inside { kNever, kContains, kEstimate };

Inside inside_of(const Body& body, const Body& other, bool crossing) {
  if (body.closed()) return Inside::kContains;
  if (!crossing) return Inside::kNever;
  // Two sheets that cross have nothing else that could tell how deep.
  return body.sheet() && other.sheet() ? Inside::kEstimate : Inside::kContains;
}

bool is_inside(float3 point, const Body& body, Inside how) {
  if (how == Inside::kEstimate) return body.winding().at(point) > 0.5;
  return how == Inside::kContains && body.contains(point);
}

Depth depth_of(const std::vector<float3>& points, const Body& other, const Box3& box, Inside how,
               const std::stop_token& stop) {
  return parallel_reduce(
      points.size(), kPointsPerRange, stop, Depth{},
      [&](std::size_t begin, std::size_t end) {
        Depth part;
        for (std::size_t i = begin; i < end; ++i) {
          ++part.tested;
          if (!box.contains(points[i]) || !is_inside(points[i], other, how)) continue;
          ++part.inside;
          const double depth = static_cast<double>(other.closest().find(points[i]).distance);
          if (depth > part.depth) {
            part.depth = depth;
            part.place = points[i];
          }
        }
        return part;
      },
      [](Depth& total, const Depth& part) {
        total.inside += part.inside;
        total.tested += part.tested;
        if (part.depth <= total.depth) return;
        total.depth = part.depth;
        total.place = part.place;
      });
}

std::vector<float3> corners_within(const Body& body, const Box3& box) {
  std::vector<float3> corners;
  for (const float3& p : body.positions()) {
    if (is_finite(p) && box.contains(p)) corners.push_back(p);
  }
  if (corners.size() <= kMostCorners) return corners;
  const std::size_t stride = corners.size() / kMostCorners + 1;
  std::vector<float3> thinned;
  for (std::size_t i = 0; i < corners.size(); i += stride) thinned.push_back(corners[i]);
  return thinned;
}

// Where the ray along +x at (y, z) passes faces of a closed body, ascending; empty when rounding left an odd
// number.
std::vector<double> passages(const Body& body, double y, double z) {
  const ClosestPoint& faces = body.closest();
  std::vector<double> places;
  const auto covers = [&](const BoxPacket& boxes) {
    return BoxPacket::mask_of([&](unsigned i) {
      return static_cast<double>(boxes.min_y[i]) <= y && static_cast<double>(boxes.max_y[i]) >= y &&
             static_cast<double>(boxes.min_z[i]) <= z && static_cast<double>(boxes.max_z[i]) >= z;
    });
  };
  faces.tree().visit_if(covers, 0, [&](std::size_t packet, unsigned mask) {
    for (; mask != 0; mask &= mask - 1) {
      const auto& t = faces.triangle(4 * packet + static_cast<std::size_t>(std::countr_zero(mask)));
      std::array<double, 3> weight{};
      for (std::size_t i = 0; i < 3; ++i) {
        const float3 &u = t[(i + 1) % 3], &v = t[(i + 2) % 3];
        weight[i] = (static_cast<double>(u.y) - y) * (static_cast<double>(v.z) - z) -
                    (static_cast<double>(v.y) - y) * (static_cast<double>(u.z) - z);
      }
      const bool all = weight[0] > 0 && weight[1] > 0 && weight[2] > 0;
      const bool none = weight[0] < 0 && weight[1] < 0 && weight[2] < 0;
      if (!all && !none) continue;
      const double sum = weight[0] + weight[1] + weight[2];
      places.push_back((static_cast<double>(t[0].x) * weight[0] + static_cast<double>(t[1].x) * weight[1] +
                        static_cast<double>(t[2].x) * weight[2]) /
                       sum);
    }
    return true;
  });
  if (places.size() % 2 != 0) places.clear();
  std::sort(places.begin(), places.end());
  return places;
}

double common_length(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0, j = 0; i + 1 < a.size() && j + 1 < b.size();) {
    sum += std::max(0.0, std::min(a[i + 1], b[j + 1]) - std::max(a[i], b[j]));
    (a[i + 1] < b[j + 1] ? i : j) += 2;
  }
  return sum;
}

// One ray at a random place of each cell of a grid over the common box.
void measure_volume(const Body& a, const Body& b, const Box3& box, std::size_t rays_a_side, Overlap& overlap,
                    const std::stop_token& stop) {
  const std::size_t rays = rays_a_side * rays_a_side;
  const auto side = static_cast<double>(rays_a_side);
  const double dy = (static_cast<double>(box.max.y) - static_cast<double>(box.min.y)) / side;
  const double dz = (static_cast<double>(box.max.z) - static_cast<double>(box.min.z)) / side;
  if (!(dy > 0 && dz > 0)) return;
  struct Sums {
    double lengths = 0, squares = 0;
  };
  const Sums sums = parallel_reduce(
      rays, kRaysPerRange, stop, Sums{},
      [&](std::size_t begin, std::size_t end) {
        Sums part;
        for (std::size_t i = begin; i < end; ++i) {
          const double y = static_cast<double>(box.min.y) +
                           (static_cast<double>(i / rays_a_side) + random_unit(1, 2 * i)) * dy;
          const double z = static_cast<double>(box.min.z) +
                           (static_cast<double>(i % rays_a_side) + random_unit(1, 2 * i + 1)) * dz;
          const std::vector<double> in_a = passages(a, y, z);
          if (in_a.empty()) continue;
          const double size = common_length(in_a, passages(b, y, z));
          part.lengths += size;
          part.squares += size * size;
        }
        return part;
      },
      [](Sums& total, const Sums& part) {
        total.lengths += part.lengths;
        total.squares += part.squares;
      });
  const double count = static_cast<double>(rays), mean = sums.lengths / count;
  const double variance = std::max(0.0, sums.squares / count - mean * mean);
  overlap.volume = sums.lengths * dy * dz;
  overlap.volume_margin_95 = 1.96 * std::sqrt(variance * count) * dy * dz;
}

}  // namespace

std::optional<bool> surfaces_cross(const Body& a, const Body& b, const std::stop_token& stop) {
  const BoxTree &own = a.closest().tree(), &other = b.closest().tree();
  std::atomic<bool> found{false};
  std::atomic<std::uint64_t> pairs{0};
  const Box3 reach = b.bounds();
  parallel_ranges(own.size(), 4 * kPacketsPerRange, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t slot = begin; slot < end && !found.load() && pairs.load() <= kMostPairs; ++slot) {
      const Box3 box = own.box(slot);
      if (is_nothing(common(box, reach))) continue;
      const Triangle& s = a.closest().triangle(slot);
      if (!has_area(s[0], s[1], s[2])) continue;
      std::uint64_t looked = 0;
      other.visit_touching(box, 0, [&](std::size_t packet, unsigned mask) {
        for (; mask != 0; mask &= mask - 1, ++looked) {
          const Triangle& t =
              b.closest().triangle(4 * packet + static_cast<std::size_t>(std::countr_zero(mask)));
          if (has_area(t[0], t[1], t[2]) && overlap_of(s, t) == TriangleOverlap::kCrossing) found.store(true);
        }
        return !found.load();
      });
      pairs.fetch_add(looked);
    }
  });
  if (found.load()) return true;
  if (pairs.load() > kMostPairs) return std::nullopt;
  return false;
}

Overlap measure_overlap(const Body& a, const SurfaceSamples& a_samples, const Body& b,
                        const SurfaceSamples& b_samples, const std::stop_token& stop,
                        std::size_t rays_a_side) {
  Overlap overlap;
  if (a.closest().empty() || b.closest().empty()) return overlap;
  const Box3 box = common(a.bounds(), b.bounds());
  if (is_nothing(box)) return overlap;
  a.prepare_queries();
  b.prepare_queries();
  overlap.crossing = surfaces_cross(a, b, stop).value_or(true);
  const Inside in_a = inside_of(a, b, overlap.crossing), in_b = inside_of(b, a, overlap.crossing);
  const Depth a_area = depth_of(a_samples.points, b, box, in_b, stop);
  const Depth b_area = depth_of(b_samples.points, a, box, in_a, stop);
  const auto share = [](const Depth& part, const SurfaceSamples& all) {
    return all.points.empty() ? 0 : static_cast<double>(part.inside) / static_cast<double>(all.points.size());
  };
  overlap.a_inside = share(a_area, a_samples);
  overlap.b_inside = share(b_area, b_samples);
  std::vector<Depth> depths{a_area, b_area};
  // Without a crossing and with no sample inside nothing is common: corners would not tell otherwise.
  if (overlap.crossing || a_area.inside + b_area.inside > 0) {
    depths.push_back(depth_of(corners_within(a, box), b, box, in_b, stop));
    depths.push_back(depth_of(corners_within(b, box), a, box, in_a, stop));
  }
  for (const Depth& one : depths) {
    overlap.samples += one.tested;
    if (one.depth <= overlap.depth) continue;
    overlap.depth = one.depth;
    overlap.deepest = one.place;
  }
  if (overlap.depth > 0 && a.closed() && b.closed()) measure_volume(a, b, box, rays_a_side, overlap, stop);
  return overlap;
}

}  // namespace meshgate
