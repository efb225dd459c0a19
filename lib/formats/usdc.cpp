// USD, crate file. Recognised only.
#include <array>

#include "core/endian.h"
#include "meshgate/format.h"

namespace meshgate {
namespace {

constexpr std::array<std::string_view, 2> kSuffixes{".usdc", ".usd"};

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) {
  return starts_with(head, "PXR-USDC") ? 100 : 0;
}

}  // namespace

extern const Format format_usdc{
    .id = "usdc",
    .name = "USD (binary)",
    .kind = AssetKind::kMesh,
    .suffixes = kSuffixes,
    .sniff = sniff,
    .support = ReadSupport::kNone,
    .read = nullptr,
};

}  // namespace meshgate
