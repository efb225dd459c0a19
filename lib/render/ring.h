#pragma once
// A ring around a place on a picture.
#include "render/canvas.h"

namespace meshgate {

/// Dark with a light rim, so that it is seen on any ground; centre and radius in pixels.
void draw_ring(Canvas& canvas, double x, double y, double radius);

/// Share of the pixels of a disc that have a colour rather than a grey.
double colored_share(const Canvas& canvas, double x, double y, double radius);

}  // namespace meshgate
