#pragma once
// From visible triangles to a picture: clay, lit from above left, with the defects in their colours.
#include "render/canvas.h"
#include "render/raster.h"

namespace meshgate {

/// Draws at `size` × `size` pixels with transparent background; four samples a pixel.
/// Throws Cancelled.
Canvas render_view(const Drawing& drawing, const Camera& camera, std::uint32_t size,
                   const std::stop_token& stop);

}  // namespace meshgate
