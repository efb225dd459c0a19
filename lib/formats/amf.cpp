// Additive Manufacturing File Format, uncompressed. Read through Assimp.
#include <array>

#include "formats/detail/bridge_format.h"
#include "formats/detail/sniffing.h"

namespace meshgate {
namespace {

constexpr std::array<std::string_view, 1> kSuffixes{".amf"};

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) {
  return is_xml_with_root(head, "amf") ? 90 : 0;
}

}  // namespace

extern const Format format_amf = bridge_format<"amf">("AMF", kSuffixes, sniff);

}  // namespace meshgate
