#include "formats/detail/stb_decoder.h"

#include <array>
#include <catch2/catch.hpp>

using namespace meshgate;

// libdraco.so exports a stb_image of its own, as other libraries of a consumer may. Stands for them: the
// linker prefers the program's symbols to those of any library.
extern "C" const char* stbi_failure_reason() { return "that of another library"; }  // NOLINT

TEST_CASE("stb: no other library's copy is used", "[image]") {
  const std::array<std::byte, 4> no_stream{};
  std::array<std::uint8_t, 64> out{};
  const auto inflated = inflate_zlib(no_stream, out);
  REQUIRE_FALSE(inflated);
  CHECK(inflated.error().message != "that of another library");
}
