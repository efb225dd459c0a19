#include "prepare/holes.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "asset/predicates.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr double kImpossible = std::numeric_limits<double>::infinity();
// What a squared length counts beside an area: enough to choose among equal areas, too little to buy one.
constexpr double kLengthWeight = 1e-4;

// The open half-edge that ends at each vertex; kNoIndex when there is none, kSeveral when there are more.
constexpr std::uint32_t kSeveral = kNoIndex - 1;

std::vector<std::uint32_t> ends_at(const Surface& surface, const Topology& topology) {
  std::vector<std::uint32_t> at(surface.positions.size(), kNoIndex), from = at;
  topology.open.for_each([&](std::size_t half_edge) {
    const auto number = static_cast<std::uint32_t>(half_edge);
    std::uint32_t& end = at[surface.corners[next_corner(half_edge)]];
    std::uint32_t& start = from[surface.corners[half_edge]];
    end = end == kNoIndex ? number : kSeveral;
    start = start == kNoIndex ? number : kSeveral;
    return true;
  });
  for (std::size_t v = 0; v < at.size(); ++v) {
    if (from[v] == kSeveral || (from[v] == kNoIndex) != (at[v] == kNoIndex)) at[v] = kSeveral;
  }
  return at;
}

// Least cost of the part of the rim from i to j, and the corner opposite of the edge (i, j).
class Table {
 public:
  explicit Table(std::size_t size) : size_(size), cost_(size * size, kImpossible), apex_(size * size, 0) {}
  double& cost(std::size_t i, std::size_t j) { return cost_[i * size_ + j]; }
  std::uint32_t& apex(std::size_t i, std::size_t j) { return apex_[i * size_ + j]; }

 private:
  std::size_t size_;
  std::vector<double> cost_;
  std::vector<std::uint32_t> apex_;
};

}  // namespace

HoleRims find_hole_rims(const Surface& surface, const Topology& topology) {
  HoleRims result;
  if (topology.open_edges == 0) return result;
  const std::vector<std::uint32_t> ends = ends_at(surface, topology);
  BitSet done(surface.corners.size());
  topology.open.for_each([&](std::size_t first) {
    if (done.test(first)) return true;
    HoleRim rim;
    auto half_edge = static_cast<std::uint32_t>(first);
    bool closed = false;
    while (!done.test(half_edge)) {
      done.set(half_edge);
      rim.half_edges.push_back(half_edge);
      const auto end = static_cast<std::uint32_t>(next_corner(half_edge));
      rim.corners.push_back(end);
      rim.vertices.push_back(surface.corners[end]);
      const std::uint32_t before = ends[surface.corners[half_edge]];
      if (before >= kSeveral) break;
      half_edge = before;
      closed = half_edge == first;
    }
    const bool lone = std::all_of(rim.half_edges.begin(), rim.half_edges.end(),
                                  [&](std::uint32_t other) { return other / 3 == first / 3; });
    if (closed && lone) {
      ++result.lone;
    } else if (closed && ends[rim.vertices.front()] < kSeveral && rim.vertices.size() >= 3) {
      result.rims.push_back(std::move(rim));
    } else {
      result.entangled += rim.half_edges.size();
    }
    return true;
  });
  return result;
}

std::vector<float3> points_of(const Surface& surface, const HoleRim& rim) {
  std::vector<float3> points;
  points.reserve(rim.vertices.size());
  for (const std::uint32_t vertex : rim.vertices) points.push_back(surface.positions[vertex]);
  return points;
}

std::vector<std::vector<std::array<std::uint32_t, 2>>> find_chords(const Surface& surface,
                                                                   const HoleRims& rims) {
  struct Place {
    std::uint32_t rim = kNoIndex, number = 0;
  };
  std::vector<Place> places(surface.positions.size());
  for (std::uint32_t r = 0; r < rims.rims.size(); ++r) {
    const std::vector<std::uint32_t>& vertices = rims.rims[r].vertices;
    for (std::uint32_t i = 0; i < vertices.size(); ++i) places[vertices[i]] = {r, i};
  }
  std::vector<std::vector<std::array<std::uint32_t, 2>>> chords(rims.rims.size());
  for (std::size_t corner = 0; corner < surface.corners.size(); ++corner) {
    if (!surface.usable(corner / 3)) continue;
    const Place a = places[surface.corners[corner]], b = places[surface.corners[next_corner(corner)]];
    if (a.rim == kNoIndex || a.rim != b.rim) continue;
    const auto [low, high] = std::minmax(a.number, b.number);
    const auto size = static_cast<std::uint32_t>(rims.rims[a.rim].vertices.size());
    if (high - low > 1 && high - low < size - 1) chords[a.rim].push_back({low, high});
  }
  for (auto& list : chords) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
  }
  return chords;
}

std::optional<HolePatch> span_hole(const Surface& surface, const HoleRim& rim,
                                   const std::vector<std::array<std::uint32_t, 2>>& chords,
                                   const std::stop_token& stop) {
  const std::vector<float3> points = points_of(surface, rim);
  const std::size_t size = points.size();
  const auto point = [&](std::size_t i) { return to_double(points[i]); };
  Table table(size);
  for (std::size_t i = 0; i + 1 < size; ++i) table.cost(i, i + 1) = 0;
  for (std::size_t span = 2; span < size; ++span) {
    if (stop.stop_requested()) throw Cancelled{};
    for (std::size_t i = 0; i + span < size; ++i) {
      const std::size_t j = i + span;
      const bool rim_edge = span == size - 1;
      if (!rim_edge &&
          std::binary_search(chords.begin(), chords.end(),
                             std::array{static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(j)}))
        continue;
      const double3 edge = point(j) - point(i);
      const double length_cost = rim_edge ? 0 : kLengthWeight * dot(edge, edge);
      for (std::size_t k = i + 1; k < j; ++k) {
        const double parts = table.cost(i, k) + table.cost(k, j) + length_cost;
        if (!(parts < table.cost(i, j))) continue;
        const double cost = parts + length(cross(edge, point(k) - point(i))) / 2;
        if (!(cost < table.cost(i, j)) || exactly_collinear(points[i], points[k], points[j])) continue;
        table.cost(i, j) = cost;
        table.apex(i, j) = static_cast<std::uint32_t>(k);
      }
    }
  }
  if (table.cost(0, size - 1) == kImpossible) return std::nullopt;
  HolePatch patch;
  std::vector<std::array<std::uint32_t, 2>> pending{{0, static_cast<std::uint32_t>(size - 1)}};
  while (!pending.empty()) {
    const auto [i, j] = pending.back();
    pending.pop_back();
    if (j - i < 2) continue;
    const std::uint32_t k = table.apex(i, j);
    patch.triangles.push_back({i, k, j});
    patch.area += length(cross(point(k) - point(i), point(j) - point(i))) / 2;
    pending.push_back({i, k});
    pending.push_back({k, j});
  }
  return patch;
}

}  // namespace meshgate
