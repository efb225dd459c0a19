#pragma once
// A piece of a surface, small enough for the second-level cache, whose edges are collapsed in order of cost.
#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "prepare/cost_queue.h"
#include "prepare/edge_costs.h"
#include "prepare/quadric.h"

namespace meshgate {

/// Why an edge was not collapsed.
enum class Held : std::uint8_t {
  kLocked,    ///< both ends may not move: several seams or borders meet, or the surface is not manifold
  kBorder,    ///< it would pull an open border, a seam or a material border off its line
  kTopology,  ///< it would close a hole, pinch the surface or flatten a body
  kFlip,      ///< a face would turn over or become a needle
  kError,     ///< it would move the surface further than allowed
  kCrossing,  ///< the surface would cross itself
};
inline constexpr std::size_t kHeldReasons = 6;

/// When a patch stops.
struct PatchLimits {
  std::uint32_t last_bucket = kCostBuckets - 1;  ///< dearest bucket of costs that is collapsed
  float max_error_sq = 3.4e38F;                  ///< mean squared distance to the planes, in patch units
  std::size_t stop_at = 0;                       ///< faces
  const std::stop_token* stop = nullptr;         ///< asked now and then; Cancelled is thrown
};

/// Attributes of wedge `kept` become (1 − t) · kept + t · gone.
struct WedgeBlend {
  std::uint32_t kept, gone;
  float t;
};

/// The faces of one patch, numbered from 0, over vertices numbered from 0. Lengths in units of the mean edge.
///
/// Invariants that every collapse keeps: the link condition (so a manifold stays one, and holes and handles
/// stay), fixed vertices do not move, a line vertex stays on its line, no face turns by more than 75°.
class Patch {
 public:
  /// Filled by the caller, which then calls prepare().
  std::vector<float3> positions;
  std::vector<Quadric> quadrics;       ///< empty: computed of the faces
  std::vector<std::uint8_t> fixed;     ///< by vertex: 0, or why it may not move
  std::vector<float> limit_sq;         ///< by vertex: largest squared error that takes it; empty = no limits
  std::vector<std::uint32_t> corners;  ///< three a face
  std::vector<std::uint32_t>
      wedges;  ///< three a face, any numbers: equal = attributes are continuous; or empty
  std::vector<std::uint32_t> labels;  ///< one a face: material, group; or empty

  static constexpr std::uint8_t kBorderOfPatch = 1;   ///< it has faces that are not here
  static constexpr std::uint8_t kHeldByCrossing = 2;  ///< when it moved, the surface crossed itself

  void clear();
  /// Finds borders, seams and what must not move; ranks the edges. Edges dearer than the limits are never
  /// looked at again, until seed().
  void prepare(const PatchLimits& limits);
  /// Collapses edges until a limit is reached or none is left in the queue.
  void run(const PatchLimits& limits);
  /// Ranks all edges again: those that were refused may be allowed by now.
  void seed();

  /// Of the cheapest edge in the queue, or kCostBuckets.
  [[nodiscard]] std::uint32_t lowest_bucket() { return queue_.lowest(); }
  [[nodiscard]] std::size_t faces() const { return faces_; }
  [[nodiscard]] std::size_t all_faces() const { return corners.size() / 3; }
  [[nodiscard]] bool alive(std::size_t face) const { return corners[3 * face] != kGone; }
  [[nodiscard]] bool moved(std::size_t vertex) const { return moved_[vertex] != 0; }
  /// Largest squared error of a collapse so far, in patch units.
  [[nodiscard]] float error_sq() const { return error_sq_; }
  /// What happened to attributes, in order.
  [[nodiscard]] const std::vector<WedgeBlend>& blends() const { return blends_; }
  /// After each collapse the bucket of its cost (never descending) and the number of faces that are left.
  struct Progress {
    std::uint32_t bucket, faces;
  };
  std::vector<Progress>* record = nullptr;

  /// Counts what holds the edges that are left.
  void count_held(std::array<std::uint64_t, kHeldReasons>& held);

  static constexpr std::uint32_t kGone = 0xFFFFFFFFU;

 private:
  enum class Kind : std::uint8_t { kFree, kLine, kFixed, kGone };
  struct Mark {
    std::uint32_t stamp, count;
    std::array<std::uint32_t, 2> face;
  };
  /// A collapse that could be done: `gone` goes into `kept`, which moves to `at` (relative to where it is).
  struct Collapse {
    std::uint32_t kept, gone;
    float3 at;
    float t;
    float cost, error_sq;
  };
  struct WedgePair {
    std::uint32_t gone, kept;
  };

  std::span<const std::uint32_t> star(std::uint32_t v) const { return {&pool_[first_[v]], count_[v]}; }
  std::uint32_t wedge_at(std::uint32_t face, std::uint32_t vertex) const;
  void find_only_wedges();
  /// All faces of the vertex had the same attributes there from the start; collapses keep that.
  bool has_one_wedge(std::uint32_t v) const { return only_wedge_[v] != kGone; }
  bool has_corner(std::uint32_t face, std::uint32_t v) const {
    const std::uint32_t* c = &corners[3 * std::size_t{face}];
    return c[0] == v || c[1] == v || c[2] == v;
  }
  /// The vertex's mark since stamp_ was raised.
  Mark& mark(std::uint32_t vertex) {
    Mark& m = marks_[vertex];
    if (m.stamp != stamp_) m = {stamp_, 0, {}};
    return m;
  }
  template <class Visit>
  void for_each_neighbour(std::uint32_t v, Visit visit) {
    ++stamp_;
    for (const std::uint32_t f : star(v)) {
      for (std::size_t i = 3 * std::size_t{f}; i < 3 * std::size_t{f} + 3; ++i) {
        const std::uint32_t n = corners[i];
        if (n == v || marks_[n].stamp == stamp_) continue;
        marks_[n].stamp = stamp_;
        visit(n);
      }
    }
  }

  void build_stars();
  void add_face_quadrics();
  bool is_plainly_free(std::uint32_t v);
  void classify(std::uint32_t v);
  bool is_line_edge(std::uint32_t v, std::uint32_t n, const Mark& m) const;
  bool one_fan(std::uint32_t v, std::uint32_t start);
  void add_line_quadric(std::uint32_t v, std::uint32_t n, std::uint32_t face, bool open);

  bool line_between(std::uint32_t a, std::uint32_t b) const { return line_[a][0] == b || line_[a][1] == b; }
  std::uint32_t other_on_line(std::uint32_t v, std::uint32_t n) const {
    return line_[v][0] == n ? line_[v][1] : line_[v][0];
  }
  bool goes_along_line(std::uint32_t a, std::uint32_t b) const;
  /// Largest squared error of a collapse of this edge.
  float max_error_sq(std::uint32_t a, std::uint32_t b) const {
    return limit_sq.empty() ? limits_.max_error_sq
                            : std::min(limits_.max_error_sq, std::min(limit_sq[a], limit_sq[b]));
  }
  bool find_collapse(std::uint32_t a, std::uint32_t b, Collapse& out, Held& held) const;
  void push(std::uint32_t a, std::uint32_t b);
  void push_later(std::uint32_t a, std::uint32_t b);
  void push_batch();
  bool keeps_topology(std::uint32_t kept, std::uint32_t gone);
  bool vanishes(std::uint32_t kept, std::uint32_t gone) const;
  bool closes_on_itself(std::uint32_t kept, std::uint32_t gone) const;
  bool keeps_wedges(std::uint32_t kept, std::uint32_t gone);
  bool keeps_faces(std::uint32_t v, std::uint32_t other, float3 to) const;
  bool allowed(const Collapse& collapse, Held& held);
  void apply(const Collapse& collapse);
  bool hand_over(std::uint32_t face, std::uint32_t gone, std::uint32_t kept);
  void drop_from_star(std::uint32_t v, std::uint32_t face);
  void tidy_star(std::uint32_t v);
  void tidy_stars();
  void merge_lines(const Collapse& collapse);

  std::vector<std::uint32_t> pool_, first_, count_, capacity_;
  std::vector<std::uint32_t>
      only_wedge_;  // by vertex, at the start; kGone = it has several; empty = no wedges
  std::vector<Kind> kind_;
  std::vector<std::uint8_t> moved_;
  std::vector<std::array<std::uint32_t, 2>> line_;  // neighbours of a line vertex along its line
  std::vector<std::uint32_t> version_;
  std::vector<Mark> marks_;
  std::uint32_t stamp_ = 0;
  CostQueue queue_;
  std::array<std::array<std::uint32_t, 2>, kCostedEdges>
      batch_{};  // edges between free vertices that are still to be ranked
  std::size_t batch_size_ = 0;
  PatchLimits limits_;
  std::size_t faces_ = 0;
  float error_sq_ = 0;
  std::vector<WedgeBlend> blends_;
  std::array<WedgePair, 2> pairs_{};
  std::size_t pair_count_ = 0;
  std::vector<std::uint32_t> merged_;
};

}  // namespace meshgate
