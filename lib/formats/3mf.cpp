// 3MF: a zip package with 3D/3dmodel.model. Read through Assimp.
#include <array>

#include "formats/detail/bridge_format.h"
#include "formats/detail/zip_sniff.h"

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

}  // namespace

extern const Format format_3mf = bridge_format<"3mf">("3MF", kSuffixes, sniff);

}  // namespace meshgate
