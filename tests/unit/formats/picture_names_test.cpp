// Picture formats that are recognised only, by their first bytes.
#include <algorithm>
#include <catch2/catch.hpp>

#include "core/source.h"
#include "support/pictures.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

std::string sniffed(std::string head, std::string_view path = "") {
  head.resize(std::max<std::size_t>(head.size(), 64));
  const Bytes bytes = to_bytes(head);
  const Format* format = sniff_format(bytes, bytes.size(), path);
  return format == nullptr ? std::string() : std::string(format->id);
}

std::string le32(std::uint32_t value) {
  std::string text;
  for (unsigned i = 0; i < 4; ++i) text += static_cast<char>(value >> (8 * i) & 0xFFU);
  return text;
}

}  // namespace

TEST_CASE("pictures: formats are told by content", "[formats]") {
  using namespace std::string_literals;
  CHECK(sniffed("GIF89a") == "gif");
  CHECK(sniffed("BM" + le32(64) + le32(0) + le32(54) + le32(40)) == "bmp");
  CHECK(sniffed("BM is how this text begins") != "bmp");
  CHECK(sniffed("II*\0"s) == "tiff");
  CHECK(sniffed("MM\0*"s) == "tiff");
  CHECK(sniffed("MM\0+"s) == "tiff");
  CHECK(sniffed("\x76\x2F\x31\x01\x02") == "exr");
  CHECK(sniffed("8BPS\0\x01"s) == "psd");
  CHECK(sniffed("#?RADIANCE\n") == "hdr");
  CHECK(sniffed("\0\0\0\x1C"
                "ftypavif"s) == "avif");
  CHECK(sniffed("\0\0\0\x1C"
                "ftypmif1\0\0\0\0mif1avif"s) == "avif");
  CHECK(sniffed("\0\0\0\x18"
                "ftypheic"s) == "heic");
  CHECK(sniffed("\0\0\0\x18"
                "ftypisom"s)
            .empty());
  CHECK(sniffed("\0\0\x01\0\x01\0"s + std::string(8, '\x10') + le32(20) + le32(22)) == "ico");
  CHECK(sniffed("\0\0\x01\0\x01\0"s + std::string(8, '\x10') + le32(9999) + le32(22)) != "ico");
  CHECK(sniffed("<?xml version='1.0'?>\n<svg xmlns=''>") == "svg");
  CHECK(sniffed("  <svg>") == "svg");
  CHECK(sniffed("<?xml version='1.0'?>\n<COLLADA>") != "svg");
  CHECK(sniffed("DDS \x7C\0\0\0"s) == "dds");
  CHECK(sniffed("\xABKTX 20\xBB\r\n\x1A\n") == "ktx2");
  CHECK(sniffed("\0\0\x02\0\0\0\0\0\0\0\0\0\x02\0\x02\0\x18\0"s, "a.tga") == "tga");
  CHECK(sniffed("\x89PNG\r\n\x1A\n") == "png");
  CHECK(sniffed("\xFF\xD8\xFF\xE0") == "jpeg");
  CHECK(sniffed("RIFF\x10\0\0\0WEBPVP8 "s) == "webp");
  CHECK(sniffed("RIFF\x10\0\0\0WAVEfmt "s).empty());
}

TEST_CASE("pictures: sniffing takes any short head", "[formats]") {
  for (const char* name : {"filters.png", "baseline.jpg", "lossless.webp"}) {
    const Bytes file = sample_picture(name);
    for (std::size_t size = 0; size < 40; ++size) {
      const std::span<const std::byte> head(file.data(), size);
      for (const Format* format : all_formats()) {
        if (format->kind == AssetKind::kImage) CHECK(format->sniff(head, size) <= 100);
      }
    }
  }
}

TEST_CASE("pictures: readers take any short file", "[formats]") {
  for (const char* id : {"png", "jpeg", "webp"}) {
    const Format* format = find_format(id);
    for (const char* name : {"filters.png", "baseline.jpg", "lossless.webp"}) {
      const Bytes file = sample_picture(name);
      for (std::size_t size = 0; size < 64; ++size) {
        const Bytes head(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size));
        const Result<Asset> asset = format->read(Source::from_memory("picture", head), {});
        REQUIRE(asset);
        CAPTURE(id, name, size);
        CHECK_FALSE(asset->notes.empty());
      }
    }
  }
}
