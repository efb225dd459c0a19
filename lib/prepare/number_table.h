#pragma once
// Small numbers for few of many things.
#include <algorithm>
#include <cstdint>
#include <vector>

namespace meshgate {

/// A table from keys (not 2³² − 1) to numbers: hashed, or by key where keys are dense.
class NumberTable {
 public:
  NumberTable() = default;
  /// With room for about so many keys, which are all below `bound`.
  explicit NumberTable(std::size_t keys, std::size_t bound = ~std::size_t{0}) {
    if (bound <= 8 * keys) {
      dense_.assign(bound, kNoKey);
    } else {
      while (slots_.size() < 2 * keys) grow();
    }
  }
  /// Returns the number of the key; when it has none it gets `fresh`.
  std::uint32_t find_or_add(std::uint32_t key, std::uint32_t fresh) {
    if (!dense_.empty()) {
      if (dense_[key] == kNoKey) dense_[key] = fresh;
      return dense_[key];
    }
    if (2 * (used_ + 1) > slots_.size()) grow();
    Slot& slot = slots_[find(key)];
    if (slot.key == kNoKey) {
      slot = {key, fresh};
      ++used_;
    }
    return slot.number;
  }

  /// 44 bits, spread over tables of any size.
  static constexpr std::uint64_t hash(std::uint32_t key) { return key * 0x9E3779B97F4A7C15U >> 20U; }

 private:
  static constexpr std::uint32_t kNoKey = 0xFFFFFFFFU;
  struct Slot {
    std::uint32_t key = kNoKey, number = 0;
  };
  [[nodiscard]] std::size_t find(std::uint32_t key) const {
    std::size_t at = hash(key) & (slots_.size() - 1);
    while (slots_[at].key != kNoKey && slots_[at].key != key) at = (at + 1) & (slots_.size() - 1);
    return at;
  }
  void grow() {
    std::vector<Slot> old(std::max<std::size_t>(256, 2 * slots_.size()));
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.key != kNoKey) slots_[find(slot.key)] = slot;
    }
  }

  std::vector<std::uint32_t> dense_;
  std::vector<Slot> slots_;
  std::size_t used_ = 0;
};

}  // namespace meshgate
