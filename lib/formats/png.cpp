// PNG and APNG (W3C Portable Network Graphics, third edition).
#include "core/source.h"
#include "formats/detail/picture.h"
#include "formats/detail/picture_write.h"
#include "formats/detail/png_scan.h"

namespace meshgate {
namespace {

constexpr std::array<std::string_view, 2> kSuffixes{".png", ".apng"};

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) { return sniff_png(head); }

Result<Asset> read(const Source& source, const ReadOptions& options) { return read_png({source, options}); }

Result<Written> write(const Asset& asset, const WriteOptions& options) {
  return write_picture(asset, options, "png");
}

}  // namespace

extern const Format format_png{
    .id = "png",
    .name = "PNG",
    .kind = AssetKind::kImage,
    .suffixes = kSuffixes,
    .sniff = sniff,
    .support = ReadSupport::kNative,
    .read = read,
    .write = write,
    .memory_factor = 8.0,
};

}  // namespace meshgate
