// WebP (RFC 9649): lossy, lossless, extended, animated.
#include "core/source.h"
#include "formats/detail/picture.h"
#include "formats/detail/picture_write.h"
#include "formats/detail/webp_scan.h"

namespace meshgate {
namespace {

constexpr std::array<std::string_view, 1> kSuffixes{".webp"};

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) { return sniff_webp(head); }

Result<Asset> read(const Source& source, const ReadOptions& options) { return read_webp({source, options}); }

Result<Written> write(const Asset& asset, const WriteOptions& options) {
  return write_picture(asset, options, "webp");
}

}  // namespace

extern const Format format_webp{
    .id = "webp",
    .name = "WebP",
    .kind = AssetKind::kImage,
    .suffixes = kSuffixes,
    .sniff = sniff,
    .support = ReadSupport::kNative,
    .read = read,
    .write = write,
    .memory_factor = 40.0,
};

}  // namespace meshgate
