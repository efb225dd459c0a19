// The examples on the rules' pages are what the rules say today, and every rule has them.
#include <catch2/catch.hpp>
#include <filesystem>

#include "meshgate/rule_page.h"
#include "rules/rule_examples.h"
#include "support/files.h"
#include "support/rule_cases.h"

using namespace meshgate;
using namespace meshgate::test;

TEST_CASE("rule examples: every rule has a bad and a good one, as its cases say", "[rules]") {
  if (update_expected()) return;  // another process may be writing them
  for (const Rule* rule : all_rules()) {
    const std::string file = example_path(*rule);
    INFO(file << " is stale: MESHGATE_UPDATE_EXPECTED=1 writes it, the next build takes it into the library");
    REQUIRE(std::filesystem::exists(source_dir() / file));
    const std::string text = read_text(source_dir() / file);
    CHECK(text == render_rule_example(*rule));
    CHECK(render_rule_page(*rule).find("\n## Examples\n\n" + text) != std::string::npos);
  }
}
