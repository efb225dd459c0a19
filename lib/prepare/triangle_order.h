#pragma once
// The order of triangles that lets a graphics card use its vertex cache.
#include <cstdint>
#include <span>

namespace meshgate {

/// Reorders triangles so that vertices are used again soon (meshoptimizer's adaptation of Forsyth 2006).
/// Indices must be below `vertices`. O(n).
void order_for_vertex_cache(std::span<std::uint32_t> indices, std::size_t vertices);

}  // namespace meshgate
