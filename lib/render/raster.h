#pragma once
// Which triangle is seen in each pixel.
#include <cstdint>
#include <stop_token>
#include <vector>

#include "render/camera.h"
#include "render/drawing.h"

namespace meshgate {

inline constexpr std::uint32_t kNothing = 0xFFFFFFFFU;

/// One entry a pixel, rows from the top.
struct Visibility {
  std::uint32_t size = 0;            ///< pixels a side
  std::vector<std::uint32_t> faces;  ///< number of the triangle; kNothing = background
  std::vector<float> depths;         ///< 1 / distance of what is seen; 0 = background
};

/// Nearest triangle at each pixel's centre; of equally near ones the first. Triangles that cover much of the
/// picture are drawn up to a budget of 2·10⁹ pixels, in their order: a file of thousands of them would take
/// minutes. O(V + F + pixels covered), parallel, the same for any number of threads. Throws Cancelled.
Visibility compute_visibility(const Drawing& drawing, const Camera& camera, std::uint32_t size,
                              const std::stop_token& stop);

}  // namespace meshgate
