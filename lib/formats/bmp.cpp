// Windows bitmap.
#include <array>

#include "formats/detail/plain_reader.h"

namespace meshgate {
namespace {

constexpr auto kSuffixes = std::to_array<std::string_view>({".bmp", ".dib"});

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) {
  if (head.size() < 18 || !starts_with(head, "BM")) return 0;
  // Two letters are little evidence: the size of the second header must be one that exists.
  const auto header = load_le<std::uint32_t>(head.data() + 14);
  const bool known = header == 12 || header == 16 || header == 40 || header == 52 || header == 56 ||
                     header == 64 || header == 108 || header == 124;
  return known ? 90 : 0;
}

Result<Asset> read(const Source& source, const ReadOptions& options) {
  return read_plain({source, options}, "bmp");
}

}  // namespace

extern const Format format_bmp{
    .id = "bmp",
    .name = "Windows bitmap",
    .kind = AssetKind::kImage,
    .suffixes = kSuffixes,
    .sniff = sniff,
    .support = ReadSupport::kNative,
    .read = read,
    .memory_factor = 10.0,
};

}  // namespace meshgate
