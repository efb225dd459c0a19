#include "formats/detail/ftyp.h"

#include <algorithm>

namespace meshgate {

bool has_brand(ByteView head, std::span<const std::string_view> brands) {
  constexpr std::size_t kHead = 16;  // size, "ftyp", main brand, its version
  const std::string_view text = as_text(head);
  if (head.size() < kHead || text.substr(4, 4) != "ftyp") return false;
  const std::size_t end = std::min<std::size_t>(load_be<std::uint32_t>(head.data()), head.size());
  for (std::size_t at = 8; at + 4 <= end; at += at == 8 ? 8 : 4) {
    if (std::find(brands.begin(), brands.end(), text.substr(at, 4)) != brands.end()) return true;
  }
  return false;
}

}  // namespace meshgate
