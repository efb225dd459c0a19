#pragma once
// Disjoint sets: of one thread, and those that several threads may join at the same time.
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

namespace meshgate {

/// Sets of 0 … size−1 for one thread, to be used again and again. The root of a set is its smallest member.
class LocalSets {
 public:
  /// Each number is a set of its own.
  void reset(std::size_t size) {
    parent_.resize(size);
    std::iota(parent_.begin(), parent_.end(), 0U);
  }
  std::uint32_t root(std::uint32_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  /// Whether they were in two sets.
  bool join(std::uint32_t a, std::uint32_t b) {
    a = root(a);
    b = root(b);
    if (a == b) return false;
    parent_[std::max(a, b)] = std::min(a, b);
    return true;
  }

 private:
  std::vector<std::uint32_t> parent_;
};

/// Sets of 0 … size−1. The root of a set is its smallest member, whatever the order of joins: so results do
/// not depend on the schedule. Joining is lock-free (Anderson & Woll 1991, with the order of numbers as
/// rank).
class UnionFind {
 public:
  explicit UnionFind(std::size_t size) : parent_(size) { std::iota(parent_.begin(), parent_.end(), 0U); }

  [[nodiscard]] std::uint32_t root(std::uint32_t i) {
    while (true) {
      const std::uint32_t up = load(i);
      if (up == i) return i;
      const std::uint32_t above = load(up);
      if (above == up) return up;
      // Halves the path. A lost race leaves a valid, longer one.
      std::atomic_ref<std::uint32_t>(parent_[i]).store(above, std::memory_order_relaxed);
      i = above;
    }
  }

  void join(std::uint32_t a, std::uint32_t b) {
    while (true) {
      a = root(a);
      b = root(b);
      if (a == b) return;
      if (a < b) std::swap(a, b);
      std::uint32_t expected = a;
      if (std::atomic_ref<std::uint32_t>(parent_[a])
              .compare_exchange_strong(expected, b, std::memory_order_relaxed))
        return;
    }
  }

 private:
  [[nodiscard]] std::uint32_t load(std::uint32_t i) {
    return std::atomic_ref<std::uint32_t>(parent_[i]).load(std::memory_order_relaxed);
  }
  std::vector<std::uint32_t> parent_;
};

}  // namespace meshgate
