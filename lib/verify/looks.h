#pragma once
// Textures and colours of parts against those of the source.
#include "verify/comparison.h"

namespace meshgate {

/// Looks at the samples of each part that lie on the source: whether the part is textured where the source
/// is, or has colours at its vertices where the source has, how different the colours are, and whether its
/// faces look the same way. Fills these fields of the parts.
void measure_looks(Comparison& comparison);

}  // namespace meshgate
