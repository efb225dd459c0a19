// GIF: the first frame is shown.
#include <array>

#include "formats/detail/plain_reader.h"

namespace meshgate {
namespace {

constexpr auto kSuffixes = std::to_array<std::string_view>({".gif"});

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) {
  return starts_with(head, "GIF87a") || starts_with(head, "GIF89a") ? 100 : 0;
}

Result<Asset> read(const Source& source, const ReadOptions& options) {
  return read_plain({source, options}, "gif");
}

}  // namespace

extern const Format format_gif{
    .id = "gif",
    .name = "GIF",
    .kind = AssetKind::kImage,
    .suffixes = kSuffixes,
    .sniff = sniff,
    .support = ReadSupport::kNative,
    .read = read,
    .memory_factor = 80.0,
};

}  // namespace meshgate
