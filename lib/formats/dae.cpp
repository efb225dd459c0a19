// COLLADA. Read through Assimp.
#include <array>

#include "formats/detail/bridge_format.h"
#include "formats/detail/sniffing.h"

namespace meshgate {
namespace {

constexpr std::array<std::string_view, 1> kSuffixes{".dae"};

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) {
  return is_xml_with_root(head, "COLLADA") ? 90 : 0;
}

}  // namespace

extern const Format format_dae = bridge_format<"dae">("COLLADA", kSuffixes, sniff);

}  // namespace meshgate
