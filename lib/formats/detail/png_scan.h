#pragma once
// The chunk structure of a PNG (W3C PNG third edition, with APNG), without a look at the compressed pixels.
#include <cstdint>
#include <vector>

#include "formats/detail/picture.h"

namespace meshgate {

/// What the chunks say. Views look into the source.
struct PngScan {
  Image image;
  bool has_header = false;      ///< `image` holds the facts of an IHDR that makes sense
  bool decodable = false;       ///< everything that the pixels need is there and undamaged
  std::uint8_t color_type = 0;  ///< as in IHDR
  std::uint8_t depth = 0;
  bool interlaced = false;
  ByteView palette;            ///< triples
  ByteView transparency;       ///< tRNS
  std::vector<ByteView> data;  ///< IDAT payloads in order
  std::uint64_t data_bytes = 0;
  std::uint64_t data_offset = 0;  ///< of the first IDAT chunk
};

/// Whether the first bytes are those of a PNG, also of one whose signature was damaged by a text-mode
/// transfer.
int sniff_png(ByteView head);

/// Walks all chunks and compares every checksum. Never fails: what is wrong goes to `damage`.
PngScan scan_png(ByteView bytes, PictureDamage& damage);

}  // namespace meshgate
