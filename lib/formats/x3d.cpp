// X3D in XML. Read through Assimp.
#include <array>

#include "core/endian.h"
#include "formats/detail/bridge_format.h"
#include "formats/detail/sniffing.h"

namespace meshgate {
namespace {

constexpr std::array<std::string_view, 2> kSuffixes{".x3d", ".x3dv"};

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) {
  if (starts_with(head, "#X3D V")) return 90;
  return is_xml_with_root(head, "X3D") ? 90 : 0;
}

}  // namespace

extern const Format format_x3d = bridge_format<"x3d">("X3D", kSuffixes, sniff);

}  // namespace meshgate
