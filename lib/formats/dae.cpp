// COLLADA. Read through Assimp.
#include <array>

#include "formats/detail/import_bridge.h"
#include "formats/detail/sniffing.h"
#include "meshgate/format.h"

namespace meshgate {
namespace {

constexpr std::array<std::string_view, 1> kSuffixes{".dae"};

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) {
  return is_xml_with_root(head, "COLLADA") ? 90 : 0;
}

Result<Asset> read(const Source& source, const ReadOptions& options) {
  return read_through_bridge(source, options, {.format = "dae", .hint = "dae"});
}

}  // namespace

extern const Format format_dae{
    .id = "dae",
    .name = "COLLADA",
    .kind = AssetKind::kMesh,
    .suffixes = kSuffixes,
    .sniff = sniff,
    .support = ReadSupport::kBridge,
    .read = read,
    .memory_factor = 12.0,  // Assimp unshares vertices and keeps several copies
};

}  // namespace meshgate
