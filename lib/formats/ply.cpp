// Stanford PLY, ASCII and binary. Read through Assimp.
#include <array>

#include "core/endian.h"
#include "formats/detail/bridge_format.h"

namespace meshgate {
namespace {

constexpr std::array<std::string_view, 1> kSuffixes{".ply"};

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) {
  return starts_with(head, "ply\n") || starts_with(head, "ply\r") ? 90 : 0;
}

}  // namespace

extern const Format format_ply = bridge_format<"ply">("PLY", kSuffixes, sniff, {.parts = false});

}  // namespace meshgate
