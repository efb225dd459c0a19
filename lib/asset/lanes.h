#pragma once
// Four floats at a time, without a branch for each of them.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>

#include "meshgate/geometry.h"

namespace meshgate {

/// Four floats in one register; arithmetic by element.
using Float4Lanes __attribute__((vector_size(16))) = float;

/// Four times four floats in a row, one lane each.
inline std::array<Float4Lanes, 4> transposed(const std::array<const float*, 4>& rows) {
  std::array<Float4Lanes, 4> r;
  for (std::size_t i = 0; i < 4; ++i) std::memcpy(&r[i], rows[i], sizeof(r[i]));
  const Float4Lanes ab_low = __builtin_shufflevector(r[0], r[1], 0, 4, 1, 5),
                    ab_high = __builtin_shufflevector(r[0], r[1], 2, 6, 3, 7),
                    cd_low = __builtin_shufflevector(r[2], r[3], 0, 4, 1, 5),
                    cd_high = __builtin_shufflevector(r[2], r[3], 2, 6, 3, 7);
  return {__builtin_shufflevector(ab_low, cd_low, 0, 1, 4, 5),
          __builtin_shufflevector(ab_low, cd_low, 2, 3, 6, 7),
          __builtin_shufflevector(ab_high, cd_high, 0, 1, 4, 5),
          __builtin_shufflevector(ab_high, cd_high, 2, 3, 6, 7)};
}

/// A box in two registers; the last lane is anything.
struct LaneBox {
  static constexpr float kFar = std::numeric_limits<float>::max();
  Float4Lanes low{kFar, kFar, kFar, kFar}, high{-kFar, -kFar, -kFar, -kFar};

  void add(Float4Lanes p) {
    low = p < low ? p : low;
    high = p > high ? p : high;
  }
  [[nodiscard]] Box3 box() const { return {{low[0], low[1], low[2]}, {high[0], high[1], high[2]}}; }
};

/// Visits `add(i, position)` for the positions at the indices; false when one of them does not exist, is not
/// finite or is the very last: then what was visited is worth nothing, and a slower way has to be taken.
template <class Add>
bool visit_plain_positions(std::span<const float3> positions, std::span<const std::uint32_t> indices,
                           Add add) {
  std::uint32_t largest = 0;
  for (const std::uint32_t index : indices) largest = std::max(largest, index);
  // Four floats are loaded: the last one belongs to the next position.
  if (std::size_t{largest} + 1 >= positions.size()) return false;
  Float4Lanes probe{};
  for (std::size_t i = 0; i < indices.size(); ++i) {
    Float4Lanes p;
    std::memcpy(&p, &positions[indices[i]], sizeof(p));
    probe += p * 0.0F;  // infinity and NaN make NaN
    add(i, p);
  }
  return probe[0] == 0 && probe[1] == 0 && probe[2] == 0;
}

}  // namespace meshgate
