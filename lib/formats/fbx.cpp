// FBX, binary and ASCII. Read through Assimp, written by meshgate.
#include <array>

#include "core/endian.h"
#include "formats/detail/bridge_format.h"
#include "formats/detail/fbx_write.h"
#include "formats/detail/sniffing.h"

namespace meshgate {
namespace {

constexpr std::array<std::string_view, 1> kSuffixes{".fbx"};

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) {
  if (starts_with(head, "Kaydara FBX Binary")) return 100;
  return starts_with(head, "; FBX") || contains(head, "FBXHeaderExtension:") ? 80 : 0;
}

constexpr Format with_writer(Format format) {
  format.write = write_fbx;
  return format;
}

}  // namespace

extern const Format format_fbx = with_writer(bridge_format<"fbx">("Autodesk FBX", kSuffixes, sniff));

}  // namespace meshgate
