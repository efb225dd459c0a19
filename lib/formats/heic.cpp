// HEIF with HEVC pictures, as iPhones take them, recognised only.
#include "formats/detail/ftyp.h"
#include "meshgate/format.h"

namespace meshgate {
namespace {

constexpr auto kSuffixes = std::to_array<std::string_view>({".heic", ".heif", ".hif"});
constexpr auto kBrands = std::to_array<std::string_view>({"heic", "heix", "heim", "heis", "hevc", "hevx"});

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) {
  return has_brand(head, kBrands) ? 95 : 0;
}

}  // namespace

extern const Format format_heic{
    .id = "heic",
    .name = "HEIF (HEIC)",
    .kind = AssetKind::kImage,
    .suffixes = kSuffixes,
    .sniff = sniff,
    .support = ReadSupport::kNone,
};

}  // namespace meshgate
