#include "prepare/triangle_order.h"

#include <meshoptimizer.h>

namespace meshgate {

void order_for_vertex_cache(std::span<std::uint32_t> indices, std::size_t vertices) {
  constexpr unsigned kCacheVertices = 16;
  if (!indices.empty())
    meshopt_optimizeVertexCacheFifo(indices.data(), indices.data(), indices.size(), vertices, kCacheVertices);
}

}  // namespace meshgate
