#pragma once
// Cutting a soup into patches, and what is left of them.
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "prepare/clusters.h"
#include "prepare/patch.h"
#include "prepare/soup.h"

namespace meshgate {

/// A patch and where its vertices come from.
struct Piece {
  Patch patch;
  std::vector<std::uint32_t> points;  ///< number of each vertex in the clusters
  std::vector<double> scales;         ///< patch units in a length of 1, by vertex; empty = all `scale`
  double scale = 1;
  double3 center;
};

/// What is left of a piece.
struct PieceOutput {
  /// Set in a corner that is a shared point: the other bits are its rank among these.
  static constexpr std::uint32_t kSharedBit = 0x80000000U;

  std::vector<std::uint32_t> corners, wedges, labels;
  std::vector<float3> points;       ///< of the vertices that no other patch has
  std::vector<Quadric> quadrics;    ///< of the same
  std::vector<float> error_limits;  ///< of the same; or empty
  /// Ranks of shared points, and what their quadrics gained.
  std::vector<std::pair<std::uint32_t, Quadric>> shared;
  std::vector<float> shared_limits;  ///< error limits of the same; or empty
  std::vector<WedgeBlend> blends;
  std::array<std::uint64_t, kHeldReasons> held{};
  float error_sq = 0;
};

/// Makes the piece of a cluster and takes it apart again. Several threads may work on different clusters.
class PieceCutter {
 public:
  /// Both must outlive it.
  PieceCutter(const Soup& soup, const Clusters& clusters)
      : soup_(soup), clusters_(clusters), rank_(clusters.shared) {}

  /// Fills a piece, which may have been used before; not prepared yet.
  void gather(std::size_t cluster, Piece& piece) const;
  void emit(const Piece& piece, PieceOutput& out) const;
  /// Numbers of the shared points.
  [[nodiscard]] const BitRank& rank() const { return rank_; }

 private:
  void place(Piece& piece) const;
  [[nodiscard]] float limit_of(const Piece& piece, std::uint32_t v) const;
  std::uint32_t emit_point(const Piece& piece, std::uint32_t v, PieceOutput& out) const;

  const Soup& soup_;
  const Clusters& clusters_;
  BitRank rank_;
};

}  // namespace meshgate
