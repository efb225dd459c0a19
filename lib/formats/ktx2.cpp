// KTX 2.0 textures (KHR_texture_basisu), recognised only.
#include <array>

#include "core/endian.h"
#include "meshgate/format.h"

namespace meshgate {
namespace {

constexpr auto kSuffixes = std::to_array<std::string_view>({".ktx2"});

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) {
  return starts_with(head, "\xABKTX 20\xBB\r\n\x1A\n") ? 100 : 0;
}

}  // namespace

extern const Format format_ktx2{
    .id = "ktx2",
    .name = "KTX 2.0",
    .kind = AssetKind::kImage,
    .suffixes = kSuffixes,
    .sniff = sniff,
    .support = ReadSupport::kNone,
};

}  // namespace meshgate
