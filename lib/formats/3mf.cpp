// 3MF: a zip package with 3D/3dmodel.model. Read through Assimp.
#include <array>

#include "formats/detail/import_bridge.h"
#include "formats/detail/zip_sniff.h"
#include "meshgate/format.h"

namespace meshgate {
namespace {

constexpr std::array<std::string_view, 1> kSuffixes{".3mf"};

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) {
  const ZipContent content = look_into_zip(head);
  if (!content.is_zip) return 0;
  if (content.names_model) return 90;
  // The model may come after pictures; office documents have the content types too.
  return content.first_name == "[Content_Types].xml" && !content.names_office ? 40 : 0;
}

Result<Asset> read(const Source& source, const ReadOptions& options) {
  return read_through_bridge(source, options, {.format = "3mf", .hint = "3mf"});
}

}  // namespace

extern const Format format_3mf{
    .id = "3mf",
    .name = "3MF",
    .kind = AssetKind::kMesh,
    .suffixes = kSuffixes,
    .sniff = sniff,
    .support = ReadSupport::kBridge,
    .read = read,
    .memory_factor = 12.0,  // Assimp unshares vertices and keeps several copies
};

}  // namespace meshgate
