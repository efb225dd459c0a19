#include "verify/solids.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>
#include <utility>

#include "asset/union_find.h"
#include "core/parallel.h"
#include "verify/doubtful_edges.h"

namespace meshgate {
namespace {

constexpr std::size_t kPerRange = 1U << 15U;
// Of the largest coordinate: how far corners may be off in a file with five or six digits.
constexpr double kAccuracy = 2e-5;

// Half-edges on one edge of three faces or more.
using Spokes = std::vector<std::uint32_t>;

std::uint64_t edge_key(const Surface& surface, std::size_t half_edge) {
  const std::uint32_t a = surface.corners[half_edge], b = surface.corners[next_corner(half_edge)];
  return std::uint64_t{std::min(a, b)} << 32U | std::max(a, b);
}

std::unordered_map<std::uint64_t, Spokes> crowded_edges(const Surface& surface, const Topology& topology) {
  std::unordered_map<std::uint64_t, Spokes> edges;
  topology.non_manifold.for_each([&](std::size_t half_edge) {
    edges[edge_key(surface, half_edge)];
    return true;
  });
  if (edges.empty()) return edges;
  for (std::size_t half_edge = 0; half_edge < surface.corners.size(); ++half_edge) {
    if (!surface.usable(half_edge / 3)) continue;
    const auto found = edges.find(edge_key(surface, half_edge));
    if (found != edges.end()) found->second.push_back(static_cast<std::uint32_t>(half_edge));
  }
  return edges;
}

// Of faces with the same corners in the same order around, as those of a part that is there twice, the first
// is on layer 0, the next on layer 1, and so on. Only faces on crowded edges can have copies; the others are
// absent.
std::unordered_map<std::uint32_t, std::uint32_t> copies_of(
    const Surface& surface, const std::unordered_map<std::uint64_t, Spokes>& edges) {
  struct Copy {
    std::array<std::uint32_t, 3> corners;
    std::uint32_t face;
  };
  std::vector<Copy> faces;
  for (const auto& [key, spokes] : edges) {
    for (const std::uint32_t half_edge : spokes) {
      std::array<std::uint32_t, 3> corners;
      for (std::size_t i = 0; i < 3; ++i) corners[i] = surface.corners[half_edge / 3 * 3 + i];
      std::rotate(corners.begin(), std::min_element(corners.begin(), corners.end()), corners.end());
      faces.push_back({corners, half_edge / 3});
    }
  }
  std::sort(faces.begin(), faces.end(), [](const Copy& a, const Copy& b) {
    return a.corners != b.corners ? a.corners < b.corners : a.face < b.face;
  });
  std::unordered_map<std::uint32_t, std::uint32_t> layers;
  std::uint32_t layer = 0;
  for (std::size_t i = 1; i < faces.size(); ++i) {
    if (faces[i].corners != faces[i - 1].corners) layer = 0;
    if (faces[i].corners != faces[i - 1].corners || faces[i].face == faces[i - 1].face) continue;
    layers[faces[i].face] = ++layer;
  }
  return layers;
}

// The copies of a part one by one, when each has as many faces that run with the edge as against it: a single
// face that is there twice is no part.
std::vector<Spokes> layers_of(const Surface& surface, const Spokes& spokes,
                              const std::unordered_map<std::uint32_t, std::uint32_t>& copies) {
  std::vector<Spokes> layers(1);
  std::vector<int> balance(1, 0);
  for (const std::uint32_t half_edge : spokes) {
    const auto copy = copies.find(half_edge / 3);
    const std::size_t layer = copy == copies.end() ? 0 : copy->second;
    if (layer >= layers.size()) {
      layers.resize(layer + 1);
      balance.resize(layer + 1, 0);
    }
    layers[layer].push_back(half_edge);
    balance[layer] += surface.corners[half_edge] < surface.corners[next_corner(half_edge)] ? 1 : -1;
  }
  if (std::any_of(balance.begin(), balance.end(), [](int rest) { return rest != 0; })) return {spokes};
  std::erase_if(layers, [](const Spokes& layer) { return layer.empty(); });
  return layers;
}

double largest_coordinate(const Surface& surface) {
  double largest = 0;
  for (std::size_t face = 0; face < surface.face_count(); ++face) {
    if (!surface.usable(face)) continue;
    const Box3 box = surface.box(face);
    for (const float x : {box.min.x, box.min.y, box.min.z, box.max.x, box.max.y, box.max.z})
      largest = std::max(largest, std::abs(static_cast<double>(x)));
  }
  return largest;
}

void join_crowded(const Surface& surface, const Topology& topology, UnionFind& faces) {
  const std::unordered_map<std::uint64_t, Spokes> edges = crowded_edges(surface, topology);
  if (edges.empty()) return;
  const std::unordered_map<std::uint32_t, std::uint32_t> copies = copies_of(surface, edges);
  const double accuracy = kAccuracy * largest_coordinate(surface);
  std::vector<DoubtfulEdge> doubtful;
  for (const auto& [key, spokes] : edges) {
    for (const Spokes& layer : layers_of(surface, spokes, copies)) {
      std::vector<Spoke> around = spokes_around(surface, layer, accuracy);
      if (is_doubtful(around)) {
        doubtful.push_back({key, std::move(around)});
        continue;
      }
      for (const auto& [a, b] : pair_wedges(around)) faces.join(a, b);
    }
  }
  if (doubtful.empty()) return;
  Sides sides(faces);
  settle(std::move(doubtful), facing_pairs(surface, topology), sides);
}

}  // namespace

Solids compute_solids(const Surface& surface, const Topology& topology, const std::stop_token& stop) {
  const std::size_t count = surface.face_count();
  UnionFind faces(count);
  const std::vector<std::uint32_t> twins = compute_twins(surface, stop);
  parallel_ranges(count, kPerRange, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t half_edge = 3 * begin; half_edge < 3 * end; ++half_edge) {
      const std::uint32_t twin = twins[half_edge];
      if (twin != kNoIndex && twin > half_edge)
        faces.join(static_cast<std::uint32_t>(half_edge / 3), twin / 3);
    }
  });
  join_crowded(surface, topology, faces);
  Solids solids;
  solids.of_face.assign(count, kNoIndex);
  for (std::size_t face = 0; face < count; ++face) {
    if (!surface.usable(face)) continue;
    const std::uint32_t root = faces.root(static_cast<std::uint32_t>(face));
    // The root is the smallest member, so it has its number before the others ask.
    solids.of_face[face] = root == face ? solids.count++ : solids.of_face[root];
  }
  return solids;
}

}  // namespace meshgate
