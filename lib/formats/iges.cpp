// IGES: exact CAD surfaces, no mesh. Recognised only.
#include <array>

#include "core/endian.h"
#include "meshgate/format.h"

namespace meshgate {
namespace {

constexpr std::array<std::string_view, 2> kSuffixes{".iges", ".igs"};

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) {
  // 80-column cards: the section letter in column 73, then the number of the card.
  const std::string_view text = as_text(head);
  if (text.size() < 81 || text[72] != 'S' || (text[80] != '\n' && text[80] != '\r')) return 0;
  return text.substr(73, 7).find_first_not_of(" 0") == 6 && text[79] == '1' ? 80 : 0;
}

}  // namespace

extern const Format format_iges{
    .id = "iges",
    .name = "IGES",
    .kind = AssetKind::kMesh,
    .suffixes = kSuffixes,
    .sniff = sniff,
    .support = ReadSupport::kNone,
    .read = nullptr,
};

}  // namespace meshgate
