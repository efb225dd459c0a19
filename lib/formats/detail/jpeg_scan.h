#pragma once
// The marker structure of a JPEG file (ITU-T T.81 annex B, JFIF, EXIF, Adobe) and the state of its scans.
#include <utility>
#include <vector>

#include "formats/detail/jpeg_entropy.h"
#include "formats/detail/picture.h"

namespace meshgate {

/// What the markers say.
struct JpegFacts {
  Image image;
  JpegFrame frame;
  bool has_frame = false;        ///< `image` and `frame` hold a header that makes sense
  bool decodable = false;        ///< complete, undamaged, and of a kind that is decoded
  bool standard_tables = false;  ///< no Huffman tables in the file: those of Motion-JPEG are meant
  /// Offset and size of bytes behind the last block of a scan that belong to nothing: decoders that look at
  /// them must not see them.
  std::vector<std::pair<std::size_t, std::size_t>> spare;
};

int sniff_jpeg(ByteView head);

/// Walks all segments and the entropy-coded data of every scan. Never fails: what is wrong goes to `damage`.
/// Pictures beyond options.max_pixels have their scans skipped, not walked. Throws Cancelled.
JpegFacts scan_jpeg(ByteView bytes, const ReadOptions& options, PictureDamage& damage);

/// The Huffman tables that Motion-JPEG frames leave out (T.81 annex K.3), as a complete DHT segment.
ByteView standard_huffman_segment();

}  // namespace meshgate
