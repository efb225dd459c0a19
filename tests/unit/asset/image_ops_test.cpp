// Changes to pictures, on patterns whose outcome is known.
#include "asset/image_ops.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/parallel.h"

using namespace meshgate;

namespace {

Image picture8(std::uint32_t width, std::uint32_t height, std::uint32_t channels, auto sample) {
  Image image;
  image.width = width;
  image.height = height;
  image.channels = image.pixel_channels = channels;
  image.has_alpha = channels % 2 == 0;
  std::vector<std::uint8_t> samples;
  for (std::uint32_t y = 0; y < height; ++y) {
    for (std::uint32_t x = 0; x < width; ++x) {
      for (std::uint32_t c = 0; c < channels; ++c)
        samples.push_back(static_cast<std::uint8_t>(sample(x, y, c)));
    }
  }
  image.pixels8 = samples;
  return image;
}

int at(const Image& image, std::uint32_t x, std::uint32_t y, std::uint32_t c = 0) {
  return image.pixels8[(std::size_t{y} * image.width + x) * image.pixel_channels + c];
}

const std::stop_token kNoStop;

}  // namespace

TEST_CASE("image: every EXIF orientation turns the same scene upright", "[image]") {
  // Upright: 3 wide, 2 high, samples 10 y + x. Stored as each orientation has it.
  const auto upright_sample = [](std::uint32_t x, std::uint32_t y) { return 10 * y + x; };
  for (std::uint32_t orientation = 1; orientation <= 8; ++orientation) {
    const bool swaps = orientation >= 5;
    Image stored =
        picture8(swaps ? 2 : 3, swaps ? 3 : 2, 1, [&](std::uint32_t x, std::uint32_t y, std::uint32_t) {
          // EXIF: where row 0 and column 0 of what is stored are in the upright picture.
          switch (orientation) {
            case 2:
              return upright_sample(2 - x, y);  // top, right
            case 3:
              return upright_sample(2 - x, 1 - y);  // bottom, right
            case 4:
              return upright_sample(x, 1 - y);  // bottom, left
            case 5:
              return upright_sample(y, x);  // left, top
            case 6:
              return upright_sample(2 - y, x);  // right, top
            case 7:
              return upright_sample(2 - y, 1 - x);  // right, bottom
            case 8:
              return upright_sample(y, 1 - x);  // left, bottom
            default:
              return upright_sample(x, y);
          }
        });
    stored.orientation = orientation;
    const Image turned = upright(stored, kNoStop);
    INFO("orientation " << orientation);
    REQUIRE(turned.width == 3);
    REQUIRE(turned.height == 2);
    CHECK(turned.orientation == 1);
    for (std::uint32_t y = 0; y < 2; ++y) {
      for (std::uint32_t x = 0; x < 3; ++x) CHECK(at(turned, x, y) == static_cast<int>(upright_sample(x, y)));
    }
  }
}

TEST_CASE("image: 16 bits are rounded to 8, not cut", "[image]") {
  Image image;
  image.width = 5;
  image.height = 1;
  image.channels = image.pixel_channels = 1;
  image.bit_depth = 16;
  image.pixels16 = std::vector<std::uint16_t>{0, 128, 129, 65535, 257 * 100 + 128};
  const Image small = to_8_bits(image, kNoStop);
  CHECK(small.bit_depth == 8);
  CHECK(small.pixels16.empty());
  CHECK(std::vector<int>(small.pixels8.begin(), small.pixels8.end()) == std::vector<int>{0, 0, 1, 255, 100});
}

TEST_CASE("image: alpha over white", "[image]") {
  const Image image = picture8(3, 1, 4, [](std::uint32_t x, std::uint32_t, std::uint32_t c) {
    return c == 3 ? (x == 0 ? 255 : x == 1 ? 0 : 128) : 0;
  });
  CHECK(has_transparency(image));
  const Image flat = over_white(image, kNoStop);
  CHECK_FALSE(flat.has_alpha);
  CHECK(flat.pixel_channels == 3);
  CHECK(at(flat, 0, 0) == 0);
  CHECK(at(flat, 1, 0) == 255);
  CHECK(at(flat, 2, 0) == 187);  // half of the light of white is 188 of 255 in sRGB
}

TEST_CASE("image: scaling keeps what is even, in light and not in numbers", "[image]") {
  const Image even =
      picture8(97, 61, 3, [](auto, auto, std::uint32_t c) { return 40 + 70 * static_cast<int>(c); });
  for (const auto& [width, height] : {std::pair{31U, 17U}, {200U, 5U}, {1U, 1U}, {97U, 122U}}) {
    const Image scaled = resized(even, width, height, SampleUse::kColor, kNoStop);
    REQUIRE(scaled.pixels8.size() == std::size_t{3} * width * height);
    for (std::size_t i = 0; i < scaled.pixels8.size(); ++i)
      REQUIRE(std::abs(scaled.pixels8[i] - (40 + 70 * static_cast<int>(i % 3))) <= 1);
  }
  // A fine chequer of black and white seen from afar has half the light: 188, not 128.
  const Image chequer =
      picture8(256, 256, 1, [](std::uint32_t x, std::uint32_t y, auto) { return (x + y) % 2 * 255; });
  const Image afar = resized(chequer, 16, 16, SampleUse::kColor, kNoStop);
  const Image numbers = resized(chequer, 16, 16, SampleUse::kData, kNoStop);
  CHECK(std::abs(at(afar, 8, 8) - 188) <= 2);
  CHECK(std::abs(at(numbers, 8, 8) - 128) <= 2);
}

TEST_CASE("image: colours of transparent pixels do not bleed", "[image]") {
  // Red, visible on the left half only; green where nothing is visible.
  const Image image = picture8(64, 8, 4, [](std::uint32_t x, std::uint32_t, std::uint32_t c) {
    const bool visible = x < 32;
    return c == 3 ? (visible ? 255 : 0) : c == 0 ? (visible ? 255 : 0) : c == 1 ? (visible ? 0 : 255) : 0;
  });
  const Image scaled = resized(image, 15, 2, SampleUse::kColor, kNoStop);
  for (std::uint32_t x = 0; x < 15; ++x) {
    INFO("column " << x << ", alpha " << at(scaled, x, 0, 3));
    if (at(scaled, x, 0, 3) > 2) CHECK(at(scaled, x, 0, 1) <= 1);
  }
}

TEST_CASE("image: scaling is the same for any number of threads", "[image][parallel]") {
  const Image image = picture8(300, 500, 4, [](std::uint32_t x, std::uint32_t y, std::uint32_t c) {
    return (x * 7 + y * 13 + c * 50) % 256;
  });
  Image one, four;
  run_with_threads(1, [&] { one = resized(image, 123, 321, SampleUse::kColor, kNoStop); });
  run_with_threads(4, [&] { four = resized(image, 123, 321, SampleUse::kColor, kNoStop); });
  CHECK(std::equal(one.pixels8.begin(), one.pixels8.end(), four.pixels8.begin(), four.pixels8.end()));
}

TEST_CASE("image: sizes keep their shape", "[image]") {
  const auto size = [](std::uint32_t width, std::uint32_t height, std::uint32_t side) {
    const ImageSize within = size_within({width, height}, side);
    return std::pair(within.width, within.height);
  };
  CHECK(size(4000, 3000, 2000) == std::pair(2000U, 1500U));
  CHECK(size(3000, 4000, 2000) == std::pair(1500U, 2000U));
  CHECK(size(100, 50, 100) == std::pair(100U, 50U));
  CHECK(size(100'000, 1, 10) == std::pair(10U, 1U));
}
