// Replays tests/cli/*.t, one test case each so that they run side by side; MESHGATE_UPDATE_EXPECTED=1 writes
// what came out.
#include <catch2/catch.hpp>
#include <set>

#include "cli/transcript.h"
#include "support/files.h"

using namespace meshgate::test;

namespace {

std::set<std::string> sessions_with_a_case;

// Each case registers its session before the tests run.
struct SessionCase {
  explicit SessionCase(const std::string& name) { sessions_with_a_case.insert("tests/cli/" + name + ".t"); }
};

void check_session(const std::string& name) {
  const std::string file = "tests/cli/" + name + ".t";
  const std::string expected = read_text(source_dir() / file);
  const std::string actual = replay(expected);
  if (update_expected()) {
    if (actual != expected) write_text(source_dir() / file, actual);
    return;
  }
  INFO(file);
  CHECK(actual == expected);
}

}  // namespace

#define SESSION(name)                          \
  static const SessionCase name##_case(#name); \
  TEST_CASE("cli: session " #name, "[cli]") { check_session(#name); }

SESSION(baseline)
SESSION(check)
SESSION(completion)
SESSION(config)
SESSION(prepare)
SESSION(render)
SESSION(sandbox)
SESSION(tasks)
SESSION(usage)
SESSION(verify)

TEST_CASE("cli: every session has its test case", "[cli][meta]") {
  std::set<std::string> sessions;
  for (const std::string& file : files_below("tests/cli")) {
    if (file.ends_with(".t")) sessions.insert(file);
  }
  CHECK(sessions == sessions_with_a_case);
}

TEST_CASE("cli: wildcards of transcripts", "[cli]") {
  CHECK(wildcard_matches("a*c", "abc"));
  CHECK(wildcard_matches("*", ""));
  CHECK(wildcard_matches("took ?.* s", "took 1.25 s"));
  CHECK_FALSE(wildcard_matches("a*c", "abd"));
  CHECK_FALSE(wildcard_matches("a?", "a"));
}
