#include "verify/folds.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "verify/doubtful_edges.h"

namespace meshgate {
namespace {

constexpr std::size_t kMostSets = 16;  // around an edge; more tell nothing of a cut

std::pair<std::uint32_t, std::uint32_t> ordered(std::uint32_t a, std::uint32_t b) {
  return {std::min(a, b), std::max(a, b)};
}

double3 normal_of(const Surface& surface, std::size_t face) {
  const auto [a, b, c] = surface.triangle(face);
  return cross(to_double(b) - to_double(a), to_double(c) - to_double(a));
}

// Whether a set has a face there that lies on none of the other.
bool stands_alone(std::span<const Spoke> spokes, std::uint32_t set, std::uint32_t other, UnionFind& faces) {
  return std::any_of(spokes.begin(), spokes.end(), [&](const Spoke& own) {
    return faces.root(own.face) == set && !is_aimless(own) &&
           std::none_of(spokes.begin(), spokes.end(), [&](const Spoke& spoke) {
             return faces.root(spoke.face) == other && (is_aimless(spoke) || lie_together(own, spoke));
           });
  });
}

}  // namespace

bool is_fold(const Surface& surface, std::array<std::uint32_t, 2> half_edges, double accuracy) {
  const auto [one, other] = half_edges;
  const bool same_direction = surface.corners[one] == surface.corners[other];
  // Most edges are far from it.
  if ((dot(normal_of(surface, one / 3), normal_of(surface, other / 3)) > 0) != same_direction) return false;
  if (surface.corners[previous_corner(one)] == surface.corners[previous_corner(other)]) return true;
  const std::vector<Spoke> spokes = spokes_around(surface, half_edges, accuracy);
  return lie_together(spokes[0], spokes[1]);
}

void join_at_folds(const Surface& surface, const CrowdedEdges& crowded, double accuracy,
                   const FacePairs& folds, UnionFind& faces) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, bool> parted;
  std::set<std::uint32_t> folded;
  for (const auto& [a, b] : folds) {
    const std::uint32_t one = faces.root(a), other = faces.root(b);
    if (one == other) continue;
    parted[ordered(one, other)] = false;
    folded.insert({one, other});
  }
  if (parted.empty()) return;
  for (const auto& [key, half_edges] : crowded) {
    std::set<std::uint32_t> sets;
    for (const std::uint32_t half_edge : half_edges) {
      const std::uint32_t root = faces.root(half_edge / 3);
      if (folded.contains(root)) sets.insert(root);
    }
    if (sets.size() < 2 || sets.size() > kMostSets) continue;
    const std::vector<Spoke> spokes = spokes_around(surface, half_edges, accuracy);
    for (auto one = sets.begin(); one != sets.end(); ++one) {
      for (auto other = std::next(one); other != sets.end(); ++other) {
        const auto found = parted.find({*one, *other});
        if (found == parted.end() || found->second) continue;
        found->second =
            stands_alone(spokes, *one, *other, faces) && stands_alone(spokes, *other, *one, faces);
      }
    }
  }
  // Nor do they grow together by way of a third.
  Sides sides(faces);
  for (const auto& [sets, apart] : parted) {
    if (apart) sides.part(sets.first, sets.second);
  }
  for (const auto& [sets, apart] : parted) {
    if (!apart) sides.join(sets.first, sets.second);
  }
}

}  // namespace meshgate
