// Stanford PLY, ASCII and binary. Read through Assimp.
#include <array>

#include "core/endian.h"
#include "formats/detail/import_bridge.h"
#include "meshgate/format.h"

namespace meshgate {
namespace {

constexpr std::array<std::string_view, 1> kSuffixes{".ply"};

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) {
  return starts_with(head, "ply\n") || starts_with(head, "ply\r") ? 90 : 0;
}

Result<Asset> read(const Source& source, const ReadOptions& options) {
  return read_through_bridge(source, options, {.format = "ply", .hint = "ply"});
}

}  // namespace

extern const Format format_ply{
    .id = "ply",
    .name = "PLY",
    .kind = AssetKind::kMesh,
    .suffixes = kSuffixes,
    .sniff = sniff,
    .support = ReadSupport::kBridge,
    .read = read,
    .memory_factor = 12.0,  // Assimp unshares vertices and keeps several copies
};

}  // namespace meshgate
