// Blender. Recognised only: the reader of Assimp 5.2.5 knows files of Blender 2.7 and finds no faces in newer
// ones.
#include <array>

#include "core/endian.h"
#include "meshgate/format.h"

namespace meshgate {
namespace {

constexpr std::array<std::string_view, 1> kSuffixes{".blend"};

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) {
  return starts_with(head, "BLENDER") && head.size() >= 12 ? 95 : 0;
}

}  // namespace

extern const Format format_blend{
    .id = "blend",
    .name = "Blender file",
    .kind = AssetKind::kMesh,
    .suffixes = kSuffixes,
    .sniff = sniff,
    .support = ReadSupport::kNone,
    .read = nullptr,
};

}  // namespace meshgate
