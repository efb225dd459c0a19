#pragma once
// What parts that lie elsewhere have in common.
#include "verify/comparison.h"

namespace meshgate {

/// Tells how the parts lie that were put back, from where they are now and what put them there.
PartLayout measure_layout(const Comparison& comparison);

}  // namespace meshgate
