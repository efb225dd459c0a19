// 3D Studio (DOS), binary chunks. Read through Assimp.
#include <array>

#include "core/endian.h"
#include "formats/detail/bridge_format.h"

namespace meshgate {
namespace {

constexpr std::array<std::string_view, 1> kSuffixes{".3ds"};

int sniff(std::span<const std::byte> head, std::uint64_t size) {
  if (head.size() < 12 || load_le<std::uint16_t>(head.data()) != 0x4D4D) return 0;
  const auto length = load_le<std::uint32_t>(head.data() + 2);
  const auto child = load_le<std::uint16_t>(head.data() + 6);
  // The first child of the main chunk is its version or the editor.
  return length >= 12 && length <= size && (child == 0x0002 || child == 0x3D3D) ? 85 : 0;
}

}  // namespace

extern const Format format_3ds = bridge_format<"3ds">("3D Studio", kSuffixes, sniff);

}  // namespace meshgate
