// Files that were cut off show it, and whole ones are not suspected.
#include <catch2/catch.hpp>

#include "formats/detail/whole_file.h"
#include "support/files.h"
#include "support/mesh_builder.h"
#include "support/write_read.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

std::string missing_of(const std::vector<std::byte>& bytes) {
  const Source source = Source::from_memory("result", bytes);
  const Format* format = sniff_format(source.bytes(), source.size(), "result");
  REQUIRE(format != nullptr);
  return missing_end(*format, source);
}

void check_cuts(const std::vector<std::byte>& bytes) {
  CHECK(missing_of(bytes).empty());
  for (const std::size_t percent : {20U, 50U, 70U, 90U}) {
    const std::size_t size = bytes.size() * percent / 100;
    INFO(size << " of " << bytes.size() << " bytes");
    CHECK_FALSE(missing_of({bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)}).empty());
  }
}

std::vector<std::byte> written(std::string_view format) {
  const Written made = written_as(make_asset(sphere(12)), format);
  const auto bytes = made.files.front().bytes.span();
  return {bytes.begin(), bytes.end()};
}

}  // namespace

TEST_CASE("whole file: a file that was cut shows it", "[formats][whole]") {
  for (const char* name :
       {"image/alpha.webp", "image/animated.webp", "image/lossy.webp", "image/lossless.webp",
        "image/baseline.jpg", "image/progressive.jpg", "image/restart.jpg", "image/depth.exr",
        "image/color_half.exr", "image/animated.png", "image/filters.png", "demo/portrait.png",
        "demo/figure.glb", "gltf/rich.glb", "gltf/strip.gltf", "usd/textured.usdc", "usd/textured.usdz"}) {
    INFO(name);
    check_cuts(read_bytes(testdata(name)));
  }
  for (const char* format : {"fbx", "stl", "glb", "usdz"}) {
    INFO(format);
    check_cuts(written(format));
  }
}

TEST_CASE("whole file: text of STL ends with its word, that of OBJ does not tell", "[formats][whole]") {
  std::string facets = "solid a\n";
  for (int i = 0; i < 200; ++i)
    facets += "facet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 1 0\nendloop\nendfacet\n";
  const auto bytes_of = [](const std::string& text) {
    const ByteView bytes = as_bytes(text);
    return std::vector<std::byte>(bytes.begin(), bytes.end());
  };
  check_cuts(bytes_of(facets + "endsolid a\n"));
  CHECK(missing_of(bytes_of(facets + "ENDSOLID")).empty());
  CHECK(missing_of(bytes_of(facets)) == "its \"endsolid\" is missing");
  const Source obj = Source::from_memory("a.obj", written("obj"));
  const Format* format = sniff_format(obj.bytes(), obj.size(), "a.obj");
  REQUIRE(format != nullptr);
  CHECK_FALSE(tells_its_end(*format, obj));
  CHECK(missing_end(*format, obj).empty());
}

TEST_CASE("whole file: tables that lie name no place outside of the file", "[formats][whole]") {
  // Each byte of the parts that are trusted, set to the extremes: the sanitizers see what is read.
  for (std::vector<std::byte> bytes : {read_bytes(testdata("usd/textured.usdc")), written("fbx")}) {
    for (std::size_t at = 0; at < std::min<std::size_t>(bytes.size(), 400); ++at) {
      for (const std::byte value : {std::byte{0xFF}, std::byte{0x00}, std::byte{0x80}}) {
        const std::byte old = std::exchange(bytes[at], value);
        const Source source = Source::from_memory("result", bytes);
        for (const char* id : {"usdc", "fbx", "png", "glb", "webp"})
          CHECK_NOTHROW(missing_end(*find_format(id), source));
        bytes[at] = old;
      }
    }
  }
}
