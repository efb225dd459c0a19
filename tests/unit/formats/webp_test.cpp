// WebP: RIFF structure, frames, alpha, and what is done about damage.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>

#include "support/pictures.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

using Rules = std::vector<std::string>;

void set_le32(Bytes& bytes, std::size_t at, std::uint32_t value) {
  for (unsigned i = 0; i < 4; ++i) bytes[at + i] = static_cast<std::byte>(value >> (8 * i) & 0xFFU);
}
std::uint32_t get_le32(const Bytes& bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (unsigned i = 0; i < 4; ++i) value |= std::to_integer<std::uint32_t>(bytes[at + i]) << (8 * i);
  return value;
}
Bytes chunk(std::string_view type, const Bytes& payload) {
  Bytes bytes = to_bytes(type);
  bytes.resize(8);
  set_le32(bytes, 4, static_cast<std::uint32_t>(payload.size()));
  append(bytes, payload);
  if (payload.size() % 2 != 0) bytes.push_back(std::byte{0});
  return bytes;
}
// Puts a chunk in and corrects the RIFF size.
Bytes with_chunk(Bytes file, std::size_t at, const Bytes& part) {
  file = with_inserted(file, at, part);
  set_le32(file, 4, get_le32(file, 4) + static_cast<std::uint32_t>(part.size()));
  return file;
}
std::string corrupt(const Bytes& file) { return message_of(read_picture(file), "image/corrupt-chunk"); }

}  // namespace

TEST_CASE("webp: variants give their pixels", "[webp]") {
  const Asset lossless = read_picture(sample_picture("lossless.webp"));
  CHECK(rules_of(lossless).empty());
  REQUIRE(lossless.image->pixels8.size() == 60 * 44 * 3);
  for (std::uint32_t y = 0; y < 44; ++y) {
    for (std::uint32_t x = 0; x < 60; ++x) {
      const std::uint8_t* p = &lossless.image->pixels8[(y * 60 + x) * 3];
      REQUIRE(p[0] == (7 * x + 3 * y) % 256);
      REQUIRE(p[1] == (x ^ y));
      REQUIRE(p[2] == x * y % 256);
    }
  }
  const Asset lossy = read_picture(sample_picture("lossy.webp"));
  CHECK(rules_of(lossy).empty());
  CHECK(lossy.image->color_type == ColorType::kRgb);
  int worst = 0;
  for (int y = 0; y < 44; ++y) {
    for (int x = 0; x < 60; ++x) {
      const std::uint8_t* p = &lossy.image->pixels8[static_cast<std::size_t>(y * 60 + x) * 3];
      worst = std::max({worst, std::abs(p[0] - 4 * x), std::abs(p[1] - 4 * y)});
    }
  }
  CHECK(worst <= 24);
  const Asset alpha = read_picture(sample_picture("alpha.webp"));
  CHECK(rules_of(alpha).empty());
  CHECK(alpha.image->has_alpha);
  CHECK(alpha.image->channels == 4);
  REQUIRE(alpha.image->pixels8.size() == 60 * 44 * 4);
  CHECK(int{alpha.image->pixels8[3]} == 255);
  CHECK(int{alpha.image->pixels8[59 * 4 + 3]} == 0);
}

TEST_CASE("webp: the first frame of an animation", "[webp]") {
  const Asset asset = read_picture(sample_picture("animated.webp"));
  CHECK(rules_of(asset).empty());
  CHECK(asset.image->frames == 3);
  CHECK(asset.image->width == 60);
  REQUIRE(asset.image->decoded());
  CHECK(int{asset.image->pixels8[0]} == 0);            // r = 80 × frame
  CHECK(int{asset.image->pixels8[10 * 4 + 1]} == 40);  // g = 4 x
}

TEST_CASE("webp: every cut is found", "[webp]") {
  for (const char* name : {"lossless.webp", "lossy.webp", "alpha.webp", "animated.webp"}) {
    const Bytes file = sample_picture(name);
    const std::size_t end = get_le32(file, 4) + 8;
    for (std::size_t size = 12; size < end; ++size) {
      CAPTURE(name, size);
      const Asset asset = read_picture(Bytes(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size)));
      CHECK(has_note(asset, "image/truncated"));
      CHECK_FALSE(asset.image->decoded());
    }
  }
}

TEST_CASE("webp: a cut file whose sizes were corrected is found by the decoder", "[webp]") {
  for (const char* name : {"lossless.webp", "lossy.webp"}) {
    Bytes file = sample_picture(name);
    file.resize(file.size() / 2 / 2 * 2);
    set_le32(file, 4, static_cast<std::uint32_t>(file.size() - 8));
    set_le32(file, 16, static_cast<std::uint32_t>(file.size() - 20));
    const Asset asset = read_picture(file);
    CAPTURE(name, rules_of(asset));
    CHECK_FALSE(rules_of(asset).empty());
    CHECK_FALSE(asset.image->decoded());
  }
}

TEST_CASE("webp: orientation and padding", "[webp]") {
  const Bytes file = sample_picture("alpha.webp");
  for (const bool little : {false, true}) {
    Bytes block = exif_block(8, little);
    const Asset even = read_picture(with_chunk(file, file.size(), chunk("EXIF", block)));
    CHECK(even.image->orientation == 8);
    CHECK(rules_of(even).empty());
    block.push_back(std::byte{0});  // odd size: one byte of padding follows
    Bytes parts = chunk("EXIF", block);
    append(parts, chunk("XMP ", to_bytes("<x/>")));
    CHECK(rules_of(read_picture(with_chunk(file, file.size(), parts))).empty());
  }
}

TEST_CASE("webp: structure", "[webp]") {
  const Bytes still = sample_picture("lossy.webp");
  const Bytes extended = sample_picture("alpha.webp");
  const Bytes animated = sample_picture("animated.webp");

  Bytes longer = still;
  append(longer, to_bytes("tail"));
  CHECK(rules_of(read_picture(longer)) == Rules{"file/trailing-data"});
  CHECK(read_picture(longer).image->decoded());

  Bytes canvas = extended;
  canvas[24] ^= std::byte{1};  // canvas width
  CHECK(corrupt(canvas).find("canvas") != std::string::npos);
  Bytes overlap = still;
  set_le32(overlap, 16, get_le32(overlap, 16) + 100);
  CHECK(corrupt(overlap).find("claims") != std::string::npos);
  Bytes type = still;
  type[12] = std::byte{'X'};
  CHECK(corrupt(type).find("first chunk") != std::string::npos);
  Bytes start_code = still;
  start_code[23] ^= std::byte{0xFF};
  CHECK(corrupt(start_code).find("start code") != std::string::npos);

  const std::size_t frame = find_bytes(animated, to_bytes("ANMF"));
  Bytes beyond = animated;
  beyond[frame + 8] = std::byte{30};  // x offset of the frame, in units of two pixels
  CHECK(corrupt(beyond).find("beyond the canvas") != std::string::npos);
  Bytes flag = animated;
  flag[20] &= ~std::byte{2};
  CHECK(corrupt(flag).find("no animation flag") != std::string::npos);
}

TEST_CASE("webp: limits", "[webp]") {
  ReadOptions options;
  options.max_pixels = 60 * 44 - 1;
  CHECK(rules_of(read_picture(sample_picture("lossy.webp"), options)) == Rules{"image/too-many-pixels"});
  options = {};
  options.max_memory = 1000;
  CHECK(rules_of(read_picture(sample_picture("animated.webp"), options)) == Rules{"image/too-many-pixels"});
}
