// DirectDraw surfaces (MSFT_texture_dds), recognised only.
#include <array>

#include "core/endian.h"
#include "meshgate/format.h"

namespace meshgate {
namespace {

constexpr auto kSuffixes = std::to_array<std::string_view>({".dds"});

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) {
  return head.size() >= 8 && starts_with(head, "DDS ") && load_le<std::uint32_t>(head.data() + 4) == 124 ? 100
                                                                                                         : 0;
}

}  // namespace

extern const Format format_dds{
    .id = "dds",
    .name = "DirectDraw surface",
    .kind = AssetKind::kImage,
    .suffixes = kSuffixes,
    .sniff = sniff,
    .support = ReadSupport::kNone,
};

}  // namespace meshgate
