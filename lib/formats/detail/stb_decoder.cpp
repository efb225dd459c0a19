#include "formats/detail/stb_decoder.h"

// Compiled in, for this file alone: libdraco.so exports a stb_image of its own, and which one a call reached
// would depend on the order of linking.
#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_ONLY_JPEG
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
  if (bytes.size() > kIntMax) return fail(ErrorKind::kLimit, "more than 2 GB");
  int width = 0;
  int height = 0;
  int channels = 0;
  stbi_uc* pixels =
      stbi_load_from_memory(reinterpret_cast<const stbi_uc*>(bytes.data()), static_cast<int>(bytes.size()),
                            &width, &height, &channels, static_cast<int>(shape.channels));
  if (pixels == nullptr) {
    const std::string reason = failure_reason();
    return fail(reason == "outofmem" ? ErrorKind::kLimit : ErrorKind::kMalformed, reason);
  }
  const std::shared_ptr<const void> owner(pixels,
                                          [](const void* p) { stbi_image_free(const_cast<void*>(p)); });
  if (static_cast<std::uint32_t>(width) != shape.width ||
      static_cast<std::uint32_t>(height) != shape.height) {
    return fail(ErrorKind::kMalformed, "the decoder found another size than the header says");
  }
  const std::size_t size = std::size_t{shape.width} * shape.height * shape.channels;
  return Array<std::uint8_t>(owner, {pixels, size});
}

}  // namespace meshgate
