// Windows icons and cursors, recognised only.
#include <array>

#include "core/endian.h"
#include "meshgate/format.h"

namespace meshgate {
namespace {

constexpr auto kSuffixes = std::to_array<std::string_view>({".ico", ".cur"});

int sniff(std::span<const std::byte> head, std::uint64_t size) {
  constexpr std::size_t kEntry = 16;
  if (head.size() < 6 + kEntry || head[0] != std::byte{0} || head[1] != std::byte{0}) return 0;
  const auto type = load_le<std::uint16_t>(head.data() + 2);
  const std::uint64_t count = load_le<std::uint16_t>(head.data() + 4);
  if ((type != 1 && type != 2) || count == 0) return 0;
  // Four bytes are little evidence: the first picture must lie behind the directory and inside of the file.
  const std::uint64_t bytes = load_le<std::uint32_t>(head.data() + 14);
  const std::uint64_t offset = load_le<std::uint32_t>(head.data() + 18);
  return offset >= 6 + kEntry * count && bytes > 0 && offset + bytes <= size ? 80 : 0;
}

}  // namespace

extern const Format format_ico{
    .id = "ico",
    .name = "Windows icon",
    .kind = AssetKind::kImage,
    .suffixes = kSuffixes,
    .sniff = sniff,
    .support = ReadSupport::kNone,
};

}  // namespace meshgate
