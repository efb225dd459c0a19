// USDZ: a zip package whose first file is a USD layer.
#include <array>

#include "core/text.h"
#include "formats/detail/usd_reader.h"
#include "formats/detail/usdz_write.h"
#include "formats/detail/zip_sniff.h"
#include "meshgate/format.h"

namespace meshgate {
namespace {

constexpr std::array<std::string_view, 1> kSuffixes{".usdz"};

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) {
  const ZipContent content = look_into_zip(head);
  const std::string suffix = suffix_of(content.first_name);
  return content.is_zip && (suffix == ".usdc" || suffix == ".usda" || suffix == ".usd") ? 95 : 0;
}

}  // namespace

extern const Format format_usdz{
    .id = "usdz",
    .name = "USDZ",
    .kind = AssetKind::kMesh,
    .suffixes = kSuffixes,
    .sniff = sniff,
    .support = ReadSupport::kNative,
    .read = read_usdz,
    .write = write_usdz,
    .memory_factor = 4.0,
};

}  // namespace meshgate
