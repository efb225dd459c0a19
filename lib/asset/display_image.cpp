#include "asset/display_image.h"

#include <algorithm>
#include <cmath>

#include "core/buffer.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::size_t kGrain = std::size_t{1} << 16U;

struct Range {
  float low = 0, high = 1;
};

// Of the first channel; alpha is 0…1 by definition.
Range find_range(const Image& image) {
  const std::size_t channels = image.pixel_channels;
  return parallel_reduce(
      image.pixels32f.size() / channels, kGrain, {}, Range{},
      [&](std::size_t begin, std::size_t end) {
        Range range;
        for (std::size_t i = begin; i < end; ++i) {
          const float value = image.pixels32f[i * channels];
          if (!std::isfinite(value)) continue;
          range.low = std::min(range.low, value);
          range.high = std::max(range.high, value);
        }
        return range;
      },
      [](Range& total, const Range& part) {
        total.low = std::min(total.low, part.low);
        total.high = std::max(total.high, part.high);
      });
}

std::uint16_t to_16_bits(double value) {
  if (!(value > 0)) return 0;  // NaN too
  return static_cast<std::uint16_t>(std::min(value, 1.0) * 65535 + 0.5);
}

}  // namespace

Image display_image(const Image& image) {
  if (image.pixels32f.empty()) return image;
  const std::size_t channels = image.pixel_channels;
  const bool gray = channels < 3;
  const Range range = gray ? find_range(image) : Range{};
  const double scale = 1.0 / (static_cast<double>(range.high) - static_cast<double>(range.low));
  const std::size_t colors = gray ? 1 : 3;
  Buffer<std::uint16_t> samples(image.pixels32f.size());
  parallel_ranges(samples.size() / channels, kGrain, {}, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin * channels; i < end * channels; ++i) {
      const auto value = static_cast<double>(image.pixels32f[i]);
      const bool is_color = i % channels < colors;
      samples[i] = to_16_bits(!is_color ? value
                              : gray    ? (value - range.low) * scale
                                        : std::pow(value, 1 / 2.2));
    }
  });
  Image shown = image;
  shown.pixels32f = {};
  shown.pixels16 = std::move(samples).freeze();
  return shown;
}

}  // namespace meshgate
