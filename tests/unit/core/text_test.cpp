#include <catch2/catch.hpp>

#include "core/text.h"

using namespace meshgate;

TEST_CASE("text: globs", "[core]") {
  CHECK(glob_matches("mesh/*", "mesh/open-edge"));
  CHECK_FALSE(glob_matches("mesh/*", "uv/missing"));
  CHECK_FALSE(glob_matches("*.glb", "a/b.glb"));
  CHECK(glob_matches("**/*.glb", "a/b.glb"));
  CHECK(glob_matches("**/*.glb", "b.glb"));
  CHECK(glob_matches("**/wip/**", "a/wip/b/c.stl"));
  CHECK_FALSE(glob_matches("**/wip/**", "a/wipe/b"));
  CHECK(glob_matches("props/rope_?.glb", "props/rope_1.glb"));
}

TEST_CASE("text: nearest name", "[core]") {
  CHECK(nearest_name("mesh/open-edges", {"mesh/open-edge", "mesh/empty"}) == "mesh/open-edge");
  CHECK(nearest_name("zzz", {"mesh/open-edge", "mesh/empty"}).empty());
  CHECK(nearest_name("mesh/degenerate", {"mesh/empty", "mesh/degenerate-face"}) == "mesh/degenerate-face");
}

TEST_CASE("text: for people", "[core]") {
  CHECK(group_digits(0) == "0");
  CHECK(group_digits(1234567) == "1 234 567");
  CHECK(count_of(1, "face") == "1 face");
  CHECK(count_of(2, "vertex", "vertices") == "2 vertices");
  CHECK(format_bytes(200000000) == "200.0 MB");
  CHECK(printable("a\x1b[31m\xff") == "a\\x1b[31m\\xff");
  // What moves the cursor or the direction of writing without being an ASCII control character.
  CHECK(printable("\xC2\x9B"
                  "31m") == "\\xc2\\x9b31m");
  CHECK(printable("a\xE2\x80\xAE"
                  "lts.glb") == "a\\xe2\\x80\\xaelts.glb");
  CHECK(printable("\xE2\x81\xA6|\xE2\x80\xA8|\xE2\x80\x8F") ==
        "\\xe2\\x81\\xa6|\\xe2\\x80\\xa8|\\xe2\\x80\\x8f");
  CHECK(printable("µ × – … 鬼 \xC2\xA0") == "µ × – … 鬼 \xC2\xA0");
  CHECK(suffix_of("a.b/c.GLB") == ".glb");
  CHECK(suffix_of(".hidden").empty());
}
