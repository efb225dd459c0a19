#include "render/canvas.h"

#include <algorithm>

namespace meshgate {
namespace {

std::vector<std::byte> bytes_of(const Result<Array<std::byte>>& encoded) {
  return encoded ? std::vector<std::byte>(encoded->begin(), encoded->end()) : std::vector<std::byte>();
}

}  // namespace

void add_background(Canvas& canvas) {
  for (std::size_t y = 0; y < canvas.height; ++y) {
    // From #F6F7F9 at the top to #E4E7EC below.
    const double down = static_cast<double>(y) / std::max(canvas.height - 1, 1U);
    const double tone[3] = {246 - 18 * down, 247 - 16 * down, 249 - 13 * down};
    for (std::size_t x = 0; x < canvas.width; ++x) {
      std::uint8_t* pixel = canvas.at(x, y);
      const double alpha = pixel[3] / 255.0;
      for (std::size_t c = 0; c < 3; ++c)
        pixel[c] = static_cast<std::uint8_t>(pixel[c] * alpha + tone[c] * (1 - alpha) + 0.5);
      pixel[3] = 255;
    }
  }
}

void paste(const Canvas& part, std::uint32_t x, std::uint32_t y, Canvas& canvas) {
  if (x >= canvas.width) return;
  const std::size_t width = std::min(part.width, canvas.width - x);
  for (std::size_t row = 0; row < part.height && y + row < canvas.height; ++row)
    std::copy_n(part.at(0, row), 4 * width, canvas.at(x, y + row));
}

Pixels pixels_of(const Canvas& canvas) { return {canvas.width, canvas.height, 4, canvas.pixels, {}}; }

std::vector<std::byte> webp_of(const Canvas& canvas, int quality) {
  return bytes_of(encode_webp(pixels_of(canvas), quality));
}

std::vector<std::byte> png_of(const Canvas& canvas) { return bytes_of(encode_png(pixels_of(canvas))); }

}  // namespace meshgate
