// USD, text. Recognised only.
#include <array>

#include "core/endian.h"
#include "meshgate/format.h"

namespace meshgate {
namespace {

constexpr std::array<std::string_view, 2> kSuffixes{".usda", ".usd"};

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) {
  return starts_with(head, "#usda ") ? 95 : 0;
}

}  // namespace

extern const Format format_usda{
    .id = "usda",
    .name = "USD (text)",
    .kind = AssetKind::kMesh,
    .suffixes = kSuffixes,
    .sniff = sniff,
    .support = ReadSupport::kNone,
    .read = nullptr,
};

}  // namespace meshgate
