// Writers of pictures.
#include <catch2/catch.hpp>
#include <cmath>

#include "support/pictures.h"
#include "support/write_read.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

Asset picture(std::uint32_t width, std::uint32_t height, std::uint32_t channels, bool wide = false) {
  Asset asset;
  asset.kind = AssetKind::kImage;
  Image image;
  image.width = width;
  image.height = height;
  image.channels = image.pixel_channels = channels;
  image.bit_depth = wide ? 16 : 8;
  image.has_alpha = channels % 2 == 0;
  std::vector<std::uint8_t> samples8;
  std::vector<std::uint16_t> samples16;
  for (std::uint32_t i = 0; i < width * height * channels; ++i) {
    const std::uint32_t x = i / channels % width, y = i / channels / width, c = i % channels;
    const std::uint32_t value = 40 + x * 150 / width + y * 50 / height + c * 5;
    if (wide) {
      samples16.push_back(static_cast<std::uint16_t>(value * 257 + x));
    } else {
      samples8.push_back(static_cast<std::uint8_t>(value));
    }
  }
  if (wide) {
    image.pixels16 = samples16;
  } else {
    image.pixels8 = samples8;
  }
  asset.image = image;
  return asset;
}

Image reread(const Written& written) {
  const Array<std::byte>& bytes = written.files.front().bytes;
  const Asset asset = read_picture(Bytes(bytes.begin(), bytes.end()));
  CHECK(asset.notes.empty());
  return *asset.image;
}

template <class T>
int largest_difference(const Array<T>& a, const Array<T>& b) {
  REQUIRE(a.size() == b.size());
  int largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(int{a[i]} - int{b[i]}));
  return largest;
}

}  // namespace

TEST_CASE("png: what is written is read bit for bit", "[image][write]") {
  for (const bool wide : {false, true}) {
    for (std::uint32_t channels = 1; channels <= 4; ++channels) {
      const Asset asset = picture(61, 47, channels, wide);
      const Image back = reread(written_as(asset, "png"));
      INFO(channels << " channels, wide " << wide);
      CHECK(back.pixel_channels == channels);
      CHECK(largest_difference(back.pixels8, asset.image->pixels8) == 0);
      CHECK(largest_difference(back.pixels16, asset.image->pixels16) == 0);
    }
  }
}

TEST_CASE("webp: quality 100 is lossless, below is near", "[image][write]") {
  for (std::uint32_t channels = 1; channels <= 4; ++channels) {
    const Asset asset = picture(61, 47, channels);
    for (const int quality : {100, 90}) {
      WriteOptions options;
      options.quality = quality;
      const Image back = reread(written_as(asset, "webp", options));
      INFO(channels << " channels, quality " << quality);
      REQUIRE(back.pixel_channels == (channels % 2 == 0 ? 4 : 3));
      for (std::size_t i = 0; i < std::size_t{61} * 47; ++i) {
        const int wanted = asset.image->pixels8[i * channels];
        REQUIRE(std::abs(wanted - back.pixels8[i * back.pixel_channels]) <= (quality == 100 ? 0 : 12));
      }
    }
  }
}

TEST_CASE("jpeg: grey and colour, progressive, near", "[image][write]") {
  for (const std::uint32_t channels : {1U, 3U}) {
    const Asset asset = picture(61, 47, channels);
    const Written written = written_as(asset, "jpeg");
    CHECK(written.lost.empty());
    const Image back = reread(written);
    CHECK(back.pixel_channels == channels);
    CHECK(largest_difference(back.pixels8, asset.image->pixels8) <= 6);
    const Array<std::byte>& bytes = written.files[0].bytes;
    const Bytes all(bytes.begin(), bytes.end());
    CHECK(find_bytes(all, {std::byte{0xFF}, std::byte{0xC2}}) > 0);  // SOF2
  }
}

TEST_CASE("pictures: what a format cannot hold is said", "[image][write]") {
  Asset asset = picture(20, 10, 4, true);
  asset.image->orientation = 6;
  asset.image->frames = 3;
  const Written jpeg = written_as(asset, "jpeg");
  CHECK(jpeg.lost == std::vector<std::string>{"2 further frames of the animation",
                                              "16 bits a channel (now 8)", "transparency (laid over white)"});
  const Image back = reread(jpeg);
  CHECK(back.width == 10);
  CHECK(back.height == 20);
  CHECK(written_as(asset, "webp").lost.size() == 2);
  CHECK(written_as(asset, "png").lost.size() == 1);
}

TEST_CASE("pictures: the best quality below a limit", "[image][write]") {
  Asset asset = picture(256, 256, 3);
  std::vector<std::uint8_t> noisy(asset.image->pixels8.begin(), asset.image->pixels8.end());
  std::uint32_t state = 1;
  for (std::uint8_t& sample : noisy) {
    state = state * 1664525 + 1013904223;
    sample = static_cast<std::uint8_t>(sample + state / 67108864);
  }
  asset.image->pixels8 = noisy;
  for (const char* format : {"jpeg", "webp"}) {
    const auto size = [&](int quality, std::optional<std::uint64_t> limit) {
      WriteOptions options;
      options.quality = quality;
      options.max_bytes = limit;
      return written_as(asset, format, options).files[0].bytes.size();
    };
    const std::uint64_t at_75 = size(75, {}), at_76 = size(76, {}), at_60 = size(60, {});
    INFO(format);
    REQUIRE(at_75 < at_76);
    CHECK(size(90, at_75) == at_75);
    CHECK(size(90, at_76 - 1) == at_75);
    CHECK(size(90, 10) == at_60);  // the least quality, though it is too large
  }
}

TEST_CASE("pictures: a model is no picture and a picture no model", "[write]") {
  const Asset asset = picture(4, 4, 3);
  Asset model;
  model.kind = AssetKind::kMesh;
  for (const Format* format : all_formats()) {
    if (format->write == nullptr) continue;
    const auto written = format->write(format->kind == AssetKind::kImage ? model : asset, {});
    INFO(format->id);
    REQUIRE_FALSE(written);
    CHECK(written.error().kind == ErrorKind::kUnsupported);
  }
}

TEST_CASE("pictures: without pixels nothing is written", "[write]") {
  Asset asset = picture(4, 4, 3);
  asset.image->pixels8 = {};
  CHECK_FALSE(find_format("png")->write(asset, {}));
}
