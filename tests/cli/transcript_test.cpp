// Replays tests/cli/*.t; MESHGATE_UPDATE_EXPECTED=1 writes what came out.
#include <catch2/catch.hpp>

#include "cli/transcript.h"
#include "support/files.h"

using namespace meshgate::test;

TEST_CASE("cli: transcripts", "[cli]") {
  for (const std::string& file : files_below("tests/cli")) {
    if (!file.ends_with(".t")) continue;
    const std::string expected = read_text(source_dir() / file);
    const std::string actual = replay(expected);
    if (update_expected()) {
      if (actual != expected) write_text(source_dir() / file, actual);
      continue;
    }
    INFO(file);
    CHECK(actual == expected);
  }
}

TEST_CASE("cli: wildcards of transcripts", "[cli]") {
  CHECK(wildcard_matches("a*c", "abc"));
  CHECK(wildcard_matches("*", ""));
  CHECK(wildcard_matches("took ?.* s", "took 1.25 s"));
  CHECK_FALSE(wildcard_matches("a*c", "abd"));
  CHECK_FALSE(wildcard_matches("a?", "a"));
}
