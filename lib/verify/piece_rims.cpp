#include "verify/piece_rims.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <unordered_map>
#include <vector>

#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::size_t kPerRange = 1U << 15U;
constexpr std::size_t kMostPieces = 64;  // around an edge; no split brings so many together

// Whether each face that is the only one of its piece at an edge has no neighbour, or lies on one.
bool ends_there(std::span<const Spoke> spokes, std::span<const std::uint32_t> piece_of_face) {
  std::unordered_map<std::uint32_t, std::size_t> faces_of;
  for (const Spoke& spoke : spokes) ++faces_of[piece_of_face[spoke.face]];
  if (faces_of.size() < 2) return true;
  if (faces_of.size() > kMostPieces) return false;
  return std::all_of(spokes.begin(), spokes.end(), [&](const Spoke& own) {
    const std::uint32_t piece = piece_of_face[own.face];
    return faces_of[piece] > 1 || is_aimless(own) ||
           std::any_of(spokes.begin(), spokes.end(), [&](const Spoke& other) {
             return piece_of_face[other.face] != piece && (is_aimless(other) || lie_together(own, other));
           });
  });
}

}  // namespace

bool pieces_end_at_rims(const Surface& surface, const Topology& topology,
                        std::span<const std::uint32_t> piece_of_face, const std::stop_token& stop) {
  const double accuracy = corner_accuracy(surface);
  const std::vector<std::uint32_t> twins = compute_twins(surface, stop);
  const auto ends = [&](std::span<const std::uint32_t> half_edges) {
    return ends_there(spokes_around(surface, half_edges, accuracy), piece_of_face);
  };
  const auto goes_on = [&](std::size_t begin, std::size_t end) -> std::size_t {
    for (std::size_t half_edge = 3 * begin; half_edge < 3 * end; ++half_edge) {
      const std::uint32_t twin = twins[half_edge];
      if (twin == kNoIndex || twin < half_edge || piece_of_face[half_edge / 3] == piece_of_face[twin / 3])
        continue;
      if (!ends(std::array{static_cast<std::uint32_t>(half_edge), twin})) return 1;
    }
    return 0;
  };
  const auto add = [](std::size_t& total, std::size_t more) { total += more; };
  if (parallel_reduce(surface.face_count(), kPerRange, stop, std::size_t{0}, goes_on, add) > 0) return false;
  const CrowdedEdges crowded = crowded_edges(surface, topology);
  return std::all_of(crowded.begin(), crowded.end(), [&](const auto& edge) { return ends(edge.second); });
}

}  // namespace meshgate
