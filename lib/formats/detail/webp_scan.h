#pragma once
// The RIFF structure of a WebP file (RFC 9649).
#include <cstdint>

#include "formats/detail/picture.h"

namespace meshgate {

/// What the chunks say.
struct WebpScan {
  Image image;
  bool has_header = false;  ///< `image` holds facts that make sense
  bool decodable = false;   ///< complete and undamaged as far as the container shows
  bool animated = false;
  std::uint64_t end = 0;  ///< bytes of the RIFF file, at most the file's size
};

int sniff_webp(ByteView head);

/// Walks all chunks, those inside of frames too. Never fails: what is wrong goes to `damage`.
WebpScan scan_webp(ByteView bytes, PictureDamage& damage);

}  // namespace meshgate
