// The histogram of a picture as SVG.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/parallel.h"
#include "render/pictures.h"

namespace meshgate {
namespace {

constexpr std::size_t kBins = 64;
constexpr std::uint32_t kWidth = kHistogramWidth, kHeight = kHistogramHeight;

/// Counts of red, green, blue and luminance; invisible pixels do not count.
using Counts = std::array<std::array<std::uint64_t, kBins>, 4>;

std::size_t bin_of(double value) { return std::min(static_cast<std::size_t>(value * kBins), kBins - 1); }

void count_pixel(const Image& image, std::size_t pixel, Counts& counts) {
  const std::uint32_t channels = image.pixel_channels;
  const auto sample = [&](std::size_t c) {
    const std::size_t i = pixel * channels + c;
    return image.pixels8.empty() ? image.pixels16[i] / 65535.0 : image.pixels8[i] / 255.0;
  };
  if ((channels == 2 || channels == 4) && sample(channels - 1) < 1.0 / 255) return;
  const bool gray = channels < 3;
  const double r = sample(0), g = sample(gray ? 0 : 1), b = sample(gray ? 0 : 2);
  ++counts[0][bin_of(r)];
  ++counts[1][bin_of(g)];
  ++counts[2][bin_of(b)];
  ++counts[3][bin_of(0.21 * r + 0.71 * g + 0.08 * b)];
}

// Heights by the square root, so that a peak of background leaves the rest to be seen.
std::string area_path(const std::array<std::uint64_t, kBins>& counts, std::uint64_t peak) {
  std::string path = fmt::format("M0 {}", kHeight);
  for (std::size_t i = 0; i < kBins; ++i) {
    const double share =
        std::sqrt(static_cast<double>(counts[i]) / static_cast<double>(std::max<std::uint64_t>(peak, 1)));
    path += fmt::format("L{:.1f} {:.1f}L{:.1f} {:.1f}", static_cast<double>(i) * kWidth / kBins,
                        kHeight * (1 - share), static_cast<double>(i + 1) * kWidth / kBins,
                        kHeight * (1 - share));
  }
  return path + fmt::format("L{} {}Z", kWidth, kHeight);
}

}  // namespace

std::string render_histogram(const Image& image) {
  const std::size_t pixels = std::size_t{image.width} * image.height;
  const Counts counts = parallel_reduce(
      pixels, std::size_t{1} << 16U, {}, Counts{},
      [&](std::size_t begin, std::size_t end) {
        Counts part{};
        for (std::size_t i = begin; i < end; ++i) count_pixel(image, i, part);
        return part;
      },
      [](Counts& total, const Counts& part) {
        for (std::size_t c = 0; c < total.size(); ++c) {
          for (std::size_t i = 0; i < kBins; ++i) total[c][i] += part[c][i];
        }
      });
  std::uint64_t peak = 0;
  for (const auto& channel : counts) peak = std::max(peak, *std::max_element(channel.begin(), channel.end()));
  constexpr std::array<std::string_view, 3> kColors{"#e5484d", "#30a46c", "#3e63dd"};
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\">",
      kWidth, kHeight);
  for (std::size_t c = 0; c < kColors.size(); ++c)
    svg += fmt::format("<path d=\"{}\" fill=\"{}\" fill-opacity=\".45\"/>", area_path(counts[c], peak),
                       kColors[c]);
  // Grey of middle tone is seen on light and on dark ground.
  svg += fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"#8b8d98\" stroke-width=\"1.5\"/></svg>",
                     area_path(counts[3], peak));
  return svg;
}

}  // namespace meshgate
