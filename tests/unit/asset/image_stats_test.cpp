// Statistics of pictures whose numbers are known.
#include "asset/image_stats.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <cmath>

#include "core/parallel.h"

using namespace meshgate;

namespace {

template <class Sample>
Image make_image(std::uint32_t width, std::uint32_t height, std::uint32_t channels, Sample sample,
                 bool wide = false) {
  Image image;
  image.width = width;
  image.height = height;
  image.channels = image.pixel_channels = channels;
  std::vector<std::uint8_t> pixels8;
  std::vector<std::uint16_t> pixels16;
  for (std::uint32_t y = 0; y < height; ++y) {
    for (std::uint32_t x = 0; x < width; ++x) {
      for (std::uint32_t k = 0; k < channels; ++k) {
        const int value = sample(x, y, k);
        if (wide) {
          pixels16.push_back(static_cast<std::uint16_t>(value));
        } else {
          pixels8.push_back(static_cast<std::uint8_t>(value));
        }
      }
    }
  }
  image.bit_depth = wide ? 16 : 8;
  image.pixels8 = std::move(pixels8);
  image.pixels16 = std::move(pixels16);
  return image;
}

ImageStats stats_of(const Image& image) { return compute_image_stats(image, {}); }

// A dark disc on white whose edge is a Gaussian of `sigma` pixels.
Image disc(std::uint32_t side, double sigma) {
  return make_image(side, side, 1, [=](std::uint32_t x, std::uint32_t y, std::uint32_t) {
    const double middle = side / 2.0;
    const double distance = std::hypot(x - middle, y - middle) - side / 4.0;
    const double white =
        sigma == 0 ? (distance > 0 ? 1 : 0) : 0.5 * std::erfc(-distance / (sigma * std::sqrt(2)));
    return static_cast<int>(std::lround(40 + 200 * white));
  });
}

}  // namespace

TEST_CASE("image stats: luminance of known pixels", "[image]") {
  const ImageStats gray =
      stats_of(make_image(4, 1, 1, [](auto x, auto, auto) { return static_cast<int>(x) * 85; }));
  CHECK(gray.levels == 4);
  CHECK(gray.min == 0);
  CHECK(gray.max == 1);
  CHECK(gray.mean == Approx(0.5));
  const ImageStats rgb = stats_of(make_image(3, 3, 3, [](auto, auto, auto k) { return k == 1 ? 255 : 0; }));
  CHECK(rgb.levels == 1);
  CHECK(rgb.mean == Approx(183.0 / 256).margin(0.003));
  const ImageStats wide = stats_of(make_image(
      256, 256, 1, [](auto x, auto y, auto) { return static_cast<int>(256 * y + x); }, true));
  CHECK(wide.levels == 65536);
  CHECK(wide.mean == Approx(0.5));
  CHECK(wide.max == 1);
}

TEST_CASE("image stats: invisible pixels do not count", "[image]") {
  // Left half opaque grey 100, right half invisible white; one column of alpha 1 counts.
  const auto sample = [](std::uint32_t x, std::uint32_t, std::uint32_t k) {
    if (k == 0) return x < 10 ? 100 : 255;
    return x < 10 ? 255 : x == 10 ? 1 : 0;
  };
  const ImageStats stats = stats_of(make_image(20, 10, 2, sample));
  CHECK(stats.levels == 2);
  CHECK(stats.min == Approx(100.0 / 255));
  CHECK(stats.transparent_fraction == Approx(9.0 / 20));
  CHECK(stats.foreground_fraction == Approx(0.5));
  const ImageStats none = stats_of(make_image(5, 5, 4, [](auto, auto, auto k) { return k == 3 ? 0 : 77; }));
  CHECK(none.levels == 0);
  CHECK(none.transparent_fraction == 1);
  CHECK(none.foreground_fraction == 0);
  CHECK(none.sharpness == 0);
}

TEST_CASE("image stats: foreground against the border", "[image]") {
  for (const std::uint32_t channels : {1U, 3U, 4U}) {
    const ImageStats stats = stats_of(make_image(100, 100, channels, [](auto x, auto y, auto k) {
      if (k == 3) return 255;
      return x >= 40 && x < 60 && y >= 30 && y < 60 ? 60 : 200;
    }));
    CAPTURE(channels);
    CHECK(stats.foreground_fraction == Approx(0.06));
  }
  // 8 % of 255 is 20.4: 20 is the background's noise, 21 is not.
  const auto near = [](int difference) {
    return stats_of(
        make_image(50, 50, 1, [=](auto x, auto, auto) { return x == 25 ? 100 + difference : 100; }));
  };
  CHECK(near(20).foreground_fraction == 0);
  CHECK(near(21).foreground_fraction == Approx(0.02));
  // Colours of the same luminance differ all the same.
  const ImageStats red = stats_of(make_image(10, 10, 3, [](auto x, auto y, auto k) {
    const bool inside = x == 5 && y == 5;
    return k == 0 ? (inside ? 183 : 0) : k == 1 ? (inside ? 0 : 54) : 0;
  }));
  CHECK(red.foreground_fraction == Approx(0.01));
}

TEST_CASE("image stats: sharpness falls with blur and depends on nothing else", "[image]") {
  double last = 2;
  for (const double sigma : {0.0, 1.0, 2.0, 4.0, 8.0}) {
    const double sharpness = stats_of(disc(512, sigma)).sharpness;
    CAPTURE(sigma, sharpness);
    CHECK(sharpness < last);
    last = sharpness;
  }
  CHECK(stats_of(disc(512, 0)).sharpness == Approx(1).margin(0.01));
  CHECK(stats_of(disc(512, 4)).sharpness < 0.2);
  // The same object, nearer: the same edges.
  CHECK(stats_of(disc(300, 1.5)).sharpness == Approx(stats_of(disc(900, 1.5)).sharpness).margin(0.05));
  // Twice the resolution and twice the blur: the same picture.
  CHECK(stats_of(disc(2048, 4)).sharpness == Approx(stats_of(disc(1024, 2)).sharpness).margin(0.05));
  // Without an edge there is nothing sharp.
  CHECK(stats_of(make_image(256, 256, 1, [](auto x, auto, auto) { return static_cast<int>(x); })).sharpness ==
        0);
}

TEST_CASE("image stats: shapes at the limits", "[image]") {
  const auto ramp = [](std::uint32_t x, std::uint32_t y, std::uint32_t) {
    return static_cast<int>((x + y) % 251);
  };
  for (const auto& [width, height] :
       {std::pair{1U, 1U}, std::pair{1U, 5000U}, std::pair{70'001U, 1U}, std::pair{1025U, 3U}}) {
    for (const std::uint32_t channels : {1U, 2U, 3U, 4U}) {
      CAPTURE(width, height, channels);
      const ImageStats stats = stats_of(make_image(width, height, channels, ramp));
      CHECK(stats.levels + (channels % 2 == 0 ? 1 : 0) >= 1);  // a single pixel of alpha 0 is invisible
      CHECK((stats.sharpness >= 0 && stats.sharpness <= 1));
      CHECK((stats.foreground_fraction >= 0 && stats.foreground_fraction <= 1));
    }
  }
  CHECK(stats_of(Image{}).levels == 0);
}

TEST_CASE("image stats: the same for any number of threads", "[image]") {
  const Image image = make_image(1500, 1100, 4, [](auto x, auto y, auto k) {
    return static_cast<int>((x * y + 13 * x + k * 91) % 256);
  });
  ImageStats first;
  for (const int threads : {1, 2, 5}) {
    ImageStats stats;
    run_with_threads(threads, [&] { stats = stats_of(image); });
    if (threads == 1) first = stats;
    CHECK(stats.mean == first.mean);
    CHECK(stats.sharpness == first.sharpness);
    CHECK(stats.foreground_fraction == first.foreground_fraction);
    CHECK(stats.levels == first.levels);
  }
}
