// Photoshop documents: what their layers look like together.
#include <array>

#include "formats/detail/plain_reader.h"

namespace meshgate {
namespace {

constexpr auto kSuffixes = std::to_array<std::string_view>({".psd", ".psb"});

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) {
  if (head.size() < 26 || !starts_with(head, "8BPS")) return 0;
  const auto version = load_be<std::uint16_t>(head.data() + 4);
  return version == 1 || version == 2 ? 100 : 0;
}

Result<Asset> read(const Source& source, const ReadOptions& options) {
  return read_plain({source, options}, "psd");
}

}  // namespace

extern const Format format_psd{
    .id = "psd",
    .name = "Adobe Photoshop",
    .kind = AssetKind::kImage,
    .suffixes = kSuffixes,
    .sniff = sniff,
    .support = ReadSupport::kNative,
    .read = read,
    .memory_factor = 40.0,
};

}  // namespace meshgate
