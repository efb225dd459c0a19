// Radiance pictures (RGBE), recognised only.
#include <array>

#include "core/endian.h"
#include "meshgate/format.h"

namespace meshgate {
namespace {

constexpr auto kSuffixes = std::to_array<std::string_view>({".hdr", ".rgbe", ".pic"});

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) {
  return starts_with(head, "#?RADIANCE\n") || starts_with(head, "#?RGBE\n") ? 100 : 0;
}

}  // namespace

extern const Format format_hdr{
    .id = "hdr",
    .name = "Radiance HDR",
    .kind = AssetKind::kImage,
    .suffixes = kSuffixes,
    .sniff = sniff,
    .support = ReadSupport::kNone,
};

}  // namespace meshgate
