#pragma once
// The view in which a defect is seen.
#include <cstdint>
#include <stop_token>
#include <vector>

#include "render/camera.h"
#include "render/drawing.h"

namespace meshgate {

/// A ball around a defect, and how to look at it.
struct CloseUp {
  double3 center;
  double radius = 0.8;
  std::vector<float3> places;  ///< those of the drawing's focus that lie in the ball
  double3 back{0, 0, 1};       ///< from the centre to the eye
  double cut = 0;  ///< distance from the centre, in radii, where the model is cut open; 0 = it is not
};

/// Looks at the first place of the drawing's focus and those near it: against the surface when that shows
/// them, else from where most are seen, else into the model, which is cut open. The focus must not be empty.
/// O(F) for each direction that is tried, most often one. Throws Cancelled.
CloseUp find_close_up(const Drawing& drawing, const std::stop_token& stop);

/// The camera of a close-up for a picture of `size` × `size` pixels.
Camera camera_of(const CloseUp& close_up, std::uint32_t size);

}  // namespace meshgate
