// gzip, to name it: what is inside is not looked for.
#include <array>

#include "core/endian.h"
#include "meshgate/format.h"

namespace meshgate {
namespace {

constexpr std::array<std::string_view, 2> kSuffixes{".gz", ".tgz"};

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) {
  return starts_with(head, "\x1F\x8B\x08") ? 60 : 0;
}

}  // namespace

extern const Format format_gzip{
    .id = "gzip",
    .name = "gzip archive",
    .kind = AssetKind::kUnknown,
    .suffixes = kSuffixes,
    .sniff = sniff,
    .support = ReadSupport::kNone,
    .read = nullptr,
};

}  // namespace meshgate
