// FBX, binary and ASCII. Read through Assimp.
#include <array>

#include "core/endian.h"
#include "formats/detail/import_bridge.h"
#include "formats/detail/sniffing.h"
#include "meshgate/format.h"

namespace meshgate {
namespace {

constexpr std::array<std::string_view, 1> kSuffixes{".fbx"};

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) {
  if (starts_with(head, "Kaydara FBX Binary")) return 100;
  return starts_with(head, "; FBX") || contains(head, "FBXHeaderExtension:") ? 80 : 0;
}

Result<Asset> read(const Source& source, const ReadOptions& options) {
  return read_through_bridge(source, options, {.format = "fbx", .hint = "fbx"});
}

}  // namespace

extern const Format format_fbx{
    .id = "fbx",
    .name = "Autodesk FBX",
    .kind = AssetKind::kMesh,
    .suffixes = kSuffixes,
    .sniff = sniff,
    .support = ReadSupport::kBridge,
    .read = read,
    .memory_factor = 12.0,  // Assimp unshares vertices and keeps several copies
};

}  // namespace meshgate
