#pragma once
// Edges ordered by cost in buckets an eighth of an octave wide: O(1) a push, no comparison.
#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace meshgate {

/// Buckets of a non-negative float by its exponent and three bits of its mantissa: they differ by 9 %, far
/// less than an estimate of error is worth.
inline std::uint32_t cost_bucket(float cost) {
  return std::min(std::bit_cast<std::uint32_t>(std::max(cost, 0.0F)) >> 20U, 2047U);
}
inline constexpr std::uint32_t kCostBuckets = 2048;

/// An edge that may be collapsed; out of date when `stamp` is not what its vertices say.
struct QueuedEdge {
  std::uint32_t a, b, stamp;
};

/// Cheapest bucket first, last in first out inside a bucket.
class CostQueue {
 public:
  void clear() {
    heads_.fill(kNone);
    entries_.clear();
    free_ = kNone;
    lowest_ = kCostBuckets;
  }
  void reserve(std::size_t edges) { entries_.reserve(edges); }
  void push(std::uint32_t bucket, const QueuedEdge& edge) {
    std::uint32_t slot = free_;
    if (slot == kNone) {
      slot = static_cast<std::uint32_t>(entries_.size());
      entries_.push_back({edge, heads_[bucket]});
    } else {
      free_ = entries_[slot].next;
      entries_[slot] = {edge, heads_[bucket]};
    }
    heads_[bucket] = slot;
    lowest_ = std::min(lowest_, bucket);
  }
  /// Lowest bucket that is not empty, or kCostBuckets.
  std::uint32_t lowest() {
    while (lowest_ < kCostBuckets && heads_[lowest_] == kNone) ++lowest_;
    return lowest_;
  }
  /// Takes from the bucket lowest(), which must exist.
  QueuedEdge pop() {
    const std::uint32_t slot = heads_[lowest_];
    Entry& entry = entries_[slot];
    if (entry.next != kNone) __builtin_prefetch(&entries_[entry.next]);
    heads_[lowest_] = entry.next;
    entry.next = free_;
    free_ = slot;
    return entry.edge;
  }

 private:
  static constexpr std::uint32_t kNone = 0xFFFFFFFFU;
  struct Entry {
    QueuedEdge edge;
    std::uint32_t next;
  };
  std::array<std::uint32_t, kCostBuckets> heads_{};
  std::vector<Entry> entries_;
  std::uint32_t free_ = kNone;
  std::uint32_t lowest_ = kCostBuckets;
};

}  // namespace meshgate
