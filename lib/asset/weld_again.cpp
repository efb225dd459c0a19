#include "asset/weld_again.h"

#include <algorithm>
#include <atomic>
#include <cstring>

#include "core/bit_set.h"
#include "core/parallel.h"
#include "meshgate/mesh.h"

namespace meshgate {
namespace {

constexpr std::size_t kPerRange = std::size_t{1} << 16U;

float3 without_negative_zero(float3 p) { return {p.x + 0.0F, p.y + 0.0F, p.z + 0.0F}; }

void lower(std::uint32_t& least, std::uint32_t value) {
  const std::atomic_ref<std::uint32_t> shared(least);
  std::uint32_t held = shared.load(std::memory_order_relaxed);
  while (value < held && !shared.compare_exchange_weak(held, value, std::memory_order_relaxed)) {
  }
}

// Compares the records with what was expected and notes where each of its positions is used first; false when
// something differs.
bool find_first_uses(const PositionRecords& records, const Weld& expected,
                     const Buffer<std::uint32_t>& first_use, const std::stop_token& stop,
                     const std::function<void(std::size_t, std::size_t)>& done) {
  std::atomic<bool> same{true};
  parallel_ranges(records.count, kWeldBlockRecords, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end && same.load(std::memory_order_relaxed); ++i) {
      const std::uint32_t vertex = expected.indices[i];
      float3 p;
      std::memcpy(static_cast<void*>(&p), records.position(i), sizeof p);
      if (vertex >= expected.positions.size() || !(p == expected.positions[vertex])) {
        same.store(false, std::memory_order_relaxed);
        return;
      }
      lower(first_use[vertex], static_cast<std::uint32_t>(i));
    }
    if (done) done(begin, end - begin);
  });
  return same;
}

}  // namespace

std::optional<Weld> weld_as_expected(const PositionRecords& records, const Weld& expected,
                                     const std::stop_token& stop,
                                     const std::function<void(std::size_t, std::size_t)>& done) {
  if (expected.indices.size() != records.count) return std::nullopt;
  const std::size_t vertices = expected.positions.size();
  Buffer<std::uint32_t> first_use(vertices);
  parallel_ranges(vertices, kPerRange, stop, [&](std::size_t begin, std::size_t end) {
    std::fill(first_use.begin() + static_cast<std::ptrdiff_t>(begin),
              first_use.begin() + static_cast<std::ptrdiff_t>(end), kNoIndex);
  });
  if (!find_first_uses(records, expected, first_use, stop, done)) return std::nullopt;

  // Numbers follow first uses.
  BitSet firsts(records.count);
  parallel_ranges(vertices, kPerRange, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t v = begin; v < end; ++v) {
      if (first_use[v] != kNoIndex) firsts.set(first_use[v]);
    }
  });
  const BitRank rank(firsts);
  Buffer<float3> positions(rank.size());
  const Buffer<std::uint32_t>& number = first_use;
  parallel_ranges(vertices, kPerRange, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t v = begin; v < end; ++v) {
      if (first_use[v] == kNoIndex) continue;
      number[v] = rank(first_use[v]);
      positions[number[v]] = without_negative_zero(expected.positions[v]);
    }
  });
  Buffer<std::uint32_t> indices(records.count);
  parallel_ranges(records.count, kPerRange, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) indices[i] = number[expected.indices[i]];
  });
  return Weld{std::move(positions).freeze(), std::move(indices).freeze()};
}

}  // namespace meshgate
