#pragma once
// One bit for each of many things; threads may set bits at the same time.
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace meshgate {

/// A fixed number of bits, all zero at first. Setting bits is safe from several threads; what was set is
/// visible to others after the loop that set it was joined. The order of setting leaves no trace.
class BitSet {
 public:
  BitSet() = default;
  explicit BitSet(std::size_t size) : words_((size + 63) / 64, 0) {}

  void set(std::size_t i) {
    std::atomic_ref<std::uint64_t>(words_[i / 64]).fetch_or(mask(i), std::memory_order_relaxed);
  }
  /// Safe beside set() of other bits.
  [[nodiscard]] bool test(std::size_t i) const {
    // atomic_ref<const> came with C++26.
    auto& word = const_cast<std::uint64_t&>(words_[i / 64]);
    return (std::atomic_ref<std::uint64_t>(word).load(std::memory_order_relaxed) & mask(i)) != 0;
  }

  [[nodiscard]] std::uint64_t count() const {
    std::uint64_t bits = 0;
    for (const std::uint64_t word : words_) bits += static_cast<std::uint64_t>(std::popcount(word));
    return bits;
  }
  /// Calls `visit(i)` for each set bit in ascending order; `visit` returns false to stop.
  template <class Visit>
  void for_each(Visit visit) const {
    for (std::size_t w = 0; w < words_.size(); ++w) {
      for (std::uint64_t word = words_[w]; word != 0; word &= word - 1) {
        if (!visit(64 * w + static_cast<std::size_t>(std::countr_zero(word)))) return;
      }
    }
  }
  [[nodiscard]] const std::vector<std::uint64_t>& words() const { return words_; }

 private:
  static std::uint64_t mask(std::size_t i) { return std::uint64_t{1} << (i % 64); }
  std::vector<std::uint64_t> words_;
};

/// Numbers the set bits of a BitSet 0, 1, 2 … in ascending order. O(1) a question, 1/16 of a bit set more.
class BitRank {
 public:
  explicit BitRank(const BitSet& bits) : bits_(&bits), before_(bits.words().size() + 1, 0) {
    for (std::size_t w = 0; w < bits.words().size(); ++w) {
      before_[w + 1] = before_[w] + static_cast<std::uint32_t>(std::popcount(bits.words()[w]));
    }
  }
  /// Number of set bits below `i`.
  [[nodiscard]] std::uint32_t operator()(std::size_t i) const {
    const std::uint64_t lower = bits_->words()[i / 64] & ((std::uint64_t{1} << (i % 64)) - 1);
    return before_[i / 64] + static_cast<std::uint32_t>(std::popcount(lower));
  }
  [[nodiscard]] std::uint32_t size() const { return before_.back(); }

 private:
  const BitSet* bits_;
  std::vector<std::uint32_t> before_;
};

}  // namespace meshgate
