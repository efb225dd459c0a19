#pragma once
// How far the surface of an output is from that of its input.
#include <stop_token>

#include "meshgate/report.h"
#include "meshgate/scene.h"

namespace meshgate {

/// Points on each surface that the distance is measured at.
inline constexpr std::size_t kDriftSamples = 100'000;

/// Distance between two scenes as they are placed, measured from both sides at points spread by area, to the
/// nearest point of the other one. Samples miss what is smaller than the area between them; corners of the
/// triangles are not special. A scene without a surface gives the other one's diagonal. O(F log F), parallel,
/// deterministic. Throws Cancelled.
Drift measure_drift(const Scene& before, const Scene& after, const std::stop_token& stop);

}  // namespace meshgate
