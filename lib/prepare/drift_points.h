#pragma once
// Vertices at which the distance between two surfaces is measured.
#include <cstddef>
#include <stop_token>
#include <vector>

#include "meshgate/geometry.h"
#include "prepare/placed_triangles.h"

namespace meshgate {

/// As many vertices of a surface are measured, at most.
inline constexpr std::size_t kMostDriftVertices = 30'000;
/// Cells of the grid in which far vertices are told from near ones, along the longest side of a surface.
inline constexpr double kDriftCells = 400;

/// The vertices of `surface` that are asked for their distance to `other`, whose area is given: all that
/// sound triangles use. Of more than kMostDriftVertices first those that are farther away than two cells of
/// kDriftCells (where they are very many every n-th of them), then every n-th of all. A surface of very much
/// area for its size has larger cells. O(F + V), 8 MB, parallel, deterministic. Throws Cancelled.
std::vector<float3> choose_drift_vertices(const PlacedTriangles& surface, const PlacedTriangles& other,
                                          double area_of_other, const std::stop_token& stop);

}  // namespace meshgate
