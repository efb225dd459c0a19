// glTF 2.0 as JSON with buffers and images beside it or in data URIs (specification section 3).
#include "formats/detail/gltf_reader.h"

namespace meshgate {
namespace {

constexpr std::array<std::string_view, 1> kSuffixes{".gltf"};

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) { return sniff_gltf(head); }

}  // namespace

extern const Format format_gltf{
    .id = "gltf",
    .name = "glTF 2.0",
    .kind = AssetKind::kMesh,
    .suffixes = kSuffixes,
    .sniff = sniff,
    .support = ReadSupport::kNative,
    .read = read_gltf_asset,
    .memory_factor = 3.0,  // of the JSON alone; buffers beside it are mapped
};

}  // namespace meshgate
