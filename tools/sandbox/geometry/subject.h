#pragma once
// A picture as depth and generation see it: upright, at a stated size, with the subject told from the
// background.
#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "meshgate/asset.h"
#include "meshgate/result.h"

namespace meshgate::sandbox {

struct Subject {
  std::uint32_t width = 0, height = 0;  ///< the longer side is the one asked for
  std::vector<float> luminance;         ///< 0…1, rows from the top
  std::vector<std::uint8_t> mask;       ///< 1 = subject
};

/// Reads a picture (kMalformed when its pixels cannot be read) and scales it by averaging. The subject is
/// what has an alpha of a half or more; without transparency, what differs from the median colour of the
/// border by more than 0.08 in a channel; everything when that is nothing. O(pixels).
Result<Subject> read_subject(const Asset& asset, std::uint32_t long_side, const std::stop_token& stop);

/// Mean over a square of `radius` around each pixel, of pixels of the subject only; three times. O(pixels).
std::vector<float> smoothed(const Subject& subject, std::uint32_t radius);

}  // namespace meshgate::sandbox
