// AVIF, recognised only.
#include "formats/detail/ftyp.h"
#include "meshgate/format.h"

namespace meshgate {
namespace {

constexpr auto kSuffixes = std::to_array<std::string_view>({".avif"});
constexpr auto kBrands = std::to_array<std::string_view>({"avif", "avis"});

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) {
  return has_brand(head, kBrands) ? 95 : 0;
}

}  // namespace

extern const Format format_avif{
    .id = "avif",
    .name = "AVIF",
    .kind = AssetKind::kImage,
    .suffixes = kSuffixes,
    .sniff = sniff,
    .support = ReadSupport::kNone,
};

}  // namespace meshgate
