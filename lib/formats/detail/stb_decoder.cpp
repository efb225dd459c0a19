#include "formats/detail/stb_decoder.h"

// Compiled in, for this file alone: libdraco.so exports a stb_image of its own, and which one a call reached
// would depend on the order of linking.
#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_ONLY_JPEG
#define STBI_ONLY_BMP
#define STBI_ONLY_TGA
#define STBI_ONLY_GIF
#define STBI_ONLY_PSD
#define STBI_ONLY_PNM
#define STBI_ONLY_HDR
#define STBI_SUPPORT_ZLIB
#define STBI_NO_STDIO
#include <stb_image.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <string>
#include <string_view>

namespace meshgate {
namespace {

constexpr std::size_t kIntMax = std::numeric_limits<int>::max();

std::string failure_reason() {
  const char* reason = stbi_failure_reason();
  return reason == nullptr ? "unknown reason" : reason;
}

template <class T>
using Load = T* (*)(const stbi_uc*, int, int*, int*, int*, int);

template <class T>
Result<Array<T>> load(Load<T> decode, ByteView bytes, const PlainShape& shape) {
  if (bytes.size() > kIntMax) return fail(ErrorKind::kLimit, "more than 2 GB");
  int width = 0, height = 0, channels = 0;
  T* samples = decode(reinterpret_cast<const stbi_uc*>(bytes.data()), static_cast<int>(bytes.size()), &width,
                      &height, &channels, static_cast<int>(shape.channels));
  if (samples == nullptr) {
    const std::string reason = failure_reason();
    return fail(reason == "outofmem" ? ErrorKind::kLimit : ErrorKind::kMalformed, reason);
  }
  const std::shared_ptr<const void> owner(samples,
                                          [](const void* p) { stbi_image_free(const_cast<void*>(p)); });
  if (static_cast<std::uint32_t>(width) != shape.width ||
      static_cast<std::uint32_t>(height) != shape.height) {
    return fail(ErrorKind::kMalformed, "the decoder found another size than the header says");
  }
  return Array<T>(owner, {samples, std::size_t{shape.width} * shape.height * shape.channels});
}

}  // namespace

Result<Inflated> inflate_zlib(ByteView compressed, std::span<std::uint8_t> out) {
  if (compressed.size() > kIntMax || out.size() > kIntMax) return fail(ErrorKind::kLimit, "more than 2 GB");
  const int written = stbi_zlib_decode_buffer(
      reinterpret_cast<char*>(out.data()), static_cast<int>(out.size()),
      reinterpret_cast<const char*>(compressed.data()), static_cast<int>(compressed.size()));
  if (written >= 0) return Inflated{static_cast<std::size_t>(written), false};
  const std::string reason = failure_reason();
  // stb_image.h says so when a buffer that may not grow is full.
  if (reason == "output buffer limit")
    return Inflated{out.size() - std::min(out.size(), kInflateSlack), true};
  return fail(ErrorKind::kMalformed, reason);
}

Result<Array<std::uint8_t>> decode_jpeg(ByteView bytes, const JpegShape& shape) {
  return load<std::uint8_t>(stbi_load_from_memory, bytes, {shape.width, shape.height, shape.channels, false});
}

Result<PlainShape> read_plain_shape(ByteView bytes) {
  if (bytes.size() > kIntMax) return fail(ErrorKind::kLimit, "more than 2 GB");
  const auto* data = reinterpret_cast<const stbi_uc*>(bytes.data());
  const int size = static_cast<int>(bytes.size());
  int width = 0, height = 0, channels = 0;
  if (stbi_info_from_memory(data, size, &width, &height, &channels) == 0 || width <= 0 || height <= 0 ||
      channels < 1 || channels > 4)
    return fail(ErrorKind::kMalformed, failure_reason());
  PlainShape shape;
  shape.width = static_cast<std::uint32_t>(width);
  shape.height = static_cast<std::uint32_t>(height);
  shape.channels = static_cast<std::uint32_t>(channels);
  shape.wide = stbi_is_16_bit_from_memory(data, size) != 0;
  return shape;
}

Result<PlainPixels> decode_plain(ByteView bytes, const PlainShape& shape) {
  PlainPixels pixels;
  if (shape.wide) {
    MG_TRY(pixels.samples16, load<std::uint16_t>(stbi_load_16_from_memory, bytes, shape));
  } else {
    MG_TRY(pixels.samples8, load<std::uint8_t>(stbi_load_from_memory, bytes, shape));
  }
  return pixels;
}

}  // namespace meshgate
