// OpenEXR, recognised only.
#include <array>

#include "core/endian.h"
#include "meshgate/format.h"

namespace meshgate {
namespace {

constexpr auto kSuffixes = std::to_array<std::string_view>({".exr"});

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) {
  return head.size() >= 4 && starts_with(head, "\x76\x2F\x31\x01") ? 100 : 0;
}

}  // namespace

extern const Format format_exr{
    .id = "exr",
    .name = "OpenEXR",
    .kind = AssetKind::kImage,
    .suffixes = kSuffixes,
    .sniff = sniff,
    .support = ReadSupport::kNone,
};

}  // namespace meshgate
