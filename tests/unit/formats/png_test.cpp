// PNG: structure, checksums, every combination of colour type and depth, and what is done about damage.
#include <array>
#include <catch2/catch.hpp>
#include <chrono>

#include "support/mutate.h"
#include "support/pictures.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

std::uint32_t samples_of(std::uint8_t color_type) {
  constexpr std::array<std::uint32_t, 7> kSamples{1, 0, 3, 1, 2, 0, 4};
  return kSamples.at(color_type);
}

// The sample at a place as it is stored: known, and different for each place and channel.
std::uint32_t stored_sample(const PngSpec& spec, std::uint32_t x, std::uint32_t y, std::uint32_t k) {
  return (x * 37 + y * 101 + k * 59 + x * y * 7) & ((1U << spec.depth) - 1U);
}

void append_row(Bytes& rows, const PngSpec& spec, std::uint32_t y, std::uint32_t x0, std::uint32_t dx) {
  rows.push_back(std::byte{0});
  std::uint32_t held = 0, bits = 0;
  for (std::uint32_t x = x0; x < spec.width; x += dx) {
    for (std::uint32_t k = 0; k < samples_of(spec.color_type); ++k) {
      held = held << spec.depth | stored_sample(spec, x, y, k);
      for (bits += spec.depth; bits >= 8; bits -= 8)
        rows.push_back(static_cast<std::byte>(held >> (bits - 8) & 0xFFU));
    }
  }
  if (bits > 0) rows.push_back(static_cast<std::byte>(held << (8 - bits) & 0xFFU));
}

Bytes rows_of(const PngSpec& spec) {
  struct Pass {
    std::uint32_t x0, y0, dx, dy;
  };
  constexpr std::array<Pass, 7> kAdam7{
      {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}}};
  Bytes rows;
  if (spec.interlace == 0) {
    for (std::uint32_t y = 0; y < spec.height; ++y) append_row(rows, spec, y, 0, 1);
    return rows;
  }
  for (const Pass& pass : kAdam7) {
    for (std::uint32_t y = pass.y0; y < spec.height && pass.x0 < spec.width; y += pass.dy) {
      append_row(rows, spec, y, pass.x0, pass.dx);
    }
  }
  return rows;
}

Bytes palette_of(std::uint32_t colors) {
  Bytes bytes;
  for (std::uint32_t i = 0; i < colors; ++i) {
    for (const std::uint32_t value : {i * 3, 255 - i, i * 11})
      bytes.push_back(static_cast<std::byte>(value & 0xFFU));
  }
  return bytes;
}

void check_pixels(const PngSpec& spec, const Image& image) {
  REQUIRE(image.decoded());
  const std::uint32_t stored = samples_of(spec.color_type);
  for (std::uint32_t y = 0; y < spec.height; ++y) {
    for (std::uint32_t x = 0; x < spec.width; ++x) {
      const std::size_t at = (std::size_t{y} * spec.width + x) * image.pixel_channels;
      for (std::uint32_t k = 0; k < stored; ++k) {
        const std::uint32_t value = stored_sample(spec, x, y, k);
        CAPTURE(x, y, k);
        if (spec.depth == 16) {
          REQUIRE(image.pixels16[at + k] == value);
        } else if (spec.color_type == 3) {
          REQUIRE(image.pixels8[at] == (value * 3 & 0xFFU));
          REQUIRE(image.pixels8[at + 1] == 255 - value);
        } else {
          REQUIRE(image.pixels8[at + k] == value * 255 / ((1U << spec.depth) - 1U));
        }
      }
    }
  }
}

Bytes small_png() {
  return make_png8(3, 2, 2, [](std::uint32_t x, std::uint32_t y, std::uint32_t k) {
    return static_cast<int>(40 * x + 90 * y + k);
  });
}

// Offset of a chunk's length field.
std::size_t chunk_at(const Bytes& file, std::string_view type) {
  return find_bytes(file, to_bytes(type)) - 4;
}

}  // namespace

TEST_CASE("png: every colour type, depth and interlacing gives its pixels", "[png]") {
  struct Kind {
    std::uint8_t color_type, depth;
  };
  constexpr std::array<Kind, 15> kKinds{{{0, 1},
                                         {0, 2},
                                         {0, 4},
                                         {0, 8},
                                         {0, 16},
                                         {2, 8},
                                         {2, 16},
                                         {3, 1},
                                         {3, 2},
                                         {3, 4},
                                         {3, 8},
                                         {4, 8},
                                         {4, 16},
                                         {6, 8},
                                         {6, 16}}};
  for (const Kind& kind : kKinds) {
    for (const std::uint8_t interlace : {std::uint8_t{0}, std::uint8_t{1}}) {
      for (const std::uint32_t side : {1U, 2U, 5U, 13U}) {
        const PngSpec spec{side, side + 1, kind.depth, kind.color_type, interlace};
        CAPTURE(int{kind.color_type}, int{kind.depth}, int{interlace}, side);
        const Bytes middle = kind.color_type == 3 ? png_chunk("PLTE", palette_of(1U << kind.depth)) : Bytes{};
        const Asset asset = read_picture(make_png(spec, rows_of(spec), middle));
        CHECK(rules_of(asset).empty());
        CHECK(asset.image->width == side);
        CHECK(asset.image->height == side + 1);
        CHECK(asset.image->bit_depth == (kind.color_type == 3 ? 8U : kind.depth));
        CHECK(asset.image->has_alpha == (kind.color_type >= 4));
        check_pixels(spec, *asset.image);
      }
    }
  }
}

TEST_CASE("png: filters and real compression give the pixels", "[png]") {
  const Asset asset = read_picture(sample_picture("filters.png"));
  CHECK(rules_of(asset).empty());
  const Image& image = *asset.image;
  REQUIRE(image.pixels8.size() == 60 * 44 * 3);
  for (std::uint32_t y = 0; y < 44; ++y) {
    for (std::uint32_t x = 0; x < 60; ++x) {
      const std::uint8_t* p = &image.pixels8[(y * 60 + x) * 3];
      REQUIRE(p[0] == (7 * x + 3 * y) % 256);
      REQUIRE(p[1] == (x ^ y));
      REQUIRE(p[2] == x * y % 256);
    }
  }
}

TEST_CASE("png: each filter is undone", "[png]") {
  // Grey, 3 × 2: the second row is coded against the first with each of the five filters.
  struct Coded {
    int filter;
    std::array<int, 3> bytes;
  };
  // First row 10 20 30, second row 15 40 35.
  for (const Coded& coded : {Coded{0, {15, 40, 35}}, Coded{1, {15, 25, 251}}, Coded{2, {5, 20, 5}},
                             Coded{3, {10, 23, 0}}, Coded{4, {5, 20, 251}}}) {
    Bytes rows{std::byte{0}, std::byte{10}, std::byte{20}, std::byte{30},
               static_cast<std::byte>(coded.filter)};
    for (const int value : coded.bytes) rows.push_back(static_cast<std::byte>(value));
    PngSpec spec;
    spec.width = 3;
    spec.height = 2;
    spec.color_type = 0;
    const Asset asset = read_picture(make_png(spec, rows));
    CAPTURE(coded.filter);
    REQUIRE(asset.image->pixels8.size() == 6);
    CHECK(int{asset.image->pixels8[3]} == 15);
    CHECK(int{asset.image->pixels8[4]} == 40);
    CHECK(int{asset.image->pixels8[5]} == 35);
  }
}

TEST_CASE("png: transparency by colour and by palette", "[png]") {
  PngSpec gray;
  gray.width = 2;
  gray.height = 1;
  gray.depth = 2;
  gray.color_type = 0;
  // Samples 1 and 2; the colour 2 is transparent.
  const Bytes rows{std::byte{0}, std::byte{0b01100000}};
  const Asset keyed = read_picture(make_png(gray, rows, png_chunk("tRNS", {std::byte{0}, std::byte{2}})));
  CHECK(keyed.image->has_alpha);
  REQUIRE(keyed.image->pixels8.size() == 4);
  CHECK(int{keyed.image->pixels8[0]} == 85);
  CHECK(int{keyed.image->pixels8[1]} == 255);
  CHECK(int{keyed.image->pixels8[3]} == 0);

  PngSpec palette = gray;
  palette.color_type = 3;
  Bytes middle = png_chunk("PLTE", palette_of(4));
  append(middle, png_chunk("tRNS", {std::byte{9}, std::byte{77}}));
  const Asset colored = read_picture(make_png(palette, rows, middle));
  CHECK(colored.image->color_type == ColorType::kPalette);
  CHECK(colored.image->channels == 4);
  REQUIRE(colored.image->pixels8.size() == 8);
  CHECK(int{colored.image->pixels8[3]} == 77);
  CHECK(int{colored.image->pixels8[7]} == 255);  // not in tRNS: opaque
}

TEST_CASE("png: facts from other chunks", "[png]") {
  Bytes file = small_png();
  const std::size_t at = chunk_at(file, "IDAT");
  Bytes animation;
  append_be32(animation, 5);
  append_be32(animation, 0);
  CHECK(read_picture(with_inserted(file, at, png_chunk("acTL", animation))).image->frames == 5);
  CHECK(read_picture(sample_picture("animated.png")).image->frames == 3);
  for (const bool little : {false, true}) {
    const Asset turned = read_picture(with_inserted(file, at, png_chunk("eXIf", exif_block(6, little))));
    CHECK(turned.image->orientation == 6);
    CHECK(rules_of(turned).empty());
  }
  CHECK(read_picture(with_inserted(file, at, png_chunk("eXIf", exif_block(9, true)))).image->orientation ==
        1);
}

TEST_CASE("png: every changed byte is found", "[png]") {
  const Bytes file = small_png();
  for (std::size_t i = 0; i < file.size(); ++i) {
    for (const unsigned bit : {0x01U, 0x80U}) {
      Bytes changed = file;
      changed[i] ^= static_cast<std::byte>(bit);
      CAPTURE(i, bit);
      const std::span<const std::byte> all(changed);
      if (sniff_format(all, all.size(), "") == nullptr) continue;  // the signature is gone
      const Asset asset = read_picture(changed);
      // A longer length of the last chunk looks like a cut file.
      CHECK((has_note(asset, "image/corrupt-chunk") || has_note(asset, "image/truncated")));
    }
  }
}

TEST_CASE("png: every cut is found", "[png]") {
  const Bytes file = small_png();
  for (std::size_t size = 8; size < file.size(); ++size) {
    CAPTURE(size);
    const Asset asset = read_picture(Bytes(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size)));
    CHECK(rules_of(asset) == std::vector<std::string>{"image/truncated"});
    CHECK_FALSE(asset.image->decoded());
  }
}

TEST_CASE("png: order of chunks", "[png]") {
  const Bytes file = small_png();
  const Bytes header = png_header({3, 2, 8, 2, 0});
  const std::size_t data = chunk_at(file, "IDAT");
  const auto corrupt = [](const Bytes& bytes) {
    return message_of(read_picture(bytes), "image/corrupt-chunk");
  };

  CHECK(corrupt(with_inserted(file, data, header)).find("second IHDR") != std::string::npos);
  CHECK(corrupt(without(file, 8, header.size())).find("not IHDR") != std::string::npos);
  const Bytes end = png_chunk("IEND", {});
  CHECK(corrupt(without(file, data, file.size() - data - end.size())).find("no IDAT") != std::string::npos);
  const std::size_t tail = file.size() - end.size();
  CHECK(corrupt(with_inserted(file, tail, png_chunk("PLTE", palette_of(2)))).find("after the pixels") !=
        std::string::npos);
  Bytes split = with_inserted(file, tail, png_chunk("IDAT", {}));
  CHECK(corrupt(split).empty());  // an empty IDAT behind the others is allowed
  split = with_inserted(split, tail, png_chunk("tEXt", to_bytes("Comment")));
  CHECK(corrupt(split).find("does not follow") != std::string::npos);
  CHECK(message_of(read_picture(with_inserted(file, data, png_chunk("ABCD", {}))), "image/undecodable")
            .find("ABCD") != std::string::npos);
  CHECK(rules_of(read_picture(with_inserted(file, data, png_chunk("abCd", {})))).empty());
}

TEST_CASE("png: impossible headers", "[png]") {
  const auto rules = [](const PngSpec& spec) {
    return rules_of(read_picture(make_png(spec, {std::byte{0}})));
  };
  const std::vector<std::string> corrupt{"image/corrupt-chunk"};
  CHECK(rules({0, 5, 8, 2, 0}) == corrupt);
  CHECK(rules({5, 0, 8, 2, 0}) == corrupt);
  CHECK(rules({5, 5, 4, 2, 0}) == corrupt);
  CHECK(rules({5, 5, 8, 1, 0}) == corrupt);
  CHECK(rules({5, 5, 16, 3, 0}) == corrupt);
  CHECK(rules({5, 5, 8, 2, 2}) == corrupt);
  CHECK(rules({0x80000000U, 5, 8, 2, 0}) == corrupt);
}

TEST_CASE("png: pixel data that do not fit", "[png]") {
  PngSpec spec;
  spec.width = 4;
  spec.height = 4;
  spec.color_type = 0;
  const auto gray = [&](std::size_t bytes, int filter = 0) {
    Bytes rows(bytes);
    rows[5] = static_cast<std::byte>(filter);
    return make_png(spec, rows);
  };
  CHECK(rules_of(read_picture(gray(20))).empty());
  CHECK(rules_of(read_picture(gray(19))) == std::vector<std::string>{"image/truncated"});
  const Asset more = read_picture(gray(21));
  CHECK(rules_of(more) == std::vector<std::string>{"file/trailing-data"});
  CHECK(more.image->decoded());
  CHECK(rules_of(read_picture(gray(20'000))) == std::vector<std::string>{"file/trailing-data"});
  CHECK(message_of(read_picture(gray(20, 5)), "image/undecodable").find("filter 5") != std::string::npos);

  Bytes stream = zlib_stored(Bytes(20));
  stream.back() ^= std::byte{1};
  Bytes file = png_signature();
  append(file, png_header(spec));
  append(file, png_chunk("IDAT", stream));
  append(file, png_chunk("IEND", {}));
  CHECK(message_of(read_picture(file), "image/corrupt-chunk").find("checksum at the end") !=
        std::string::npos);

  PngSpec palette = spec;
  palette.color_type = 3;
  Bytes rows(20);
  rows[7] = std::byte{2};
  CHECK(message_of(read_picture(make_png(palette, rows, png_chunk("PLTE", palette_of(2)))),
                   "image/corrupt-chunk")
            .find("1 pixel name") != std::string::npos);
  CHECK(rules_of(read_picture(make_png(palette, rows, png_chunk("PLTE", palette_of(3))))).empty());
}

TEST_CASE("png: a huge size costs nothing", "[png]") {
  PngSpec spec;
  spec.width = spec.height = 100'000;
  const auto start = std::chrono::steady_clock::now();
  const Asset asset = read_picture(make_png(spec, Bytes(1900)));
  CHECK(rules_of(asset) == std::vector<std::string>{"image/too-many-pixels"});
  CHECK(asset.image->width == 100'000);
  CHECK_FALSE(asset.image->decoded());
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(1));

  spec.width = spec.height = 16'000;  // allowed by the number of pixels, impossible by the size of the file
  CHECK(rules_of(read_picture(make_png(spec, Bytes(1900)))) == std::vector<std::string>{"image/truncated"});
  spec.width = spec.height = 0x7FFFFFFF;
  spec.depth = 16;
  spec.color_type = 6;
  ReadOptions options;
  options.max_pixels = ~std::uint64_t{0};
  CHECK(rules_of(read_picture(make_png(spec, Bytes(1900)), options)) ==
        std::vector<std::string>{"image/too-many-pixels"});
}

TEST_CASE("png: limits of pixels and memory are exact", "[png]") {
  const Bytes file = checkered_png(10, 10);
  ReadOptions options;
  options.max_pixels = 100;
  CHECK(read_picture(file, options).image->decoded());
  options.max_pixels = 99;
  CHECK(rules_of(read_picture(file, options)) == std::vector<std::string>{"image/too-many-pixels"});
  options = {};
  options.max_memory = 200;
  CHECK(message_of(read_picture(file, options), "image/too-many-pixels").find("memory") != std::string::npos);
}

TEST_CASE("png: data behind the end, damaged signature, Apple's variant", "[png]") {
  Bytes file = small_png();
  append(file, to_bytes("tail"));
  const Asset trailing = read_picture(file);
  CHECK(rules_of(trailing) == std::vector<std::string>{"file/trailing-data"});
  CHECK(trailing.image->decoded());

  const Bytes text_mode = without(small_png(), 4, 1);  // CR LF became LF
  CHECK(message_of(read_picture(text_mode), "image/corrupt-chunk").find("text mode") != std::string::npos);
  const Bytes apple = with_inserted(small_png(), 8, png_chunk("CgBI", Bytes(4)));
  CHECK(rules_of(read_picture(apple)) == std::vector<std::string>{"image/undecodable"});
}
