#pragma once
// The nearest point of several surfaces.
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "asset/closest_point.h"

namespace meshgate {

struct SetHit {
  ClosestHit hit;
  std::uint32_t member = kNoIndex;  ///< which surface; kNoIndex: none within the limit
};

/// Surfaces that are asked together; they must outlive the set. At the same distance the first member
/// answers.
class ClosestSet {
 public:
  ClosestSet() = default;
  explicit ClosestSet(std::vector<const ClosestPoint*> members);

  [[nodiscard]] Box3 bounds() const { return tree_.bounds(); }
  [[nodiscard]] bool empty() const { return tree_.size() == 0; }
  [[nodiscard]] SetHit find(float3 point, float max_distance = ClosestPoint::kAnyDistance) const;
  /// One hit a point, in any order, by all threads: they are taken along a curve, each search starting where
  /// the one before ended.
  [[nodiscard]] std::vector<SetHit> find_all(std::span<const float3> points, float max_distance,
                                             const std::stop_token& stop) const;
  /// The same for points that follow each other closely as they are, as curve_through orders them.
  [[nodiscard]] std::vector<SetHit> find_along(std::span<const float3> points, float max_distance,
                                               const std::stop_token& stop) const;

 private:
  // Where a series of near points was answered.
  struct Trail {
    std::uint32_t member = kNoIndex;
    std::vector<std::uint32_t> starts;  // one a member
  };
  [[nodiscard]] Trail new_trail() const;
  [[nodiscard]] SetHit search(float3 point, float max_distance, Trail& trail) const;

  std::vector<const ClosestPoint*> members_;
  BoxTree tree_;  // of the members' boxes
};

}  // namespace meshgate
