#include "verify/solids.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>
#include <utility>

#include "asset/union_find.h"
#include "core/parallel.h"
#include "verify/doubtful_edges.h"
#include "verify/folds.h"

namespace meshgate {
namespace {

constexpr std::size_t kPerRange = 1U << 15U;

// Half-edges on one edge of three faces or more.
using Spokes = std::vector<std::uint32_t>;

// Of faces with the same corners in the same order around, as those of a part that is there twice, the first
// is on layer 0, the next on layer 1, and so on. Only faces on crowded edges can have copies; the others are
// absent.
std::unordered_map<std::uint32_t, std::uint32_t> copies_of(const Surface& surface,
                                                           const CrowdedEdges& edges) {
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

void join_crowded(const Surface& surface, const Topology& topology, const CrowdedEdges& edges,
                  double accuracy, UnionFind& faces) {
  const std::unordered_map<std::uint32_t, std::uint32_t> copies = copies_of(surface, edges);
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
  const CrowdedEdges crowded = crowded_edges(surface, topology);
  const double accuracy = crowded.empty() ? 0 : corner_accuracy(surface);
  const std::vector<std::uint32_t> twins = compute_twins(surface, stop);
  const auto join_or_keep = [&](std::size_t begin, std::size_t end) {
    FacePairs folds;
    for (std::size_t half_edge = 3 * begin; half_edge < 3 * end; ++half_edge) {
      const std::uint32_t twin = twins[half_edge];
      if (twin == kNoIndex || twin < half_edge) continue;
      const auto face = static_cast<std::uint32_t>(half_edge / 3);
      if (!crowded.empty() && is_fold(surface, {static_cast<std::uint32_t>(half_edge), twin}, accuracy))
        folds.emplace_back(face, twin / 3);
      else
        faces.join(face, twin / 3);
    }
    return folds;
  };
  const auto append = [](FacePairs& all, const FacePairs& more) {
    all.insert(all.end(), more.begin(), more.end());
  };
  const FacePairs folds = parallel_reduce(count, kPerRange, stop, FacePairs(), join_or_keep, append);
  if (!crowded.empty()) {
    join_crowded(surface, topology, crowded, accuracy, faces);
    join_at_folds(surface, crowded, accuracy, folds, faces);
  }
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
