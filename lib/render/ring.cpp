#include "render/ring.h"

#include <algorithm>
#include <cmath>

namespace meshgate {
namespace {

constexpr double kLine = 1.1, kRim = 2.4;  // half widths, pixels
constexpr std::uint8_t kDark = 28, kLight = 250;

/// Calls `take(pixel, distance from the centre)` for the pixels of a disc.
template <class AnyCanvas, class Take>
void for_each_in_disc(AnyCanvas& canvas, double x, double y, double radius, Take take) {
  const auto first = [](double v) { return static_cast<std::size_t>(std::max(std::floor(v), 0.0)); };
  const auto end = [](double v, std::uint32_t size) {
    return static_cast<std::size_t>(std::clamp(std::ceil(v), 0.0, static_cast<double>(size)));
  };
  for (std::size_t py = first(y - radius); py < end(y + radius, canvas.height); ++py) {
    for (std::size_t px = first(x - radius); px < end(x + radius, canvas.width); ++px) {
      const double distance =
          std::hypot(static_cast<double>(px) + 0.5 - x, static_cast<double>(py) + 0.5 - y);
      if (distance <= radius) take(canvas.at(px, py), distance);
    }
  }
}

// Lays a grey over a pixel with straight alpha.
void blend(std::uint8_t* pixel, std::uint8_t grey, double alpha) {
  const double below = pixel[3] / 255.0 * (1 - alpha);
  const double sum = alpha + below;
  if (sum <= 0) return;
  for (std::size_t c = 0; c < 3; ++c)
    pixel[c] = static_cast<std::uint8_t>((grey * alpha + pixel[c] * below) / sum + 0.5);
  pixel[3] = static_cast<std::uint8_t>(sum * 255 + 0.5);
}

}  // namespace

void draw_ring(Canvas& canvas, double x, double y, double radius) {
  for_each_in_disc(canvas, x, y, radius + kRim + 1, [&](std::uint8_t* pixel, double distance) {
    const double away = std::abs(distance - radius);
    blend(pixel, kLight, std::clamp(kRim + 0.5 - away, 0.0, 1.0));
    blend(pixel, kDark, std::clamp(kLine + 0.5 - away, 0.0, 1.0));
  });
}

double colored_share(const Canvas& canvas, double x, double y, double radius) {
  std::size_t all = 0, colored = 0;
  for_each_in_disc(canvas, x, y, radius, [&](const std::uint8_t* pixel, double) {
    ++all;
    const auto [low, high] = std::minmax({pixel[0], pixel[1], pixel[2]});
    if (pixel[3] > 128 && high - low > 70) ++colored;
  });
  return all == 0 ? 0 : static_cast<double>(colored) / static_cast<double>(all);
}

}  // namespace meshgate
