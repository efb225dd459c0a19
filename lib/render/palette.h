#pragma once
// Colours of pictures.
#include <array>
#include <cstddef>
#include <string>

#include "render/drawing.h"

namespace meshgate {

using Color = std::array<double, 3>;  ///< red, green, blue from 0 to 1, as stored (sRGB)

/// Of a defect; clay for kNone.
Color color_of(Mark mark);

/// Of a part: soft, so that the colours of defects stand out, and different for neighbours in number.
Color part_color(std::size_t part);

/// "#rrggbb".
std::string hex_of(Color color);

}  // namespace meshgate
