// Object File Format. Read through Assimp.
#include <array>

#include "core/endian.h"
#include "formats/detail/bridge_format.h"
#include "formats/detail/off_sniff.h"

namespace meshgate {
namespace {

constexpr std::array<std::string_view, 1> kSuffixes{".off"};

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) {
  return is_off_header(as_text(head)) ? 70 : 0;
}

}  // namespace

extern const Format format_off =
    bridge_format<"off">("OFF", kSuffixes, sniff, {.parts = false, .textures = false});

}  // namespace meshgate
