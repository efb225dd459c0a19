// Radiance pictures (RGBE): shown as a screen would, clipped at white.
#include <array>

#include "formats/detail/plain_reader.h"

namespace meshgate {
namespace {

constexpr auto kSuffixes = std::to_array<std::string_view>({".hdr", ".rgbe", ".pic"});

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) {
  return starts_with(head, "#?RADIANCE\n") || starts_with(head, "#?RGBE\n") ? 100 : 0;
}

Result<Asset> read(const Source& source, const ReadOptions& options) {
  return read_plain({source, options}, "hdr");
}

}  // namespace

extern const Format format_hdr{
    .id = "hdr",
    .name = "Radiance HDR",
    .kind = AssetKind::kImage,
    .suffixes = kSuffixes,
    .sniff = sniff,
    .support = ReadSupport::kNative,
    .read = read,
    .memory_factor = 12.0,
};

}  // namespace meshgate
