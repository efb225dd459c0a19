// GIF, recognised only.
#include <array>

#include "core/endian.h"
#include "meshgate/format.h"

namespace meshgate {
namespace {

constexpr auto kSuffixes = std::to_array<std::string_view>({".gif"});

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) {
  return starts_with(head, "GIF87a") || starts_with(head, "GIF89a") ? 100 : 0;
}

}  // namespace

extern const Format format_gif{
    .id = "gif",
    .name = "GIF",
    .kind = AssetKind::kImage,
    .suffixes = kSuffixes,
    .sniff = sniff,
    .support = ReadSupport::kNone,
};

}  // namespace meshgate
