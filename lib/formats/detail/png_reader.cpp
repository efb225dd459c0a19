// Reading a PNG: the walk over its chunks, then its pixels.
#include "formats/detail/png_pixels.h"

namespace meshgate {

Asset read_png(const PictureJob& job) {
  Asset asset = make_picture(job.source, "png");
  FindingSink notes;
  PictureDamage damage;
  PngScan scan = scan_png(job.source.bytes(), damage);
  if (scan.has_header) {
    const std::uint64_t bytes = scan.decodable ? png_decoding_bytes(scan) : 0;
    // Damaged ones ask as well: their size may be too large all the same.
    const auto ticket = admit_decoding(job, scan.image, bytes, notes);
    if (ticket && scan.decodable) decode_png_pixels(scan, damage);
  }
  asset.image = std::move(scan.image);  // all zero when there is no header
  std::move(damage).report(notes);
  asset.notes = std::move(notes).take();
  return asset;
}

}  // namespace meshgate
