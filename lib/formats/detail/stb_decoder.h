#pragma once
// The bridge to stb_image: the only file that includes it is stb_decoder.cpp.
#include <cstdint>
#include <span>

#include "core/endian.h"
#include "meshgate/array.h"
#include "meshgate/result.h"

namespace meshgate {

/// A buffer for inflate_zlib must be this much larger than what is wanted: a full buffer may lack the last
/// match.
inline constexpr std::size_t kInflateSlack = 512;

/// Outcome of an inflation into a buffer of fixed size.
struct Inflated {
  std::size_t bytes = 0;  ///< written to the buffer; when `more`, at least its size less kInflateSlack
  bool more = false;      ///< the stream went on when the buffer was full
};

/// Inflates a zlib stream into `out`, never beyond it. kMalformed with the decoder's reason. The checksum at
/// the end of the stream is not compared. Both sizes must be below 2^31.
Result<Inflated> inflate_zlib(ByteView compressed, std::span<std::uint8_t> out);

/// What decode_jpeg must find.
struct JpegShape {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::uint32_t channels = 3;  ///< wanted: 1 or 3
};

/// Decodes baseline and progressive JPEG to interleaved 8-bit samples; CMYK and YCCK become RGB. The caller
/// has bounded the size. Does not notice a cut or damaged scan. kMalformed with the decoder's reason; kLimit
/// without memory.
Result<Array<std::uint8_t>> decode_jpeg(ByteView bytes, const JpegShape& shape);

/// What the header of a plain picture (BMP, TGA, GIF, PSD, PNM, HDR) says.
struct PlainShape {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::uint32_t channels = 3;  ///< 1 gray, 2 gray and alpha, 3 rgb, 4 rgba
  bool wide = false;           ///< 16 bits a channel
};

/// Reads the header only. kMalformed with the decoder's reason.
Result<PlainShape> read_plain_shape(ByteView bytes);

/// Samples of a plain picture; of an animation those of the first frame, of HDR what a screen shows
/// (gamma 2.2, clipped at 1). The caller has bounded the size. kMalformed with the decoder's reason; kLimit
/// without memory.
struct PlainPixels {
  Array<std::uint8_t> samples8;
  Array<std::uint16_t> samples16;
};
Result<PlainPixels> decode_plain(ByteView bytes, const PlainShape& shape);

}  // namespace meshgate
