#pragma once
// The transfer curve of sRGB (IEC 61966-2-1).
#include <cmath>

namespace meshgate {

/// Linear light of a stored value; both 0…1.
inline float srgb_to_linear(float value) {
  return value <= 0.04045F ? value / 12.92F : std::pow((value + 0.055F) / 1.055F, 2.4F);
}
/// The stored value of linear light; both 0…1.
inline float linear_to_srgb(float value) {
  return value <= 0.0031308F ? value * 12.92F : 1.055F * std::pow(value, 1 / 2.4F) - 0.055F;
}

}  // namespace meshgate
