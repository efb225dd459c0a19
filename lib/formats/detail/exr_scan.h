#pragma once
// The structure of an OpenEXR file (its headers, offset tables and chunks), without a look at compressed
// pixels.
//
// After "OpenEXR File Layout" of the Academy Software Foundation. The library that decodes only ever sees a
// file whose sizes this walk found to lie inside of it.
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "formats/detail/picture.h"

namespace meshgate {

enum class ExrSample : std::uint8_t { kUint = 0, kHalf = 1, kFloat = 2 };

struct ExrChannel {
  std::string name;
  ExrSample sample = ExrSample::kHalf;
  std::int64_t x_sampling = 1, y_sampling = 1;
};

/// A box of pixels, both ends inside.
struct ExrWindow {
  std::int64_t min_x = 0, min_y = 0, max_x = -1, max_y = -1;
  [[nodiscard]] std::int64_t width() const { return max_x - min_x + 1; }
  [[nodiscard]] std::int64_t height() const { return max_y - min_y + 1; }
};

struct ExrTiles {
  std::uint32_t width = 0, height = 0;
  int levels = 0;  ///< 0 one, 1 mipmap, 2 ripmap
  bool round_up = false;
};

/// One part: an image of its own.
struct ExrPart {
  std::string name;
  std::vector<ExrChannel> channels;  ///< in the order of the file, which is alphabetical
  ExrWindow data, display;
  std::uint8_t compression = 0;
  std::optional<ExrTiles> tiles;
  bool deep = false;
  std::uint64_t chunks = 0;
};

/// What the structure says. The picture that is shown is the display window of `shown`.
struct ExrScan {
  Image image;
  bool has_header = false;  ///< `image` holds the facts of a header that makes sense
  bool decodable = false;   ///< all chunks are there, and the channels can become a picture
  std::vector<ExrPart> parts;
  std::size_t shown = 0;            ///< the first part that is not deep
  std::vector<std::size_t> pixels;  ///< channels of that part that make the pixels, in their order
  bool luminance_chroma = false;    ///< `pixels` are Y, RY, BY and become red, green and blue
};

/// Walks headers, tables and chunks. Never fails: what is wrong goes to `damage`.
ExrScan scan_exr(ByteView bytes, PictureDamage& damage);

/// Lines of pixels that the compression `id` packs together; 0 for one that no standard knows.
std::uint32_t exr_lines_per_chunk(std::uint8_t id);

}  // namespace meshgate
