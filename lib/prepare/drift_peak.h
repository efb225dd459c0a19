#pragma once
// Where a surface of large triangles is farthest from another one: inside of them, between its vertices.
#include <span>
#include <stop_token>
#include <vector>

#include "asset/surface_samples.h"
#include "prepare/placed_triangles.h"

namespace meshgate {

/// Points on those triangles of `surface` that have its farthest samples, in a close grid that includes
/// edges. `distances` are those of the samples. Nothing when triangles are not larger than what the samples
/// tell. O(samples).
std::vector<float3> choose_drift_peaks(const PlacedTriangles& surface, const SurfaceSamples& samples,
                                       std::span<const float> distances);

}  // namespace meshgate
