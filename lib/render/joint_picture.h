#pragma once
// A joint between two parts, cut open.
#include <stop_token>

#include "meshgate/report.h"
#include "verify/comparison.h"

namespace meshgate {

/// A section through joint `number` of the assembly in the plane of its axis that shows most of it: both
/// parts in their colours, what they share magenta, a scale, and the gap in numbers. O(faces of both parts).
/// Throws Cancelled.
Picture render_joint(const Comparison& comparison, std::size_t number, const std::stop_token& stop);

}  // namespace meshgate
