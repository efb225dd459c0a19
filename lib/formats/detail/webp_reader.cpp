// Reading a WebP: the walk over its chunks, then its pixels.
#include <fmt/format.h>

#include "core/text.h"
#include "formats/detail/webp_decoder.h"
#include "formats/detail/webp_scan.h"

namespace meshgate {
namespace {

// libwebp holds one 32-bit copy (lossless) or an alpha plane (lossy) beside the result; an animation three
// canvases.
std::uint64_t decoding_bytes(const WebpScan& scan) {
  const std::uint64_t pixels = std::uint64_t{scan.image.width} * scan.image.height;
  return pixels * (scan.animated ? 20 : scan.image.has_alpha ? 9 : 8);
}

void decode(ByteView bytes, WebpScan& scan, PictureDamage& damage) {
  WebpShape shape;
  shape.width = scan.image.width;
  shape.height = scan.image.height;
  shape.channels = scan.image.has_alpha || scan.animated ? 4 : 3;
  Result<Array<std::uint8_t>> pixels =
      scan.animated ? decode_webp_first_frame(bytes, shape) : decode_webp(bytes, shape);
  if (!pixels) {
    const std::string reason =
        fmt::format("the decoder refuses the picture: {}", printable(pixels.error().message));
    if (pixels.error().kind == ErrorKind::kNotFound) return damage.truncated(scan.end, reason);
    return damage.undecodable(0, reason);
  }
  scan.image.pixel_channels = shape.channels;
  scan.image.pixels8 = std::move(*pixels);
}

}  // namespace

Asset read_webp(const PictureJob& job) {
  Asset asset = make_picture(job.source, "webp");
  FindingSink notes;
  PictureDamage damage;
  WebpScan scan = scan_webp(job.source.bytes(), damage);
  if (scan.has_header) {
    const std::uint64_t bytes = scan.decodable ? decoding_bytes(scan) : 0;
    const auto ticket = admit_decoding(job, scan.image, bytes, notes);
    if (ticket && scan.decodable) decode(job.source.bytes().first(scan.end), scan, damage);
  }
  asset.image = std::move(scan.image);  // all zero when there is no header
  std::move(damage).report(notes);
  asset.notes = std::move(notes).take();
  return asset;
}

}  // namespace meshgate
