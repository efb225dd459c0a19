// OpenEXR.
#include <array>

#include "core/endian.h"
#include "core/source.h"
#include "formats/detail/exr_writer.h"
#include "formats/detail/picture.h"

namespace meshgate {
namespace {

constexpr auto kSuffixes = std::to_array<std::string_view>({".exr"});

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) {
  return head.size() >= 4 && starts_with(head, "\x76\x2F\x31\x01") ? 100 : 0;
}

Result<Asset> read(const Source& source, const ReadOptions& options) { return read_exr({source, options}); }

}  // namespace

extern const Format format_exr{
    .id = "exr",
    .name = "OpenEXR",
    .kind = AssetKind::kImage,
    .suffixes = kSuffixes,
    .sniff = sniff,
    .support = ReadSupport::kNative,
    .read = read,
    .write = write_exr,
    .memory_factor = 8.0,
};

}  // namespace meshgate
