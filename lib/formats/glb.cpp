// GLB: the binary container of glTF 2.0 (specification section 4).
#include "formats/detail/glb_write.h"
#include "formats/detail/gltf_container.h"
#include "formats/detail/gltf_reader.h"

namespace meshgate {
namespace {

constexpr std::array<std::string_view, 1> kSuffixes{".glb"};

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) { return sniff_glb(head); }

}  // namespace

extern const Format format_glb{
    .id = "glb",
    .name = "Binary glTF 2.0",
    .kind = AssetKind::kMesh,
    .suffixes = kSuffixes,
    .sniff = sniff,
    .support = ReadSupport::kNative,
    .read = read_glb_asset,
    .write = write_glb,
    .memory_factor = 1.5,
};

}  // namespace meshgate
