#include "asset/image_ops.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "asset/srgb.h"
#include "core/buffer.h"
#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::size_t kRowGrain = 64;

// Pixel (x, y) of the upright picture is pixel (from.x, from.y) of the stored one: both are affine.
struct Turn {
  bool swaps = false;  // width and height change places
  bool flips_x = false, flips_y = false;
};

// EXIF 2.32, tag 0x0112: which corner of the stored picture is where.
Turn turn_of(std::uint32_t orientation) {
  constexpr std::array<Turn, 9> kTurns{{{},
                                        {false, false, false},
                                        {false, true, false},
                                        {false, true, true},
                                        {false, false, true},
                                        {true, false, false},
                                        {true, false, true},
                                        {true, true, true},
                                        {true, true, false}}};
  return orientation < kTurns.size() ? kTurns[orientation] : Turn{};
}

template <class T>
Array<T> turned(const Image& image, const Array<T>& samples, const Turn& turn, const std::stop_token& stop) {
  const std::size_t channels = image.pixel_channels, width = image.width, height = image.height;
  const std::size_t new_width = turn.swaps ? height : width, new_height = turn.swaps ? width : height;
  Buffer<T> out(samples.size());
  parallel_ranges(new_height, kRowGrain, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t y = begin; y < end; ++y) {
      for (std::size_t x = 0; x < new_width; ++x) {
        std::size_t from_x = turn.swaps ? y : x, from_y = turn.swaps ? x : y;
        if (turn.flips_x) from_x = width - 1 - from_x;
        if (turn.flips_y) from_y = height - 1 - from_y;
        std::copy_n(&samples[(from_y * width + from_x) * channels], channels,
                    &out[(y * new_width + x) * channels]);
      }
    }
  });
  return std::move(out).freeze();
}

template <class To, class From, class Map>
Array<To> mapped(const Array<From>& samples, std::size_t from_channels, std::size_t to_channels,
                 const std::stop_token& stop, Map map) {
  const std::size_t pixels = samples.size() / from_channels;
  Buffer<To> out(pixels * to_channels);
  parallel_ranges(pixels, std::size_t{1} << 16U, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) map(&samples[i * from_channels], &out[i * to_channels]);
  });
  return std::move(out).freeze();
}

template <class T>
bool any_below_full(const Array<T>& samples, std::size_t channels) {
  for (std::size_t i = channels - 1; i < samples.size(); i += channels) {
    if (samples[i] != std::numeric_limits<T>::max()) return true;
  }
  return false;
}

template <class T>
Array<T> laid_over_white(const Image& image, const Array<T>& samples, const std::stop_token& stop) {
  constexpr auto kFull = static_cast<float>(std::numeric_limits<T>::max());
  const std::size_t channels = image.pixel_channels;
  return mapped<T>(samples, channels, channels - 1, stop, [&](const T* in, T* out) {
    const float alpha = static_cast<float>(in[channels - 1]) / kFull;
    for (std::size_t k = 0; k + 1 < channels; ++k) {
      if (alpha == 1) {
        out[k] = in[k];
        continue;
      }
      const float light = srgb_to_linear(static_cast<float>(in[k]) / kFull) * alpha + (1 - alpha);
      out[k] = static_cast<T>(std::lround(linear_to_srgb(std::min(light, 1.0F)) * kFull));
    }
  });
}

}  // namespace

Image upright(const Image& image, const std::stop_token& stop) {
  Image out = image;
  out.orientation = 1;
  const Turn turn = turn_of(image.orientation);
  if (turn.swaps) std::swap(out.width, out.height);
  if (image.orientation <= 1) return out;
  if (!image.pixels8.empty()) out.pixels8 = turned(image, image.pixels8, turn, stop);
  if (!image.pixels16.empty()) out.pixels16 = turned(image, image.pixels16, turn, stop);
  return out;
}

Image to_8_bits(const Image& image, const std::stop_token& stop) {
  Image out = image;
  out.bit_depth = 8;
  if (image.pixels16.empty()) return out;
  out.pixels16 = {};
  // 65535 / 255 = 257 exactly.
  out.pixels8 =
      mapped<std::uint8_t>(image.pixels16, 1, 1, stop, [](const std::uint16_t* in, std::uint8_t* to) {
        *to = static_cast<std::uint8_t>((*in + 128U) / 257U);
      });
  return out;
}

bool has_transparency(const Image& image) {
  if (image.pixel_channels % 2 != 0) return false;
  return any_below_full(image.pixels8, image.pixel_channels) ||
         any_below_full(image.pixels16, image.pixel_channels);
}

Image over_white(const Image& image, const std::stop_token& stop) {
  Image out = image;
  if (image.pixel_channels % 2 != 0 || image.pixel_channels == 0) return out;
  out.pixel_channels = image.pixel_channels - 1;
  out.channels = out.pixel_channels;
  out.has_alpha = false;
  out.color_type = out.pixel_channels == 1 ? ColorType::kGray : ColorType::kRgb;
  if (!image.pixels8.empty()) out.pixels8 = laid_over_white(image, image.pixels8, stop);
  if (!image.pixels16.empty()) out.pixels16 = laid_over_white(image, image.pixels16, stop);
  return out;
}

ImageSize size_within(ImageSize size, std::uint32_t max_side) {
  const std::uint32_t largest = std::max(size.width, size.height);
  if (largest <= max_side || largest == 0) return size;
  const auto scaled = [&](std::uint32_t side) {
    const std::uint64_t rounded = (std::uint64_t{side} * max_side + largest / 2) / largest;
    return static_cast<std::uint32_t>(std::max<std::uint64_t>(rounded, 1));
  };
  return {scaled(size.width), scaled(size.height)};
}

}  // namespace meshgate
