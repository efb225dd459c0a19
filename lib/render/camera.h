#pragma once
// Where a drawing is seen from.
#include <cstdint>
#include <span>

#include "meshgate/geometry.h"

namespace meshgate {

/// A place on the picture: pixels from the upper left, and 1 / distance to the camera (0 = behind it).
struct Projected {
  float x = 0, y = 0, inverse_depth = 0;
};

/// Perspective camera. Axes are orthonormal; `back` points from the target to the eye.
struct Camera {
  double3 eye;
  double3 right{1, 0, 0}, up{0, 1, 0}, back{0, 0, 1};
  double scale = 1;                   ///< pixels for a slope of one
  double center_x = 0, center_y = 0;  ///< pixel that the camera looks at
  double near = 0.05;                 ///< nearer things are not seen

  /// Distance along the line of sight; below `near` nothing is seen.
  [[nodiscard]] double depth(double3 p) const { return dot(eye - p, back); }
  [[nodiscard]] Projected project(float3 p) const { return project(to_double(p)); }
  [[nodiscard]] Projected project(double3 p) const {
    const double3 d = p - eye;
    const double depth = -dot(d, back);
    if (!(depth >= near)) return {};
    const double inverse = 1 / depth;
    return {static_cast<float>(center_x + scale * dot(d, right) * inverse),
            static_cast<float>(center_y - scale * dot(d, up) * inverse), static_cast<float>(inverse)};
  }
};

/// A camera that looks along −`back` at all positions, which then fill `size` × `size` pixels but for a
/// margin. Positions lie in the unit ball.
Camera camera_for_all(double3 back, std::span<const float3> positions, std::uint32_t size);

/// A camera that looks along −`back` at a ball.
Camera camera_for_ball(double3 back, double3 center, double radius, std::uint32_t size);

}  // namespace meshgate
