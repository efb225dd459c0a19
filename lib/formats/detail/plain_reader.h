#pragma once
// Pictures in formats without checksums or damage to speak of: BMP, TGA, GIF, PSD, PNM, HDR.
#include "formats/detail/picture.h"

namespace meshgate {

/// Whether read_plain takes this format.
bool is_plain_picture(std::string_view format);

/// Reads such a picture: its first frame, its flattened layers, its tones as a screen shows them. Always an
/// Asset with an image: damage is in its notes. What is cut is not decoded.
Asset read_plain(const PictureJob& job, std::string_view format);

/// Images in a GIF, and whether the file ends where its blocks do. O(bytes).
struct GifScan {
  std::uint32_t frames = 0;
  bool complete = false;
};
GifScan scan_gif(ByteView bytes);

}  // namespace meshgate
