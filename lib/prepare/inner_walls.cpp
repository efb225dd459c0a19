#include "prepare/inner_walls.h"

#include <algorithm>
#include <array>
#include <map>

#include "asset/union_find.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

using Triple = std::array<std::uint32_t, 3>;  // vertices of a face, ascending
using Edge = std::array<std::uint32_t, 2>;    // its ends, ascending

Triple triple_of(const Surface& surface, std::size_t face) {
  Triple triple{surface.corners[3 * face], surface.corners[3 * face + 1], surface.corners[3 * face + 2]};
  std::sort(triple.begin(), triple.end());
  return triple;
}

Edge edge_of(const Surface& surface, std::size_t half_edge) {
  const std::uint32_t a = surface.corners[half_edge], b = surface.corners[next_corner(half_edge)];
  return {std::min(a, b), std::max(a, b)};
}

// Pairs of opposite faces, by their first ones; triples with more than two faces are left out.
std::vector<std::array<std::uint32_t, 2>> opposite_pairs(const Surface& surface, const Topology& topology,
                                                         const BitSet& near) {
  std::map<Triple, std::vector<std::uint32_t>> faces;
  topology.duplicate.for_each([&](std::size_t face) { return faces[triple_of(surface, face)], true; });
  for (std::size_t face = 0; face < surface.face_count(); ++face) {
    if (!surface.usable(face) || !near.test(surface.corners[3 * face])) continue;
    const auto found = faces.find(triple_of(surface, face));
    if (found != faces.end()) found->second.push_back(static_cast<std::uint32_t>(face));
  }
  std::vector<std::array<std::uint32_t, 2>> pairs;
  for (const auto& [triple, list] : faces) {
    if (list.size() == 2 && topology.opposite.test(list[1])) pairs.push_back({list[0], list[1]});
  }
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

// What is left at an edge when the pairs are gone.
struct Rest {
  std::uint32_t faces = 0;
  int direction = 0;              // forward faces minus backward ones
  std::uint32_t pair = kNoIndex;  // one of those at the edge
};

}  // namespace

std::vector<std::uint32_t> find_inner_walls(const Surface& surface, const Topology& topology,
                                            const std::stop_token& stop) {
  if (topology.opposite_faces == 0) return {};
  BitSet near(surface.positions.size());
  topology.opposite.for_each([&](std::size_t face) {
    for (std::size_t corner = 3 * face; corner < 3 * face + 3; ++corner) near.set(surface.corners[corner]);
    return true;
  });
  const auto pairs = opposite_pairs(surface, topology, near);
  BitSet paired(surface.face_count());
  std::map<Edge, Rest> edges;
  UnionFind patches(pairs.size());
  for (std::uint32_t i = 0; i < pairs.size(); ++i) {
    paired.set(pairs[i][0]);
    paired.set(pairs[i][1]);
    for (std::size_t corner = 3 * std::size_t{pairs[i][0]}; corner < 3 * std::size_t{pairs[i][0]} + 3;
         ++corner) {
      Rest& rest = edges[edge_of(surface, corner)];
      if (rest.pair != kNoIndex) patches.join(rest.pair, i);
      rest.pair = i;
    }
  }
  for (std::size_t half_edge = 0; half_edge < surface.corners.size(); ++half_edge) {
    const std::size_t face = half_edge / 3;
    if (!surface.usable(face) || paired.test(face) || !near.test(surface.corners[half_edge])) continue;
    const auto found = edges.find(edge_of(surface, half_edge));
    if (found == edges.end()) continue;
    ++found->second.faces;
    found->second.direction += surface.corners[half_edge] == found->first[0] ? 1 : -1;
  }
  if (stop.stop_requested()) throw Cancelled{};
  std::vector<bool> joins(pairs.size(), false), spoiled(pairs.size(), false);
  for (const auto& [edge, rest] : edges) {
    const std::uint32_t patch = patches.root(rest.pair);
    if (rest.faces == 2 && rest.direction == 0) joins[patch] = true;
    if (rest.faces != 0 && (rest.faces != 2 || rest.direction != 0)) spoiled[patch] = true;
  }
  std::vector<std::uint32_t> walls;
  for (std::uint32_t i = 0; i < pairs.size(); ++i) {
    const std::uint32_t patch = patches.root(i);
    if (joins[patch] && !spoiled[patch]) walls.insert(walls.end(), pairs[i].begin(), pairs[i].end());
  }
  std::sort(walls.begin(), walls.end());
  return walls;
}

}  // namespace meshgate
