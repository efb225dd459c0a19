#include "prepare/triangle_order.h"

#include <meshoptimizer.h>

namespace meshgate {

void order_for_vertex_cache(std::span<std::uint32_t> indices, std::size_t vertices) {
  if (!indices.empty()) meshopt_optimizeVertexCache(indices.data(), indices.data(), indices.size(), vertices);
}

}  // namespace meshgate
