// JPEG (ITU-T T.81) with JFIF, EXIF and Adobe segments.
#include "core/source.h"
#include "formats/detail/jpeg_scan.h"
#include "formats/detail/picture.h"
#include "formats/detail/picture_write.h"

namespace meshgate {
namespace {

constexpr std::array<std::string_view, 4> kSuffixes{".jpg", ".jpeg", ".jpe", ".jfif"};

int sniff(std::span<const std::byte> head, std::uint64_t /*size*/) { return sniff_jpeg(head); }

Result<Asset> read(const Source& source, const ReadOptions& options) { return read_jpeg({source, options}); }

Result<Written> write(const Asset& asset, const WriteOptions& options) {
  return write_picture(asset, options, "jpeg");
}

}  // namespace

extern const Format format_jpeg{
    .id = "jpeg",
    .name = "JPEG",
    .kind = AssetKind::kImage,
    .suffixes = kSuffixes,
    .sniff = sniff,
    .support = ReadSupport::kNative,
    .read = read,
    .write = write,
    .memory_factor = 24.0,
};

}  // namespace meshgate
