#include "verify/solids.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

#include "asset/union_find.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::size_t kPerRange = 1U << 15U;

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

double3 unit(double3 v) {
  const double size = length(v);
  return size > 0 ? v * (1 / size) : v;
}

struct Spoke {
  double angle;
  bool with_axis;
  std::uint32_t face;
};

// Sorts by angle, from behind the widest gap on. Faces within a hundredth of a radian lie on each other but
// for rounding; there a face that runs with the axis, which has its material behind, comes before one that
// has it ahead: so that the gap between two parts is empty and not a sliver of material.
void order_around(std::vector<Spoke>& around) {
  constexpr double kSameAngle = 0.01, kTurn = 6.283185307179586;
  std::sort(around.begin(), around.end(), [](const Spoke& a, const Spoke& b) {
    return a.angle != b.angle ? a.angle < b.angle : a.face < b.face;
  });
  std::size_t start = 0;
  double widest = around.front().angle + kTurn - around.back().angle;
  for (std::size_t i = 1; i < around.size(); ++i) {
    const double gap = around[i].angle - around[i - 1].angle;
    if (gap > widest) {
      widest = gap;
      start = i;
    }
  }
  std::rotate(around.begin(), around.begin() + static_cast<std::ptrdiff_t>(start), around.end());
  for (std::size_t begin = 0; begin < around.size();) {
    std::size_t end = begin + 1;
    while (end < around.size() &&
           std::abs(std::remainder(around[end].angle - around[end - 1].angle, kTurn)) < kSameAngle)
      ++end;
    std::stable_partition(around.begin() + static_cast<std::ptrdiff_t>(begin),
                          around.begin() + static_cast<std::ptrdiff_t>(end),
                          [](const Spoke& spoke) { return spoke.with_axis; });
    begin = end;
  }
}

// Joins each face of a crowded edge with the face that bounds the same wedge of material. Seen along the edge
// a half-edge that runs with it has its material on one side of the face, one that runs against it on the
// other: going round, the partner of a face is the next one in the direction of its material.
void pair_wedges(const Surface& surface, const Spokes& spokes, UnionFind& faces) {
  const std::size_t first = spokes.front();
  const std::uint32_t from = std::min(surface.corners[first], surface.corners[next_corner(first)]);
  const std::uint32_t to = std::max(surface.corners[first], surface.corners[next_corner(first)]);
  const double3 origin = to_double(surface.positions[from]);
  const double3 axis = unit(to_double(surface.positions[to]) - origin);
  const double3 helper = std::abs(axis.x) < 0.5 ? double3{1, 0, 0} : double3{0, 1, 0};
  const double3 u = unit(cross(axis, helper)), v = cross(axis, u);
  std::vector<Spoke> around;
  for (const std::uint32_t half_edge : spokes) {
    const double3 arm = to_double(surface.positions[surface.corners[previous_corner(half_edge)]]) - origin;
    around.push_back(
        {std::atan2(dot(arm, v), dot(arm, u)), surface.corners[half_edge] == from, half_edge / 3});
  }
  order_around(around);
  std::vector<Spoke> left;
  for (std::size_t i = 0; i < around.size(); ++i) {
    const Spoke& own = around[i];
    const Spoke& ahead = around[(i + 1) % around.size()];
    const Spoke& behind = around[(i + around.size() - 1) % around.size()];
    if (!own.with_axis && ahead.with_axis) {
      faces.join(own.face, ahead.face);
    } else if (!own.with_axis || behind.with_axis) {
      left.push_back(own);
    }
  }
  // A part that is inside out has its material on the wrong sides; its faces are what is left over.
  for (std::size_t i = 0; i + 1 < left.size(); ++i) {
    if (left[i].with_axis && !left[i + 1].with_axis) faces.join(left[i].face, left[i + 1].face);
  }
}

// Takes the copies of a part one by one, when each has as many faces that run with the edge as against it: a
// single face that is there twice is no part.
void pair_layers(const Surface& surface, const Spokes& spokes,
                 const std::unordered_map<std::uint32_t, std::uint32_t>& copies, UnionFind& faces) {
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
  const bool apart = std::all_of(balance.begin(), balance.end(), [](int rest) { return rest == 0; });
  if (!apart) return pair_wedges(surface, spokes, faces);
  for (const Spokes& layer : layers) {
    if (!layer.empty()) pair_wedges(surface, layer, faces);
  }
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
  const std::unordered_map<std::uint64_t, Spokes> edges = crowded_edges(surface, topology);
  const std::unordered_map<std::uint32_t, std::uint32_t> copies = copies_of(surface, edges);
  for (const auto& [key, spokes] : edges) pair_layers(surface, spokes, copies, faces);
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
