#include "asset/t_junctions.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "asset/box_tree.h"
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

std::vector<TJunction> compute_t_junctions(const Surface& surface, const Topology& topology,
                                           const std::stop_token& stop) {
  std::vector<std::uint32_t> open;
  open.reserve(topology.open_edges);
  topology.open.for_each([&](std::size_t half_edge) {
    open.push_back(static_cast<std::uint32_t>(half_edge));
    return true;
  });
  const BoxTree tree(
      open, [&](std::uint32_t h) { return grown_box(surface, edge_of(surface, h)); }, stop);
  constexpr std::size_t kPerRange = 1U << 12U;
  std::vector<std::vector<TJunction>> found((open.size() + kPerRange - 1) / kPerRange);
  parallel_ranges(open.size(), kPerRange, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const Edge own = edge_of(surface, open[i]);
      for (const std::uint32_t vertex : {own.from, own.to}) {
        const float3 point = surface.positions[vertex];
        Box3 box;
        box.add(point);
        tree.visit_touching(box, 0, [&](std::size_t packet, unsigned mask) {
          for (; mask != 0; mask &= mask - 1) {
            const std::uint32_t other =
                tree.item(4 * packet + static_cast<std::size_t>(std::countr_zero(mask)));
            const Edge edge = edge_of(surface, other);
            if (edge.from == vertex || edge.to == vertex) continue;
            if (lies_inside(point, surface.positions[edge.from], surface.positions[edge.to]))
              found[begin / kPerRange].push_back({open[i], vertex, other});
          }
          return true;
        });
      }
    }
  });
  std::vector<TJunction> junctions;
  for (const auto& part : found) junctions.insert(junctions.end(), part.begin(), part.end());
  std::sort(junctions.begin(), junctions.end(), [](const TJunction& a, const TJunction& b) {
    return a.vertex != b.vertex         ? a.vertex < b.vertex
           : a.half_edge != b.half_edge ? a.half_edge < b.half_edge
                                        : a.on < b.on;
  });
  junctions.erase(std::unique(junctions.begin(), junctions.end(),
                              [](const TJunction& a, const TJunction& b) { return a.vertex == b.vertex; }),
                  junctions.end());
  return junctions;
}

}  // namespace meshgate
