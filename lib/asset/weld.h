#pragma once
// Giving bit-equal positions one index: exact, parallel, in order of first occurrence.
#include <cstdint>
#include <cstring>
#include <functional>
#include <stop_token>

#include "core/buffer.h"
#include "meshgate/array.h"
#include "meshgate/geometry.h"

namespace meshgate {

/// Positions without repetition, and for each input the index of its position.
struct Weld {
  Array<float3> positions;       ///< in order of first occurrence
  Array<std::uint32_t> indices;  ///< one an input position
};

/// Records of positions in memory: position i is three floats at `data + (i / group) * stride + (i % group) *
/// 12`. A plain float3 array has group = 1, stride = 12; a binary STL has group = 3, stride = 50. With an
/// `order` group i is the one that lies at order[i].
struct PositionRecords {
  const std::byte* data = nullptr;
  std::size_t count = 0;  ///< of positions; at most 2^32 − 2
  std::size_t group = 1;
  std::size_t stride = 12;
  const std::uint32_t* order = nullptr;  ///< of the groups; null = as they lie

  [[nodiscard]] const std::byte* group_at(std::size_t i) const {
    return data + (order == nullptr ? i : order[i]) * stride;
  }
  [[nodiscard]] const std::byte* position(std::size_t i) const {
    return group_at(i / group) + 12 * (i % group);
  }
};

/// Records are welded in blocks of this many first; `done` is called once for each block.
inline constexpr std::size_t kWeldBlockRecords = 3U << 15U;

/// Welds bit-equal positions (−0 = 0; NaN equals the same NaN). No tolerance.
///
/// Expected O(n), also in random order; the numbering is that of the sequential program for any number of
/// threads. `done(first, count)` is called when the block [first, first + count) will not be read again,
/// while it is still in the cache; blocks may come from several threads in any order. Throws Cancelled and
/// std::bad_alloc.
Weld weld_positions(const PositionRecords& records, const std::stop_token& stop,
                    const std::function<void(std::size_t first, std::size_t count)>& done = {});

}  // namespace meshgate
