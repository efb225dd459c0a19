// Portable graymaps and pixmaps of Netpbm, binary (P5, P6).
#include <array>

#include "formats/detail/plain_reader.h"

namespace meshgate {
namespace {

constexpr auto kSuffixes = std::to_array<std::string_view>({".ppm", ".pgm", ".pnm"});

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) {
  if (!starts_with(head, "P5") && !starts_with(head, "P6")) return 0;
  const std::string_view text = as_text(head);
  if (text.size() < 4 || (text[2] != '\n' && text[2] != ' ' && text[2] != '\r' && text[2] != '\t')) return 0;
  return (text[3] >= '0' && text[3] <= '9') || text[3] == '#' ? 90 : 0;
}

Result<Asset> read(const Source& source, const ReadOptions& options) {
  return read_plain({source, options}, "pnm");
}

}  // namespace

extern const Format format_pnm{
    .id = "pnm",
    .name = "Netpbm",
    .kind = AssetKind::kImage,
    .suffixes = kSuffixes,
    .sniff = sniff,
    .support = ReadSupport::kNative,
    .read = read,
    .memory_factor = 10.0,
};

}  // namespace meshgate
