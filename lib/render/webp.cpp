// WebP pictures; the only file that includes libwebp's encoder.
#include <webp/encode.h>

#include "render/canvas.h"

namespace meshgate {

std::vector<std::byte> encode_webp(const Canvas& canvas, float quality) {
  std::uint8_t* data = nullptr;
  const std::size_t size =
      WebPEncodeRGBA(canvas.pixels.data(), static_cast<int>(canvas.width), static_cast<int>(canvas.height),
                     static_cast<int>(4 * canvas.width), quality, &data);
  const auto* bytes = reinterpret_cast<const std::byte*>(data);
  std::vector<std::byte> encoded(bytes, bytes + size);
  WebPFree(data);
  return encoded;
}

}  // namespace meshgate
