#pragma once
// The bridge to libwebp: the only file that includes it is webp_decoder.cpp.
#include <cstdint>

#include "core/endian.h"
#include "meshgate/array.h"
#include "meshgate/result.h"

namespace meshgate {

/// What decode_webp must find.
struct WebpShape {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::uint32_t channels = 3;  ///< wanted: 3 or 4
};

/// Decodes a still picture with up to two threads. The caller has bounded the size. kMalformed with the
/// decoder's reason; kNotFound when the data end too early; kLimit without memory.
Result<Array<std::uint8_t>> decode_webp(ByteView bytes, const WebpShape& shape);

/// Decodes the first frame of an animation onto its canvas; always 4 channels.
Result<Array<std::uint8_t>> decode_webp_first_frame(ByteView bytes, const WebpShape& shape);

}  // namespace meshgate
