// USD, text.
#include <array>

#include "core/endian.h"
#include "formats/detail/usd_reader.h"
#include "meshgate/format.h"

namespace meshgate {
namespace {

constexpr std::array<std::string_view, 2> kSuffixes{".usda", ".usd"};

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) {
  return starts_with(head, "#usda ") ? 95 : 0;
}

Result<Asset> read(const Source& source, const ReadOptions& options) {
  return read_usd(source, "usda", source, options);
}

}  // namespace

extern const Format format_usda{
    .id = "usda",
    .name = "USD (text)",
    .kind = AssetKind::kMesh,
    .suffixes = kSuffixes,
    .sniff = sniff,
    .support = ReadSupport::kNative,
    .read = read,
    .memory_factor = 6.0,
};

}  // namespace meshgate
