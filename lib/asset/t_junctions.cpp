#include "asset/t_junctions.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>

#include "asset/box_tree.h"
#include "asset/pair_search.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

struct Edge {
  std::uint32_t from, to;
};

Edge edge_of(const Surface& surface, std::uint32_t half_edge) {
  return {surface.corners[half_edge], surface.corners[next_corner(half_edge)]};
}

double largest_coordinate(float3 p) {
  return static_cast<double>(std::max({std::abs(p.x), std::abs(p.y), std::abs(p.z)}));
}

double tolerance_of(float3 a, float3 b) {
  return kTJunctionUlps * 0x1p-23 * std::max(largest_coordinate(a), largest_coordinate(b));
}

// The distance of a rounded point to the line is a few roundings; the ends are kept clear by as much.
bool lies_inside(float3 point, float3 from, float3 to) {
  const double3 a = to_double(from), d = to_double(to) - a, p = to_double(point) - a;
  const double tolerance = tolerance_of(from, to), squared = dot(d, d), along = dot(p, d);
  if (along <= tolerance * std::sqrt(squared) || along >= squared - tolerance * std::sqrt(squared))
    return false;
  const double3 off = p - d * (along / squared);
  return dot(off, off) <= tolerance * tolerance;
}

Box3 grown_box(const Surface& surface, Edge edge) {
  Box3 box;
  const float3 a = surface.positions[edge.from], b = surface.positions[edge.to];
  box.add(a);
  box.add(b);
  const auto by = static_cast<float>(2 * tolerance_of(a, b));
  box.min = {box.min.x - by, box.min.y - by, box.min.z - by};
  box.max = {box.max.x + by, box.max.y + by, box.max.z + by};
  return box;
}

}  // namespace

TJunctions compute_t_junctions(const Surface& surface, const Topology& topology,
                               const std::stop_token& stop) {
  std::vector<std::uint32_t> open;
  open.reserve(topology.open_edges);
  topology.open.for_each([&](std::size_t half_edge) {
    open.push_back(static_cast<std::uint32_t>(half_edge));
    return true;
  });
  const BoxTree tree(
      open, [&](std::uint32_t h) { return grown_box(surface, edge_of(surface, h)); }, stop);
  // Each vertex of an open edge once, with the first such edge.
  struct Corner {
    std::uint32_t half_edge, vertex;
  };
  std::vector<Corner> corners;
  corners.reserve(open.size());
  BitSet seen(surface.positions.size());
  for (const std::uint32_t half_edge : open) {
    const Edge edge = edge_of(surface, half_edge);
    for (const std::uint32_t vertex : {edge.from, edge.to}) {
      if (seen.test(vertex)) continue;
      seen.set(vertex);
      corners.push_back({half_edge, vertex});
    }
  }
  std::atomic<std::uint64_t> candidates{0};
  const std::uint64_t most = kMostCandidates + kMostCandidatesPerItem * corners.size();
  constexpr std::size_t kPerRange = 1U << 12U;
  std::vector<std::vector<TJunction>> found((corners.size() + kPerRange - 1) / kPerRange);
  parallel_ranges(corners.size(), kPerRange, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end && candidates.load(std::memory_order_relaxed) <= most; ++i) {
      const float3 point = surface.positions[corners[i].vertex];
      Box3 box;
      box.add(point);
      bool on_another = false;
      std::uint64_t looked_at = 0;
      tree.visit_touching(box, 0, [&](std::size_t packet, unsigned mask) {
        for (; mask != 0; mask &= mask - 1, ++looked_at) {
          const std::uint32_t other =
              tree.item(4 * packet + static_cast<std::size_t>(std::countr_zero(mask)));
          const Edge edge = edge_of(surface, other);
          if (edge.from == corners[i].vertex || edge.to == corners[i].vertex) continue;
          on_another =
              on_another || lies_inside(point, surface.positions[edge.from], surface.positions[edge.to]);
        }
        return true;
      });
      candidates.fetch_add(looked_at, std::memory_order_relaxed);
      if (on_another) found[begin / kPerRange].push_back({corners[i].half_edge, corners[i].vertex});
    }
  });
  TJunctions result;
  result.gave_up = candidates.load() > most;
  for (const auto& part : found) result.junctions.insert(result.junctions.end(), part.begin(), part.end());
  return result;
}

}  // namespace meshgate
