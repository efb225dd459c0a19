// BMP, TGA, GIF, PSD, PNM and HDR: pictures built byte by byte.
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>

#include "formats/detail/plain_reader.h"
#include "support/pictures.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

void le16(Bytes& to, std::uint32_t value) {
  to.push_back(std::byte(value & 0xFFU));
  to.push_back(std::byte(value >> 8U & 0xFFU));
}
void le32(Bytes& to, std::uint32_t value) {
  le16(to, value & 0xFFFFU);
  le16(to, value >> 16U);
}
void be16(Bytes& to, std::uint32_t value) {
  to.push_back(std::byte(value >> 8U & 0xFFU));
  to.push_back(std::byte(value & 0xFFU));
}

/// What all pictures show: r = 20 x, g = 30 y, b = 7.
int sample(std::uint32_t x, std::uint32_t y, std::uint32_t c) {
  return static_cast<int>(c == 0 ? 20 * x : c == 1 ? 30 * y : 7);
}

Bytes bmp(std::uint32_t width, std::uint32_t height) {
  Bytes file = to_bytes("BM");
  const std::uint32_t stride = (3 * width + 3) / 4 * 4;
  le32(file, 54 + stride * height);
  le32(file, 0);
  le32(file, 54);
  le32(file, 40);
  le32(file, width);
  le32(file, height);
  le16(file, 1);
  le16(file, 24);
  for (int i = 0; i < 6; ++i) le32(file, 0);
  for (std::uint32_t row = height; row-- > 0;) {  // from below
    for (std::uint32_t x = 0; x < width; ++x) {
      for (std::uint32_t c = 3; c-- > 0;) file.push_back(std::byte(sample(x, row, c)));
    }
    file.resize(54 + stride * (height - row));
  }
  return file;
}

Bytes tga(std::uint32_t width, std::uint32_t height) {
  Bytes file(12);
  file[2] = std::byte{2};
  le16(file, width);
  le16(file, height);
  file.push_back(std::byte{24});
  file.push_back(std::byte{0x20});  // from above
  for (std::uint32_t y = 0; y < height; ++y) {
    for (std::uint32_t x = 0; x < width; ++x) {
      for (std::uint32_t c = 3; c-- > 0;) file.push_back(std::byte(sample(x, y, c)));
    }
  }
  return file;
}

Bytes ppm(std::uint32_t width, std::uint32_t height, bool wide = false) {
  Bytes file = to_bytes("P6\n# by a test\n" + std::to_string(width) + " " + std::to_string(height) + "\n" +
                        (wide ? "65535\n" : "255\n"));
  for (std::uint32_t y = 0; y < height; ++y) {
    for (std::uint32_t x = 0; x < width; ++x) {
      for (std::uint32_t c = 0; c < 3; ++c) {
        if (wide) be16(file, static_cast<std::uint32_t>(sample(x, y, c)) * 257);
        if (!wide) file.push_back(std::byte(sample(x, y, c)));
      }
    }
  }
  return file;
}

Bytes psd(std::uint32_t width, std::uint32_t height) {
  Bytes file = to_bytes("8BPS");
  be16(file, 1);
  file.resize(file.size() + 6);
  be16(file, 3);
  be16(file, 0), be16(file, height);
  be16(file, 0), be16(file, width);
  be16(file, 8);
  be16(file, 3);
  file.resize(file.size() + 12);  // no palette, no resources, no layers
  be16(file, 0);                  // plain
  for (std::uint32_t c = 0; c < 3; ++c) {
    for (std::uint32_t y = 0; y < height; ++y) {
      for (std::uint32_t x = 0; x < width; ++x) file.push_back(std::byte(sample(x, y, c)));
    }
  }
  return file;
}

Bytes hdr(std::uint32_t width, std::uint32_t height) {
  Bytes file = to_bytes("#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y " + std::to_string(height) + " +X " +
                        std::to_string(width) + "\n");
  // All light is 1: mantissas of a half, exponent 1.
  for (std::uint32_t i = 0; i < width * height; ++i)
    for (const int value : {128, 128, 128, 129}) file.push_back(std::byte(value));
  return file;
}

/// Codes of nine bits, a clear code before each 200th so that codes never grow longer.
Bytes gif_frame(std::uint32_t width, std::uint32_t height) {
  Bytes frame{std::byte{0x2C}};
  for (const std::uint32_t value : {0U, 0U, width, height}) le16(frame, value);
  frame.push_back(std::byte{0});
  frame.push_back(std::byte{8});
  Bytes data;
  std::uint32_t held = 0, bits = 0;
  const auto put = [&](std::uint32_t code) {
    held |= code << bits;
    for (bits += 9; bits >= 8; bits -= 8, held >>= 8U) data.push_back(std::byte(held & 0xFFU));
  };
  for (std::uint32_t i = 0; i < width * height; ++i) {
    if (i % 200 == 0) put(256);
    put(i % width + 16 * (i / width));
  }
  put(257);
  if (bits > 0) data.push_back(std::byte(held & 0xFFU));
  for (std::size_t at = 0; at < data.size(); at += 255) {
    const std::size_t size = std::min<std::size_t>(255, data.size() - at);
    frame.push_back(std::byte(size));
    frame.insert(frame.end(), data.begin() + static_cast<std::ptrdiff_t>(at),
                 data.begin() + static_cast<std::ptrdiff_t>(at + size));
  }
  frame.push_back(std::byte{0});
  return frame;
}

Bytes gif(std::uint32_t width, std::uint32_t height, int frames) {
  Bytes file = to_bytes("GIF89a");
  le16(file, width);
  le16(file, height);
  for (const int value : {0xF7, 0, 0}) file.push_back(std::byte(value));
  for (std::uint32_t i = 0; i < 256; ++i) {
    for (std::uint32_t c = 0; c < 3; ++c) file.push_back(std::byte(sample(i % 16, i / 16, c)));
  }
  for (int i = 0; i < frames; ++i) append(file, gif_frame(width, height));
  file.push_back(std::byte{0x3B});
  return file;
}

void check_pixels(const Asset& asset) {
  const Image& image = *asset.image;
  REQUIRE(image.width == 9);
  REQUIRE(image.height == 6);
  REQUIRE(image.pixel_channels == 3);
  REQUIRE(image.decoded());
  CHECK(asset.notes.empty());
  std::size_t wrong = 0;
  for (std::uint32_t y = 0; y < 6; ++y) {
    for (std::uint32_t x = 0; x < 9; ++x) {
      for (std::uint32_t c = 0; c < 3; ++c) {
        const std::size_t i = (y * 9 + x) * 3 + c;
        const int value = image.pixels8.empty() ? image.pixels16[i] / 257 : image.pixels8[i];
        wrong += value == sample(x, y, c) ? 0U : 1U;
      }
    }
  }
  CHECK(wrong == 0);
}

}  // namespace

TEST_CASE("plain: the pixels of each format", "[image]") {
  check_pixels(read_picture(bmp(9, 6)));
  check_pixels(read_picture(tga(9, 6)));
  check_pixels(read_picture(ppm(9, 6)));
  check_pixels(read_picture(psd(9, 6)));
  check_pixels(read_picture(gif(9, 6, 1)));
  const Asset wide = read_picture(ppm(9, 6, true));
  CHECK(wide.image->bit_depth == 16);
  CHECK_FALSE(wide.image->pixels16.empty());
  check_pixels(wide);
}

TEST_CASE("plain: HDR is shown as a screen would", "[image]") {
  const Asset asset = read_picture(hdr(4, 3));
  CHECK(asset.notes.empty());
  CHECK(asset.image->bit_depth == 32);
  REQUIRE(asset.image->pixels8.size() == 36);
  for (const std::uint8_t value : asset.image->pixels8) CHECK(value == 255);
}

TEST_CASE("plain: frames of a GIF are counted, the first is shown", "[image]") {
  const Asset asset = read_picture(gif(9, 6, 3));
  CHECK(asset.image->frames == 3);
  check_pixels(asset);
  CHECK(scan_gif(gif(9, 6, 3)).complete);
}

TEST_CASE("plain: what is cut is said and not decoded", "[image]") {
  for (Bytes file : {bmp(9, 6), tga(9, 6), ppm(9, 6), gif(9, 6, 1)}) {
    file.resize(file.size() - 10);
    const Format* format = sniff_format(file, file.size() + 10, "picture");
    REQUIRE(format != nullptr);
    const Asset asset = format->read(Source::from_memory("picture", file), {}).value();
    INFO(format->id);
    CHECK_FALSE(asset.image->decoded());
    REQUIRE(asset.notes.size() == 1);
    CHECK(asset.notes[0].rule == "image/truncated");
  }
}

TEST_CASE("plain: sizes are bounded before anything is decoded", "[image]") {
  ReadOptions options;
  options.max_pixels = 53;
  for (const Bytes& file : {bmp(9, 6), tga(9, 6), ppm(9, 6), psd(9, 6), gif(9, 6, 1)}) {
    const Asset asset = read_picture(file, options);
    CHECK_FALSE(asset.image->decoded());
    CHECK(rules_of(asset) == std::vector<std::string>{"image/too-many-pixels"});
  }
  Bytes bomb = gif(9, 6, 1);
  for (const std::size_t at : {6U, 7U, 8U, 9U}) bomb[at] = std::byte{0xFF};
  CHECK(rules_of(read_picture(bomb)) == std::vector<std::string>{"image/too-many-pixels"});
}
