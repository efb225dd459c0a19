#pragma once
// Edges of many faces whose order around does not tell which of them belong together: what is known of the
// solids elsewhere decides.
#include <cstdint>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "asset/topology.h"
#include "asset/union_find.h"
#include "verify/wedges.h"

namespace meshgate {

/// Sets of faces that grow into solids, some of which are known not to be the same.
class Sides {
 public:
  explicit Sides(UnionFind& faces) : faces_(&faces) {}
  [[nodiscard]] std::uint32_t root(std::uint32_t face) const { return faces_->root(face); }
  /// The sets of two faces are different solids, unless they are one already.
  void part(std::uint32_t a, std::uint32_t b);
  [[nodiscard]] bool may_join(std::uint32_t a, std::uint32_t b) const;
  /// Joins the sets of two faces when they may. Amortised O(log n).
  void join(std::uint32_t a, std::uint32_t b);
  /// Joins them in any case.
  void unite(std::uint32_t a, std::uint32_t b);

 private:
  // A set that was parted has a number of its own, so that the smaller list of others is what is renamed.
  std::uint32_t number_of(std::uint32_t root);
  UnionFind* faces_;
  std::unordered_map<std::uint32_t, std::uint32_t> number_;  // by root
  std::vector<std::unordered_set<std::uint32_t>> others_;    // by number
};

/// Pairs of faces with the same corners that look at each other: there two solids touch. O(F), and sorts
/// those whose corners have such faces.
FacePairs facing_pairs(const Surface& surface, const Topology& topology);

struct DoubtfulEdge {
  std::uint64_t key;  ///< of two that are as doubtful the smaller one is asked first
  std::vector<Spoke> spokes;
};

/// Joins the faces of each edge in pairs. A solid has as many faces that run with an edge as against it, and
/// those of `facing` belong to two: so where all pairs but one are known, the last one is, too. Where that
/// does not tell, the order around the edge does, beginning where it is least doubtful. Faces that look at
/// each other only, as rounding folds them, go with a solid beside them. O(n log n) for n spokes.
void settle(std::vector<DoubtfulEdge> edges, const FacePairs& facing, Sides& sides);

}  // namespace meshgate
