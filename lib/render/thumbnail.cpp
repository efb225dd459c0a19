// A picture made small.
#include <algorithm>
#include <cmath>

#include "core/parallel.h"
#include "render/pictures.h"

namespace meshgate {
namespace {

/// A sample of the picture as stored, 0 to 255, with alpha; grey is spread to three channels.
struct Sampler {
  const Image& image;

  [[nodiscard]] double channel(std::size_t x, std::size_t y, std::size_t c) const {
    const std::size_t i = (y * image.width + x) * image.pixel_channels + c;
    return image.pixels8.empty() ? image.pixels16[i] / 257.0 : image.pixels8[i];
  }
  void add(std::size_t x, std::size_t y, double weight, std::array<double, 4>& sum) const {
    const std::uint32_t channels = image.pixel_channels;
    const bool gray = channels < 3, has_alpha = channels == 2 || channels == 4;
    const double alpha = (has_alpha ? channel(x, y, channels - 1) / 255 : 1) * weight;
    for (std::size_t c = 0; c < 3; ++c) sum[c] += channel(x, y, gray ? 0 : c) * alpha;
    sum[3] += alpha;
  }
};

// Where a pixel of the upright picture is stored (EXIF orientation 1 to 8).
std::pair<double, double> stored_place(double x, double y, double width, double height,
                                       std::uint32_t orientation) {
  switch (orientation) {
    case 2:
      return {width - x, y};
    case 3:
      return {width - x, height - y};
    case 4:
      return {x, height - y};
    case 5:
      return {y, x};
    case 6:
      return {y, height - x};
    case 7:
      return {width - y, height - x};
    case 8:
      return {width - y, x};
    default:
      return {x, y};
  }
}

// Mean of the stored pixels in a rectangle, at most 16 × 16 samples of it.
void average(const Sampler& sampler, double x0, double y0, double x1, double y1, std::uint8_t* pixel) {
  std::array<double, 4> sum{};
  const auto left = static_cast<std::size_t>(x0), top = static_cast<std::size_t>(y0);
  const std::size_t right =
      std::min<std::size_t>(std::max(static_cast<std::size_t>(std::ceil(x1)), left + 1), sampler.image.width);
  const std::size_t bottom =
      std::min<std::size_t>(std::max(static_cast<std::size_t>(std::ceil(y1)), top + 1), sampler.image.height);
  const std::size_t step_x = (right - left + 15) / 16, step_y = (bottom - top + 15) / 16;
  double count = 0;
  for (std::size_t y = top; y < bottom; y += step_y) {
    for (std::size_t x = left; x < right; x += step_x, ++count) sampler.add(x, y, 1, sum);
  }
  if (sum[3] <= 0) return;
  for (std::size_t c = 0; c < 3; ++c)
    pixel[c] = static_cast<std::uint8_t>(std::clamp(sum[c] / sum[3] + 0.5, 0.0, 255.0));
  pixel[3] = static_cast<std::uint8_t>(sum[3] / count * 255 + 0.5);
}

}  // namespace

Canvas render_thumbnail(const Image& image, std::uint32_t side) {
  if (!image.decoded() || image.width == 0 || image.height == 0) return {};
  const bool turned = image.orientation >= 5 && image.orientation <= 8;
  const double width = turned ? image.height : image.width, height = turned ? image.width : image.height;
  const double scale = std::min(1.0, side / std::max(width, height));
  Canvas canvas(std::max(1U, static_cast<std::uint32_t>(width * scale + 0.5)),
                std::max(1U, static_cast<std::uint32_t>(height * scale + 0.5)));
  const double step_x = width / canvas.width, step_y = height / canvas.height;
  const Sampler sampler{image};
  parallel_ranges(canvas.height, 8, {}, [&](std::size_t begin, std::size_t end) {
    for (std::size_t y = begin; y < end; ++y) {
      for (std::size_t x = 0; x < canvas.width; ++x) {
        const auto fx = static_cast<double>(x), fy = static_cast<double>(y);
        const auto a = stored_place(fx * step_x, fy * step_y, image.width, image.height, image.orientation);
        const auto b =
            stored_place((fx + 1) * step_x, (fy + 1) * step_y, image.width, image.height, image.orientation);
        const auto low = [](double p, double q, double end_of) {
          return std::clamp(std::min(p, q), 0.0, end_of - 1);
        };
        average(sampler, low(a.first, b.first, image.width), low(a.second, b.second, image.height),
                std::max(a.first, b.first), std::max(a.second, b.second), canvas.at(x, y));
      }
    }
  });
  return canvas;
}

}  // namespace meshgate
