#pragma once
// Parts that are larger than what they were cut from: their surface runs along that of the source, farther
// out.
#include "verify/comparison.h"

namespace meshgate {

/// Surface of the source beyond the tolerance of which a part runs along it outside is not missing: it is
/// there, and the part is foreign where it should lie. Takes it out of the regions that are missing, and
/// notes its area with each part. Needs coverage and the parts' surfaces. O(samples that are missing · log).
void find_displaced(Comparison& comparison);

/// Whether a part, most of which is outside of the source, is the place of what it lies outside of.
bool is_swollen(const Part& part);

}  // namespace meshgate
