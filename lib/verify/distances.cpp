#include "verify/distances.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

#include "asset/nearest_float.h"
#include "asset/union_find.h"

namespace meshgate {
namespace {

double quantile(const std::vector<float>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  return static_cast<double>(sorted[static_cast<std::size_t>(place + 0.5)]);
}

using Cell = std::array<std::int64_t, 3>;

Cell cell_of(float3 p, double size) {
  const auto at = [&](float x) {
    // Far beyond any model, and still a number.
    return static_cast<std::int64_t>(std::floor(std::clamp(static_cast<double>(x) / size, -1e15, 1e15)));
  };
  return {at(p.x), at(p.y), at(p.z)};
}

}  // namespace

DistanceStats summarize(std::vector<float> distances) {
  DistanceStats stats;
  stats.samples = distances.size();
  if (distances.empty()) return stats;
  std::sort(distances.begin(), distances.end());
  double sum = 0, squares = 0;
  for (const float d : distances) {
    sum += static_cast<double>(d);
    squares += static_cast<double>(d) * static_cast<double>(d);
  }
  const auto count = static_cast<double>(distances.size());
  stats.mean = sum / count;
  stats.rms = std::sqrt(squares / count);
  stats.min = static_cast<double>(distances.front());
  stats.p5 = quantile(distances, 0.05);
  stats.p50 = quantile(distances, 0.5);
  stats.p95 = quantile(distances, 0.95);
  stats.p99 = quantile(distances, 0.99);
  stats.max = static_cast<double>(distances.back());
  return stats;
}

double share_margin_95(double share, std::uint64_t samples) {
  if (samples == 0) return 1;
  constexpr double z = 1.959963984540054;
  const auto n = static_cast<double>(samples);
  return z / (1 + z * z / n) * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
}

std::vector<Region> find_regions(std::span<const float3> points, std::span<const std::uint32_t> chosen,
                                 double area_each, double reach) {
  if (chosen.empty() || !(reach > 0)) return {};
  std::map<Cell, std::vector<std::uint32_t>> cells;
  for (std::uint32_t i = 0; i < chosen.size(); ++i) cells[cell_of(points[chosen[i]], reach)].push_back(i);
  UnionFind sets(chosen.size());
  for (const auto& [cell, members] : cells) {
    for (const std::uint32_t member : members) sets.join(members.front(), member);
    for (std::int64_t x = -1; x <= 1; ++x) {
      for (std::int64_t y = -1; y <= 1; ++y) {
        for (std::int64_t z = -1; z <= 1; ++z) {
          const auto near = cells.find({cell[0] + x, cell[1] + y, cell[2] + z});
          if (near != cells.end()) sets.join(members.front(), near->second.front());
        }
      }
    }
  }
  std::map<std::uint32_t, std::size_t> number;
  std::vector<Region> regions;
  std::vector<double3> sums;
  for (std::uint32_t i = 0; i < chosen.size(); ++i) {
    const auto [known, added] = number.try_emplace(sets.root(i), regions.size());
    if (added) {
      regions.emplace_back();
      sums.emplace_back();
    }
    Region& region = regions[known->second];
    ++region.samples;
    region.members.push_back(chosen[i]);
    region.box.add(points[chosen[i]]);
    sums[known->second] = sums[known->second] + to_double(points[chosen[i]]);
  }
  for (std::size_t i = 0; i < regions.size(); ++i) {
    regions[i].area = static_cast<double>(regions[i].samples) * area_each;
    regions[i].centre = nearest_float(sums[i] * (1 / static_cast<double>(regions[i].samples)));
  }
  std::stable_sort(regions.begin(), regions.end(),
                   [](const Region& a, const Region& b) { return a.samples > b.samples; });
  return regions;
}

}  // namespace meshgate
