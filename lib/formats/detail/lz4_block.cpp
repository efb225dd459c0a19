#include "formats/detail/lz4_block.h"

#include <lz4.h>

#include <limits>

namespace meshgate {

std::optional<std::size_t> decompress_lz4_block(ByteView block, std::span<std::byte> out) {
  constexpr std::size_t kMost = std::numeric_limits<int>::max();
  if (block.size() > kMost || out.size() > kMost) return std::nullopt;
  const int written =
      LZ4_decompress_safe(reinterpret_cast<const char*>(block.data()), reinterpret_cast<char*>(out.data()),
                          static_cast<int>(block.size()), static_cast<int>(out.size()));
  if (written < 0) return std::nullopt;
  return static_cast<std::size_t>(written);
}

}  // namespace meshgate
