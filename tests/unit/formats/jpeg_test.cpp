// JPEG: markers, scans, EXIF, and what is done about damage. The samples show r = 4x, g = 4y, b = 128.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>

#include "support/pictures.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

Bytes hex(std::initializer_list<unsigned> values) {
  Bytes bytes;
  for (const unsigned value : values) bytes.push_back(static_cast<std::byte>(value));
  return bytes;
}

Bytes segment(unsigned marker, const Bytes& payload) {
  const auto length = static_cast<unsigned>(payload.size() + 2);
  Bytes bytes = hex({0xFF, marker, length >> 8U, length & 0xFFU});
  append(bytes, payload);
  return bytes;
}

Bytes exif_segment(std::uint32_t orientation, bool little) {
  Bytes payload = to_bytes({"Exif\0\0", 6});
  append(payload, exif_block(orientation, little));
  return segment(0xE1, payload);
}

Bytes first(const Bytes& bytes, std::size_t size) {
  return {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)};
}

// Offset of the frame header's marker.
std::size_t frame_at(const Bytes& file) { return find_bytes(file, hex({0xFF, 0xC0, 0x00, 0x11})); }
std::size_t scan_at(const Bytes& file) { return find_bytes(file, hex({0xFF, 0xDA})) + 14; }

using Rules = std::vector<std::string>;

}  // namespace

TEST_CASE("jpeg: variants give their pixels", "[jpeg]") {
  for (const char* name : {"baseline.jpg", "restart.jpg", "progressive.jpg", "subsampled.jpg", "cmyk.jpg"}) {
    CAPTURE(name);
    const Asset asset = read_picture(sample_picture(name));
    CHECK(rules_of(asset).empty());
    const Image& image = *asset.image;
    CHECK(image.width == 60);
    CHECK(image.height == 44);
    CHECK(image.channels == (std::string_view(name) == "cmyk.jpg" ? 4 : 3));
    CHECK(image.color_type == (std::string_view(name) == "cmyk.jpg" ? ColorType::kCmyk : ColorType::kRgb));
    REQUIRE(image.pixels8.size() == 60 * 44 * 3);
    int worst = 0;
    for (int y = 0; y < 44; ++y) {
      for (int x = 0; x < 60; ++x) {
        const std::uint8_t* p = &image.pixels8[static_cast<std::size_t>(y * 60 + x) * 3];
        worst = std::max({worst, std::abs(p[0] - 4 * x), std::abs(p[1] - 4 * y), std::abs(p[2] - 128)});
      }
    }
    CHECK(worst <= 12);
  }
  const Asset gray = read_picture(sample_picture("gray.jpg"));
  CHECK(gray.image->color_type == ColorType::kGray);
  CHECK(gray.image->pixels8.size() == 60 * 44);
}

TEST_CASE("jpeg: every cut is found", "[jpeg]") {
  for (const char* name : {"baseline.jpg", "restart.jpg", "progressive.jpg", "gray.jpg", "cmyk.jpg"}) {
    const Bytes file = sample_picture(name);
    for (std::size_t size = 3; size < file.size(); ++size) {
      CAPTURE(name, size);
      const Asset asset = read_picture(first(file, size));
      CHECK(has_note(asset, "image/truncated"));
      CHECK_FALSE(asset.image->decoded());
    }
  }
}

TEST_CASE("jpeg: a cut file that was closed again is found", "[jpeg]") {
  for (const char* name : {"baseline.jpg", "restart.jpg", "gray.jpg"}) {
    const Bytes file = sample_picture(name);
    const std::size_t scan = scan_at(file);
    for (std::size_t size = scan + 1; size + 12 < file.size(); size += 7) {
      if (file[size - 1] == std::byte{0xFF}) continue;
      Bytes closed = first(file, size);
      append(closed, hex({0xFF, 0xD9}));
      CAPTURE(name, size);
      CHECK(read_picture(closed).notes.size() == 1);
      CHECK(has_note(read_picture(closed), "image/corrupt-chunk"));
    }
  }
}

TEST_CASE("jpeg: changed bits in the pixels are found where they break a code", "[jpeg]") {
  // Huffman codes carry no checksum: most changes yield other valid codes and cannot be seen by anyone.
  const Bytes file = sample_picture("restart.jpg");
  int found = 0, tried = 0;
  for (std::size_t i = scan_at(file); i + 2 < file.size(); ++i) {
    Bytes changed = file;
    changed[i] ^= std::byte{0x10};
    ++tried;
    found += read_picture(changed).notes.empty() ? 0 : 1;
  }
  CHECK(found * 4 > tried);
}

TEST_CASE("jpeg: orientation in both byte orders, only from the first EXIF segment", "[jpeg]") {
  const Bytes file = sample_picture("baseline.jpg");
  for (std::uint32_t orientation = 1; orientation <= 8; ++orientation) {
    for (const bool little : {false, true}) {
      const Asset asset = read_picture(with_inserted(file, 2, exif_segment(orientation, little)));
      CHECK(asset.image->orientation == orientation);
      CHECK(rules_of(asset).empty());
      CHECK(asset.image->decoded());
    }
  }
  Bytes two = exif_segment(3, true);
  append(two, exif_segment(8, true));
  CHECK(read_picture(with_inserted(file, 2, two)).image->orientation == 3);
  CHECK(read_picture(with_inserted(file, 2, exif_segment(0, true))).image->orientation == 1);
  // Every cut of the block is read within its bounds.
  const Bytes block = exif_segment(6, false);
  for (std::size_t size = 4; size < block.size(); ++size) {
    const Bytes payload(block.begin() + 4, block.begin() + static_cast<std::ptrdiff_t>(size));
    CHECK(read_picture(with_inserted(file, 2, segment(0xE1, payload))).image->decoded());
  }
}

TEST_CASE("jpeg: kinds that common decoders do not read", "[jpeg]") {
  const Bytes file = sample_picture("baseline.jpg");
  const std::size_t frame = frame_at(file);
  const auto message = [&](std::size_t offset, unsigned value) {
    Bytes changed = file;
    changed[frame + offset] = static_cast<std::byte>(value);
    const Asset asset = read_picture(changed);
    CHECK_FALSE(asset.image->decoded());
    return message_of(asset, "image/undecodable");
  };
  CHECK(message(1, 0xC9).find("arithmetic") != std::string::npos);
  CHECK(message(1, 0xC3).find("lossless") != std::string::npos);
  CHECK(message(1, 0xC5).find("hierarchical") != std::string::npos);
  CHECK(message(4, 12).find("12 bits") != std::string::npos);
  Bytes no_height = file;
  no_height[frame + 5] = no_height[frame + 6] = std::byte{0};
  CHECK(message_of(read_picture(no_height), "image/undecodable").find("DNL") != std::string::npos);
}

TEST_CASE("jpeg: structure", "[jpeg]") {
  const Bytes file = sample_picture("baseline.jpg");
  const std::size_t frame = frame_at(file);
  const auto corrupt = [](const Bytes& bytes) {
    return message_of(read_picture(bytes), "image/corrupt-chunk");
  };

  CHECK(rules_of(read_picture(with_inserted(file, frame, hex({0xFF, 0xFF, 0xFF})))).empty());  // fill bytes
  CHECK(rules_of(read_picture(with_inserted(file, frame, segment(0xFE, to_bytes("a comment"))))).empty());
  CHECK(corrupt(with_inserted(file, frame, hex({0, 1, 2}))).find("3 bytes") != std::string::npos);
  CHECK(corrupt(with_inserted(file, frame, hex({0xFF, 0xD8}))).find("FF D8") != std::string::npos);
  CHECK(corrupt(with_inserted(file, frame, hex({0xFF, 0xDB, 0x00, 0x01}))).find("length of 1") !=
        std::string::npos);
  const Bytes frame_segment(file.begin() + static_cast<std::ptrdiff_t>(frame),
                            file.begin() + static_cast<std::ptrdiff_t>(frame + 19));
  CHECK(corrupt(with_inserted(file, frame, frame_segment)).find("second frame") != std::string::npos);
  CHECK(corrupt(without(file, frame, 19)).find("without a frame header") != std::string::npos);
  Bytes component = file;
  component[frame + 10] = std::byte{9};  // the scan names component 1, which is gone
  CHECK(corrupt(component).find("lacks") != std::string::npos);
  Bytes table = file;
  table[frame + 12] = std::byte{3};
  CHECK(corrupt(table).find("quantisation table 3 is missing") != std::string::npos);
  const std::size_t quantization = find_bytes(file, hex({0xFF, 0xDB}));
  CHECK(corrupt(without(file, quantization, 69)).find("quantisation table") != std::string::npos);
  CHECK(rules_of(read_picture(hex({0xFF, 0xD8, 0xFF, 0xD9}))) == Rules{"image/corrupt-chunk"});
}

TEST_CASE("jpeg: restart markers in the wrong order", "[jpeg]") {
  const Bytes file = sample_picture("restart.jpg");
  const std::size_t first_marker = find_bytes(file, hex({0xFF, 0xD0}), scan_at(file));
  Bytes swapped = file;
  swapped[first_marker + 1] = std::byte{0xD4};
  CHECK(message_of(read_picture(swapped), "image/corrupt-chunk").find("RST0") != std::string::npos);
  CHECK(has_note(read_picture(without(file, first_marker, 2)), "image/corrupt-chunk"));
}

TEST_CASE("jpeg: data behind the end", "[jpeg]") {
  const Bytes file = sample_picture("baseline.jpg");
  Bytes longer = file;
  append(longer, to_bytes("tail"));
  const Asset asset = read_picture(longer);
  CHECK(rules_of(asset) == Rules{"file/trailing-data"});
  CHECK(asset.image->decoded());
  // Multi-Picture Format announces that more follows.
  CHECK(rules_of(read_picture(with_inserted(longer, 2, segment(0xE2, to_bytes({"MPF\0more", 8}))))).empty());
  // Spare bytes between the last block and the end marker do not keep the picture from being read.
  const Asset spare = read_picture(with_inserted(file, file.size() - 2, hex({1, 2, 3, 0xFF, 0, 4})));
  CHECK(rules_of(spare) == Rules{"file/trailing-data"});
  CHECK(spare.image->decoded());
}

TEST_CASE("jpeg: Motion-JPEG frames have their tables from the standard", "[jpeg]") {
  Bytes file = sample_picture("baseline.jpg");
  // Pillow writes the standard tables, one segment each; without them the picture is the same.
  const Asset whole = read_picture(file);
  for (int i = 0; i < 4; ++i) {
    const std::size_t at = find_bytes(file, hex({0xFF, 0xC4}));
    const auto length =
        std::to_integer<std::size_t>(file[at + 2]) * 256 + std::to_integer<std::size_t>(file[at + 3]);
    file = without(file, at, length + 2);
  }
  const Asset bare = read_picture(file);
  CHECK(rules_of(bare).empty());
  REQUIRE(bare.image->pixels8.size() == whole.image->pixels8.size());
  CHECK(std::equal(bare.image->pixels8.begin(), bare.image->pixels8.end(), whole.image->pixels8.begin()));
}

TEST_CASE("jpeg: more pixels than allowed, and more passes than sane", "[jpeg]") {
  const Bytes file = sample_picture("baseline.jpg");
  ReadOptions options;
  options.max_pixels = 60 * 44;
  CHECK(read_picture(file, options).image->decoded());
  options.max_pixels = 60 * 44 - 1;
  CHECK(rules_of(read_picture(file, options)) == Rules{"image/too-many-pixels"});
  Bytes huge = file;
  const std::size_t frame = frame_at(file);
  for (const std::size_t i : {5U, 6U, 7U, 8U}) huge[frame + i] = std::byte{0xFF};
  CHECK(rules_of(read_picture(huge)) == Rules{"image/too-many-pixels"});

  const Bytes progressive = sample_picture("progressive.jpg");
  const std::size_t scan = find_bytes(progressive, hex({0xFF, 0xDA}));
  const std::size_t next = find_bytes(progressive, hex({0xFF, 0xC4}), scan);
  const Bytes once(progressive.begin() + static_cast<std::ptrdiff_t>(scan),
                   progressive.begin() + static_cast<std::ptrdiff_t>(next));
  Bytes repeated = progressive;
  Bytes many;
  for (int i = 0; i < 300; ++i) append(many, once);
  repeated = with_inserted(repeated, next, many);
  CHECK(message_of(read_picture(repeated), "image/undecodable").find("passes") != std::string::npos);
}
