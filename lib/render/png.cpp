// PNG pictures; the only file that includes libpng. Its simplified interface reports without longjmp.
#include <png.h>

#include "render/canvas.h"

namespace meshgate {

std::vector<std::byte> encode_png(const Canvas& canvas) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = canvas.width;
  image.height = canvas.height;
  image.format = PNG_FORMAT_RGBA;
  png_alloc_size_t size = 0;
  std::vector<std::byte> encoded;
  if (png_image_write_to_memory(&image, nullptr, &size, 0, canvas.pixels.data(), 0, nullptr) == 0) return {};
  encoded.resize(size);
  if (png_image_write_to_memory(&image, encoded.data(), &size, 0, canvas.pixels.data(), 0, nullptr) == 0)
    return {};
  encoded.resize(size);
  return encoded;
}

}  // namespace meshgate
