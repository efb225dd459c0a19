#pragma once
// A slow second opinion on whether triangles overlap, by clipping instead of orientations.
#include "asset/triangle_overlap.h"

namespace meshgate::test {

/// For corners on a small integer grid (at most 20 a side): there, doubles tell zero from everything else.
TriangleOverlap reference_overlap(const Triangle& s, const Triangle& t);

}  // namespace meshgate::test
