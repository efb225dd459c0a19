#pragma once
// Doubles as floats, never beyond the largest finite one.
#include <algorithm>
#include <limits>

#include "meshgate/geometry.h"

namespace meshgate {

inline float nearest_float(double value) {
  constexpr double kLargest = std::numeric_limits<float>::max();
  return static_cast<float>(std::clamp(value, -kLargest, kLargest));
}
inline float3 nearest_float(double3 p) {
  return {nearest_float(p.x), nearest_float(p.y), nearest_float(p.z)};
}

}  // namespace meshgate
