// X3D in XML. Read through Assimp.
#include <array>

#include "core/endian.h"
#include "formats/detail/import_bridge.h"
#include "formats/detail/sniffing.h"
#include "meshgate/format.h"

namespace meshgate {
namespace {

constexpr std::array<std::string_view, 2> kSuffixes{".x3d", ".x3dv"};

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) {
  if (starts_with(head, "#X3D V")) return 90;
  return is_xml_with_root(head, "X3D") ? 90 : 0;
}

Result<Asset> read(const Source& source, const ReadOptions& options) {
  return read_through_bridge(source, options, {.format = "x3d", .hint = "x3d"});
}

}  // namespace

extern const Format format_x3d{
    .id = "x3d",
    .name = "X3D",
    .kind = AssetKind::kMesh,
    .suffixes = kSuffixes,
    .sniff = sniff,
    .support = ReadSupport::kBridge,
    .read = read,
    .memory_factor = 12.0,  // Assimp unshares vertices and keeps several copies
};

}  // namespace meshgate
