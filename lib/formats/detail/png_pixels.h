#pragma once
// From the compressed data of a PNG to samples.
#include "formats/detail/png_scan.h"

namespace meshgate {

/// Memory that decode_png_pixels takes at most, result included; saturates.
std::uint64_t png_decoding_bytes(const PngScan& scan);

/// Inflates, unfilters and unpacks the pixels into scan.image. The scan must be decodable and its size
/// admitted. What is wrong (too few rows, a wrong checksum of the stream, an unknown filter, a palette index
/// out of range) goes to `damage`; then there are no pixels.
void decode_png_pixels(PngScan& scan, PictureDamage& damage);

}  // namespace meshgate
