#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "asset/display_image.h"
#include "core/source.h"
#include "meshgate/gate.h"
#include "support/exr_builder.h"
#include "support/invariants.h"
#include "support/pictures.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

// A value that every pixel and channel has for itself, and that a half holds exactly.
double value_at(std::size_t /*part*/, std::size_t channel, int x, int y) {
  return static_cast<double>(channel) * 64 + y * 8 + x;
}

float pixel(const Image& image, std::uint32_t x, std::uint32_t y, std::uint32_t c = 0) {
  REQUIRE(image.pixels32f.size() == std::size_t{image.width} * image.height * image.pixel_channels);
  return image.pixels32f[(std::size_t{y} * image.width + x) * image.pixel_channels + c];
}

ExrPartSpec part_of(std::vector<ExrChannelSpec> channels) {
  ExrPartSpec part;
  part.channels = std::move(channels);
  return part;
}

Bytes written(const Asset& asset) {
  const Format* format = find_format("exr");
  REQUIRE(format != nullptr);
  const Result<Written> out = format->write(asset, {});
  REQUIRE(out);
  REQUIRE(out->files.size() == 1);
  CHECK(out->files[0].name == "model.exr");
  return {out->files[0].bytes.begin(), out->files[0].bytes.end()};
}

}  // namespace

TEST_CASE("exr: sample types", "[exr]") {
  const auto type = GENERATE(0, 1, 2);
  const Asset asset = read_picture(make_exr(part_of({{"Z", type}}), value_at));
  CHECK(asset.notes.empty());
  const Image& image = *asset.image;
  CHECK(image.width == 8);
  CHECK(image.channels == 1);
  CHECK(image.bit_depth == (type == 1 ? 16U : 32U));
  CHECK(image.sample_type == (type == 0   ? SampleType::kUnsigned
                              : type == 1 ? SampleType::kHalf
                                          : SampleType::kFloat));
  CHECK(image.channel_names == std::vector<std::string>{"Z"});
  for (std::uint32_t y = 0; y < 8; ++y) {
    for (std::uint32_t x = 0; x < 8; ++x) CHECK(pixel(image, x, y) == static_cast<float>(8 * y + x));
  }
}

TEST_CASE("exr: which channels are shown", "[exr]") {
  struct Case {
    std::vector<std::string> stored;
    std::vector<std::string> names;
    std::uint32_t pixel_channels;
    ColorType type;
  };
  const auto c = GENERATE(values<Case>({
      {{"A", "B", "G", "R"}, {"R", "G", "B", "A"}, 4, ColorType::kRgba},
      {{"B", "G", "R"}, {"R", "G", "B"}, 3, ColorType::kRgb},
      {{"A", "Y"}, {"Y", "A"}, 2, ColorType::kGrayAlpha},
      {{"Z"}, {"Z"}, 1, ColorType::kGray},
      {{"G", "R"}, {"R", "G"}, 1, ColorType::kGray},
      {{"normal.X", "view.B", "view.G", "view.R"},
       {"view.R", "view.G", "view.B", "normal.X"},
       3,
       ColorType::kRgb},
      {{"id", "mask"}, {"id", "mask"}, 1, ColorType::kGray},
  }));
  std::vector<ExrChannelSpec> channels;
  for (const std::string& name : c.stored) channels.push_back({name});
  const Asset asset = read_picture(make_exr(part_of(channels), value_at));
  CHECK(asset.notes.empty());
  const Image& image = *asset.image;
  CHECK(image.channel_names == c.names);
  CHECK(image.pixel_channels == c.pixel_channels);
  CHECK(image.color_type == c.type);
  CHECK(image.channels == c.stored.size());
  for (std::uint32_t i = 0; i < c.pixel_channels; ++i) {
    const auto number = std::find(c.stored.begin(), c.stored.end(), c.names[i]) - c.stored.begin();
    CHECK(pixel(image, 3, 2, i) == static_cast<float>(value_at(0, static_cast<std::size_t>(number), 3, 2)));
  }
}

TEST_CASE("exr: tiles, also cut ones", "[exr]") {
  ExrPartSpec part = part_of({{"Y"}});
  part.data = {-3, 2, 9, 11};
  part.tile_width = 4;
  part.tile_height = 3;
  const Asset asset = read_picture(make_exr(part, value_at));
  CHECK(asset.notes.empty());
  for (int y = 2; y <= 11; ++y) {
    for (int x = -3; x <= 9; ++x) {
      CHECK(pixel(*asset.image, static_cast<std::uint32_t>(x + 3), static_cast<std::uint32_t>(y - 2)) ==
            static_cast<float>(value_at(0, 0, x, y)));
    }
  }
}

TEST_CASE("exr: data window against display window", "[exr]") {
  ExrPartSpec part = part_of({{"Y"}});
  part.display = ExrBox{2, -2, 11, 5};  // wider to the right and above, cuts left and below
  const Asset asset =
      read_picture(make_exr(part, [](auto, auto, int x, int y) { return 100.0 + y * 8 + x; }));
  const Image& image = *asset.image;
  CHECK(image.width == 10);
  CHECK(image.height == 8);
  CHECK(pixel(image, 0, 0) == 0);    // above the data
  CHECK(pixel(image, 0, 2) == 102);  // x 2, y 0
  CHECK(pixel(image, 5, 7) == 147);  // x 7, y 5
  CHECK(pixel(image, 6, 7) == 0);    // right of the data
}

TEST_CASE("exr: luminance and chroma", "[exr]") {
  ExrPartSpec part = part_of({{"BY", 2, 2, 2}, {"RY", 2, 2, 2}, {"Y", 2}});
  // A flat colour: R 0.5, G 0.25, B 1, with the weights of Rec. 709 that the format assumes.
  const double y = 0.2126 * 0.5 + 0.7152 * 0.25 + 0.0722;
  const Asset asset = read_picture(make_exr(part, [&](auto, std::size_t channel, int, int) {
    return channel == 0 ? (1 - y) / y : channel == 1 ? (0.5 - y) / y : y;
  }));
  CHECK(asset.notes.empty());
  const Image& image = *asset.image;
  CHECK(image.pixel_channels == 3);
  CHECK(image.color_type == ColorType::kRgb);
  for (const std::uint32_t at : {0U, 5U, 7U}) {
    CHECK(pixel(image, at, at, 0) == Approx(0.5).epsilon(1e-3));
    CHECK(pixel(image, at, at, 1) == Approx(0.25).epsilon(1e-3));
    CHECK(pixel(image, at, at, 2) == Approx(1).epsilon(1e-3));
  }
}

TEST_CASE("exr: of several parts the first is shown", "[exr]") {
  ExrPartSpec first = part_of({{"Z"}}), second = part_of({{"B"}, {"G"}, {"R"}});
  second.tile_width = second.tile_height = 5;
  const Asset asset = read_picture(make_exr({first, second}, [](std::size_t part, auto, int x, int) {
    return static_cast<double>(part) * 100 + x;
  }));
  CHECK(asset.notes.empty());
  CHECK(asset.image->channel_names == std::vector<std::string>{"Z"});
  CHECK(pixel(*asset.image, 6, 1) == 6);
}

TEST_CASE("exr: damage is told, never decoded", "[exr]") {
  const Bytes good = make_exr(part_of({{"Z"}}), value_at);
  const auto rules = [](const Bytes& bytes) { return rules_of(read_picture(bytes)); };
  using Rules = std::vector<std::string>;
  for (std::size_t size = 4; size < good.size(); ++size) {
    const Bytes cut(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size));
    const Asset asset = read_picture(cut);
    INFO(size);
    CHECK(has_note(asset, "image/truncated"));
    CHECK_FALSE(asset.image->decoded());
  }
  Bytes longer = good;
  longer.resize(good.size() + 10);
  CHECK(rules(longer) == Rules{"file/trailing-data"});

  Bytes version = good;
  version[4] = std::byte{3};
  CHECK(rules(version) == Rules{"image/undecodable"});

  const std::size_t window = find_bytes(good, to_bytes("dataWindow")) + 11 + 6 + 4;
  Bytes huge = good;
  huge[window + 11] = std::byte{0x30};  // the right end: 800 million pixels a line, lines as before
  CHECK(rules(huge) == Rules{"image/too-many-pixels"});
  Bytes high = good;
  high[window + 15] = std::byte{0x30};
  CHECK(rules(high) == Rules{"image/truncated"});
  Bytes turned = good;
  turned[window + 8] = std::byte{0};
  turned[window + 0] = std::byte{1};
  CHECK(rules(turned) == Rules{"image/corrupt-chunk"});

  ExrPartSpec deep = part_of({{"Z"}});
  deep.type = "deepscanline";
  const Asset flat = read_picture(make_exr(deep, value_at));
  CHECK(message_of(flat, "image/undecodable").find("deep") != std::string::npos);
}

TEST_CASE("exr: a large promise costs nothing", "[exr]") {
  ExrPartSpec part = part_of({{"Z"}});
  part.display = ExrBox{0, 0, 99'999, 99'999};
  CHECK(rules_of(read_picture(make_exr(part, value_at))) ==
        std::vector<std::string>{"image/too-many-pixels"});
  part.display = ExrBox{0, 0, 9'999, 9'999};
  ReadOptions little;
  little.max_memory = 1'000'000;
  const Asset asset = read_picture(make_exr(part, value_at), little);
  CHECK(message_of(asset, "image/too-many-pixels").find("--max-memory") != std::string::npos);
}

TEST_CASE("exr: what is written is read again", "[exr]") {
  Asset asset;
  asset.kind = AssetKind::kImage;
  Image image;
  image.width = 37;
  image.height = 19;
  const bool half = GENERATE(false, true);
  SECTION("floats") {
    const auto channels = GENERATE(1U, 2U, 3U, 4U);
    image.pixel_channels = channels;
    image.sample_type = half ? SampleType::kHalf : SampleType::kFloat;
    std::vector<float> samples(37U * 19 * channels);
    for (std::size_t i = 0; i < samples.size(); ++i)
      samples[i] = half ? static_cast<float>(i % 2048) : 1.0F / static_cast<float>(i + 1);
    samples[5] = std::numeric_limits<float>::infinity();
    image.pixels32f = samples;
    asset.image = image;
    const Bytes bytes = written(asset);
    const Asset again = read_picture(bytes);
    CHECK(again.notes.empty());
    CHECK(std::equal(samples.begin(), samples.end(), again.image->pixels32f.begin(),
                     again.image->pixels32f.end()));
    CHECK(again.image->sample_type == image.sample_type);
    CHECK(written(asset) == bytes);
    // Names survive, and so does what was read.
    CHECK(written(again) == bytes);
  }
  SECTION("integers become 0 to 1") {
    image.pixel_channels = 1;
    if (half) {
      image.pixels8 = std::vector<std::uint8_t>(37U * 19, 51);
    } else {
      image.pixels16 = std::vector<std::uint16_t>(37U * 19, 13107);
    }
    asset.image = image;
    const Asset again = read_picture(written(asset));
    CHECK(again.image->bit_depth == (half ? 16U : 32U));
    CHECK(pixel(*again.image, 36, 18) == Approx(0.2).epsilon(5e-4));
    CHECK(again.image->channel_names == std::vector<std::string>{"Y"});
  }
}

TEST_CASE("exr: floats are shown as 16 bits", "[exr]") {
  Image image;
  image.width = 4;
  image.height = 1;
  image.pixel_channels = 1;
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  image.pixels32f = std::vector<float>{0, 0.5F, 1, kNan};
  const auto shown = [&] {
    const Image out = display_image(image);
    return std::vector<std::uint16_t>(out.pixels16.begin(), out.pixels16.end());
  };
  CHECK(shown() == std::vector<std::uint16_t>{0, 32768, 65535, 0});
  image.pixels32f = std::vector<float>{-1, 0, 3, 1};  // in metres
  CHECK(shown() == std::vector<std::uint16_t>{0, 16384, 65535, 32768});
}

TEST_CASE("png: what says how samples are to be shown", "[exr][png]") {
  Bytes chunks;
  append(chunks, png_chunk("gAMA", {std::byte{0}, std::byte{0}, std::byte{0xB1}, std::byte{0x8F}}));
  append(chunks, png_chunk("sRGB", {std::byte{0}}));
  PngSpec spec;
  spec.width = spec.height = 1;
  spec.depth = 16;
  spec.color_type = 0;
  const Asset asset = read_picture(make_png(spec, {std::byte{0}, std::byte{0x12}, std::byte{0x34}}, chunks));
  CHECK(asset.image->color_tags == std::vector<std::string>{"gAMA", "sRGB"});
  REQUIRE(asset.image->pixels16.size() == 1);
  CHECK(asset.image->pixels16[0] == 0x1234);
  CHECK(asset.image->bit_depth == 16);
}
