#pragma once
// What became of the surface and its texture: how far an output is from its input.
#include <optional>
#include <stop_token>

#include "meshgate/report.h"
#include "meshgate/scene.h"

namespace meshgate {

/// Points by area on each surface that the distance is measured at: some for each triangle of the finer one,
/// within these bounds. Vertices come besides, see choose_drift_vertices(), and where triangles are large the
/// places around the farthest points, see choose_drift_peaks().
inline constexpr std::size_t kLeastDriftSamples = 5'000, kMostDriftSamples = 50'000;
inline constexpr std::size_t kDriftSamplesPerTriangle = 8;

/// Distance between two scenes as they are placed, measured from both sides to the nearest point of the other
/// one. Mean and p99 are of points spread by area; the largest is of these, of vertices, since what is
/// thin has no area, and of a grid on large triangles: it is the largest that was found, and a lower bound of
/// the true one. A scene without a surface gives the other one's diagonal. O(F log F), parallel,
/// deterministic. Throws Cancelled.
Drift measure_drift(const Scene& before, const Scene& after, const std::stop_token& stop);

/// Area of the triangles of all meshes in their first texture, overlaps counted each time; nothing when no
/// mesh has texture coordinates. O(F), deterministic.
std::optional<double> compute_uv_area(const Scene& scene, const std::stop_token& stop);

}  // namespace meshgate
