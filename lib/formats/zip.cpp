// Plain zip archives: a model inside is read as if it were unpacked.
#include <array>

#include "core/endian.h"
#include "formats/detail/zip_reader.h"
#include "formats/detail/zip_sniff.h"
#include "meshgate/format.h"

namespace meshgate {
namespace {

constexpr std::array<std::string_view, 1> kSuffixes{".zip"};

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) {
  return look_into_zip(head).is_zip || starts_with(head, "PK\x05\x06") ? 20
                                                                       : 0;  // packages of other formats win
}

}  // namespace

extern const Format format_zip{
    .id = "zip",
    .name = "ZIP archive",
    .kind = AssetKind::kUnknown,
    .suffixes = kSuffixes,
    .sniff = sniff,
    .support = ReadSupport::kNative,
    .read = read_zip_model,
    .memory_factor = 2.0,
};

}  // namespace meshgate
