// SVG drawings, recognised only.
#include <array>

#include "core/endian.h"
#include "meshgate/format.h"

namespace meshgate {
namespace {

constexpr auto kSuffixes = std::to_array<std::string_view>({".svg"});

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) {
  std::string_view text = as_text(head);
  if (starts_with(head, "\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::size_t start = text.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos || text[start] != '<') return 0;
  text.remove_prefix(start);
  if (text.substr(0, 4) == "<svg") return 95;
  const bool xml =
      text.substr(0, 5) == "<?xml" || text.substr(0, 4) == "<!--" || text.substr(0, 9) == "<!DOCTYPE";
  return xml && text.find("<svg") != std::string_view::npos ? 85 : 0;
}

}  // namespace

extern const Format format_svg{
    .id = "svg",
    .name = "SVG",
    .kind = AssetKind::kImage,
    .suffixes = kSuffixes,
    .sniff = sniff,
    .support = ReadSupport::kNone,
};

}  // namespace meshgate
