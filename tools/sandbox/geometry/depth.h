#pragma once
// A depth map that is none: smoothed luminance of the subject, near = bright.
#include <vector>

#include "sandbox/faults.h"
#include "sandbox/geometry/subject.h"

namespace meshgate::sandbox {

/// One channel of 16 bits; 0 outside of the subject when `remove_background`, at least 0.15 of the range
/// inside.
Image depth_map(Subject subject, bool remove_background, const std::vector<Fault>& faults);

}  // namespace meshgate::sandbox
