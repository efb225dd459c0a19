#pragma once
// Parts that nearly fit each other's places, as a left and a right arm.
#include "verify/comparison.h"

namespace meshgate {

/// Exchanges the places of two parts that were put back when both fit better then: one by one each of them
/// was close enough where the other one belongs. Surfaces have to be measured anew when it returns true.
/// O(pairs of parts of about the same area · points · log).
bool exchange_alike_parts(Comparison& comparison);

}  // namespace meshgate
