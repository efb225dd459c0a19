// Object File Format. Read through Assimp.
#include <array>

#include "core/endian.h"
#include "formats/detail/import_bridge.h"
#include "formats/detail/off_sniff.h"
#include "meshgate/format.h"

namespace meshgate {
namespace {

constexpr std::array<std::string_view, 1> kSuffixes{".off"};

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) {
  return is_off_header(as_text(head)) ? 70 : 0;
}

Result<Asset> read(const Source& source, const ReadOptions& options) {
  return read_through_bridge(source, options, {.format = "off", .hint = "off"});
}

}  // namespace

extern const Format format_off{
    .id = "off",
    .name = "OFF",
    .kind = AssetKind::kMesh,
    .suffixes = kSuffixes,
    .sniff = sniff,
    .support = ReadSupport::kBridge,
    .read = read,
    .memory_factor = 12.0,  // Assimp unshares vertices and keeps several copies
};

}  // namespace meshgate
