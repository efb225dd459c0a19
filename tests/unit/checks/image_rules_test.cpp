// Rules of image/: each fires, is silent, and turns at its limit.
#include <algorithm>
#include <catch2/catch.hpp>

#include "support/pictures.h"
#include "support/rule_cases.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

Bytes gray_png(std::uint32_t width, std::uint32_t height, int value) {
  return make_png8(width, height, 0, [value](auto, auto, auto) { return value; });
}

// A square of `size` pixels in the middle of 200 × 200, striped so that it is neither blank nor blurred.
Bytes square_png(std::uint32_t size) {
  return make_png8(200, 200, 0, [size](std::uint32_t x, std::uint32_t y, std::uint32_t) {
    const bool inside = x >= 100 && x < 100 + size && y >= 100 && y < 100 + size;
    return inside ? 20 + static_cast<int>(x % 2) * 60 : 240;
  });
}

// Steps that rise over `width` pixels.
Bytes soft_png(std::uint32_t width) {
  return make_png8(256, 256, 0, [width](std::uint32_t x, std::uint32_t, std::uint32_t) {
    const std::uint32_t place = x % 128;
    if (place < 64) return static_cast<int>(20 + std::min(place * 200 / width, 200U));
    return static_cast<int>(220 - std::min((place - 64) * 200 / width, 200U));
  });
}

Bytes with_frames(std::uint32_t frames) {
  const Bytes file = checkered_png(150, 150);
  Bytes control;
  append_be32(control, frames);
  append_be32(control, 0);
  return with_inserted(file, find_bytes(file, to_bytes("IDAT")) - 4, png_chunk("acTL", control));
}

Bytes with_orientation(std::uint32_t orientation) {
  const Bytes file = checkered_png(150, 150);
  return with_inserted(file, find_bytes(file, to_bytes("IDAT")) - 4,
                       png_chunk("eXIf", exif_block(orientation, true)));
}

}  // namespace

TEST_CASE("image rules: a good picture has no finding", "[image][rules]") {
  for (const Finding& finding : judge_picture(checkered_png(200, 160)))
    FAIL_CHECK(finding.rule << ": " << finding.message);
}

TEST_CASE("image rules: damage", "[image][rules]") {
  const Bytes good = checkered_png(200, 160);
  Bytes cut = good;
  cut.resize(cut.size() / 2);
  expect_fires("image/truncated", judge_picture(cut));
  expect_silent("image/truncated", judge_picture(good));
  Bytes changed = good;
  changed[good.size() / 2] ^= std::byte{4};
  expect_fires("image/corrupt-chunk", judge_picture(changed));
  expect_silent("image/corrupt-chunk", judge_picture(good));
  const std::size_t at = find_bytes(good, to_bytes("IDAT")) - 4;
  expect_fires("image/undecodable", judge_picture(with_inserted(good, at, png_chunk("QQQQ", {}))));
  expect_silent("image/undecodable", judge_picture(good));
}

TEST_CASE("image rules: size", "[image][rules]") {
  expect_fires("image/too-small", judge_picture(checkered_png(127, 300)));
  expect_silent("image/too-small", judge_picture(checkered_png(128, 300)));
  expect_fires("image/too-small",
               judge_picture(checkered_png(300, 199), {{"image/too-small", "min-side", 200}}));
  expect_silent("image/too-small",
                judge_picture(checkered_png(300, 200), {{"image/too-small", "min-side", 200}}));

  expect_silent("image/extreme-aspect", judge_picture(checkered_png(400, 100)));
  expect_fires("image/extreme-aspect", judge_picture(checkered_png(401, 100)));
  expect_fires("image/extreme-aspect", judge_picture(checkered_png(100, 401)));
  expect_silent("image/extreme-aspect",
                judge_picture(checkered_png(401, 100), {{"image/extreme-aspect", "max-ratio", 5}}));

  const Setting limit{"image/too-many-pixels", "max-megapixels", 0.04};
  expect_silent("image/too-many-pixels", judge_picture(checkered_png(200, 200), {limit}));
  expect_fires("image/too-many-pixels", judge_picture(checkered_png(200, 201), {limit}));
}

TEST_CASE("image rules: facts of the header", "[image][rules]") {
  expect_fires("image/animated", judge_picture(with_frames(2)));
  expect_silent("image/animated", judge_picture(with_frames(1)));
  expect_fires("image/animated", judge_picture(sample_picture("animated.webp")));
  expect_fires("image/cmyk", judge_picture(sample_picture("cmyk.jpg")));
  expect_silent("image/cmyk", judge_picture(sample_picture("baseline.jpg")));
  expect_fires("image/exif-rotated", judge_picture(with_orientation(8)));
  expect_fires("image/exif-rotated", judge_picture(with_orientation(2)));
  expect_silent("image/exif-rotated", judge_picture(with_orientation(1)));
}

TEST_CASE("image rules: blank", "[image][rules]") {
  expect_fires("image/blank", judge_picture(gray_png(200, 200, 128)));
  expect_silent("image/blank", judge_picture(checkered_png(200, 200)));
  const auto range = [](int last) {
    return make_png8(200, 200, 0, [last](auto x, auto, auto) { return x == 100 ? 100 + last : 100; });
  };
  expect_fires("image/blank", judge_picture(range(5)));  // 5 / 255 is below 0.02
  expect_silent("image/blank", judge_picture(range(6)));
  expect_fires("image/blank", judge_picture(range(6), {{"image/blank", "max-range", 0.03}}));
  // All transparent; and a silhouette of one colour, which does show something.
  expect_fires("image/blank",
               judge_picture(make_png8(200, 200, 6, [](auto, auto, auto k) { return k == 3 ? 0 : 90; })));
  expect_silent("image/blank", judge_picture(make_png8(200, 200, 6, [](auto x, auto, auto k) {
                  return k == 3 && x < 100 ? 0 : 255;
                })));
  // Two colours of one luminance.
  expect_silent("image/blank", judge_picture(make_png8(200, 200, 2, [](auto x, auto, auto k) {
                  return k == 0 ? (x < 80 ? 183 : 0) : k == 1 ? (x < 80 ? 0 : 54) : 0;
                })));
}

TEST_CASE("image rules: blurred", "[image][rules]") {
  expect_fires("image/blurred", judge_picture(soft_png(20)));
  expect_silent("image/blurred", judge_picture(soft_png(1)));
  expect_silent("image/blurred", judge_picture(soft_png(4)));
  expect_silent("image/blurred", judge_picture(gray_png(200, 200, 128)));  // blank is said elsewhere
  expect_fires("image/blurred", judge_picture(soft_png(4), {{"image/blurred", "min-sharpness", 0.9}}));
}

TEST_CASE("image rules: no foreground", "[image][rules]") {
  expect_fires("image/no-foreground", judge_picture(square_png(19)));   // 361 of 40 000
  expect_silent("image/no-foreground", judge_picture(square_png(20)));  // 400: exactly 1 %
  expect_silent("image/no-foreground",
                judge_picture(square_png(19), {{"image/no-foreground", "min-fraction", 0.005}}));
  expect_silent("image/no-foreground", judge_picture(gray_png(200, 200, 128)));  // blank is said elsewhere
}
