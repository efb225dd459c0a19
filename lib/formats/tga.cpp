// Truevision TGA, common beside OBJ files.
#include <array>

#include "formats/detail/plain_reader.h"

namespace meshgate {
namespace {

constexpr auto kSuffixes = std::to_array<std::string_view>({".tga", ".targa"});

int sniff(std::span<const std::byte> head, std::uint64_t size) {
  // There is no magic number, only fields that must make sense together: any other format wins.
  constexpr int kWeak = 3;
  if (head.size() < 18) return 0;
  const auto field = [&](std::size_t i) { return std::to_integer<unsigned>(head[i]); };
  const unsigned type = field(2) & 7U;
  const unsigned depth = field(16);
  const std::uint64_t width = load_le<std::uint16_t>(head.data() + 12);
  const std::uint64_t height = load_le<std::uint16_t>(head.data() + 14);
  const bool known =
      field(1) <= 1 && (field(2) & ~11U) == 0 && type >= 1 && type <= 3 && (type == 1) == (field(1) == 1);
  const bool sized = depth == 8 || depth == 15 || depth == 16 || depth == 24 || depth == 32;
  if (!known || !sized || width == 0 || height == 0) return 0;
  const bool packed = (field(2) & 8U) != 0;
  return packed || 18 + width * height * ((depth + 7) / 8) <= size ? kWeak : 0;
}

Result<Asset> read(const Source& source, const ReadOptions& options) {
  return read_plain({source, options}, "tga");
}

}  // namespace

extern const Format format_tga{
    .id = "tga",
    .name = "Truevision TGA",
    .kind = AssetKind::kImage,
    .suffixes = kSuffixes,
    .sniff = sniff,
    .support = ReadSupport::kNative,
    .read = read,
    .memory_factor = 24.0,
};

}  // namespace meshgate
