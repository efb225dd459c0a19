// TIFF and BigTIFF, also what many raw formats of cameras are; recognised only.
#include <array>

#include "core/endian.h"
#include "meshgate/format.h"

namespace meshgate {
namespace {

constexpr auto kSuffixes = std::to_array<std::string_view>({".tif", ".tiff"});

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) {
  for (const std::string_view magic : {std::string_view("II*\0", 4), std::string_view("MM\0*", 4),
                                       std::string_view("II+\0", 4), std::string_view("MM\0+", 4)}) {
    if (starts_with(head, magic) && head.size() >= magic.size()) return 90;
  }
  return 0;
}

}  // namespace

extern const Format format_tiff{
    .id = "tiff",
    .name = "TIFF",
    .kind = AssetKind::kImage,
    .suffixes = kSuffixes,
    .sniff = sniff,
    .support = ReadSupport::kNone,
};

}  // namespace meshgate
