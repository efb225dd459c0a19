// Reading an OpenEXR picture: the walk over its structure, then its pixels.
#include <fmt/format.h>

#include "core/text.h"
#include "formats/detail/exr_decoder.h"

namespace meshgate {
namespace {

void decode(const PictureJob& job, ExrScan& scan, PictureDamage& damage) {
  Result<Array<float>> pixels = decode_exr(job.source.bytes(), scan, job.options.stop);
  if (!pixels)
    return damage.corrupt(
        0, fmt::format("the decoder refuses the pixels: {}", printable(pixels.error().message)));
  scan.image.pixel_channels = static_cast<std::uint32_t>(scan.pixels.size());
  scan.image.pixels32f = std::move(*pixels);
}

// The window that the data is stored for may be larger than what is shown of it.
bool data_allowed(const PictureJob& job, const ExrScan& scan, FindingSink& notes) {
  const ExrWindow& data = scan.parts[scan.shown].data;
  Image stored;
  stored.width = static_cast<std::uint32_t>(data.width());
  stored.height = static_cast<std::uint32_t>(data.height());
  return pixels_allowed(stored.width, stored.height, job.options) || admit_decoding(job, stored, 0, notes);
}

}  // namespace

Asset read_exr(const PictureJob& job) {
  Asset asset = make_picture(job.source, "exr");
  FindingSink notes;
  PictureDamage damage;
  ExrScan scan = scan_exr(job.source.bytes(), damage);
  if (scan.has_header) {
    const std::uint64_t bytes = scan.decodable ? exr_decoding_bytes(scan) : 0;
    const auto ticket = admit_decoding(job, scan.image, bytes, notes);
    if (ticket && scan.decodable && data_allowed(job, scan, notes)) decode(job, scan, damage);
  }
  asset.image = std::move(scan.image);  // all zero when there is no header
  std::move(damage).report(notes);
  asset.notes = std::move(notes).take();
  return asset;
}

}  // namespace meshgate
