#include <catch2/catch.hpp>
#include <set>

#include "meshgate/config.h"
#include "meshgate/rule_page.h"
#include "support/files.h"

using namespace meshgate;
using namespace meshgate::test;

TEST_CASE("docs: docs/rules is what the rule records say", "[meta]") {
  std::set<std::string> expected;
  for (const Page& page : render_rule_pages()) {
    INFO(page.path << " is stale: run tools/dev docs");
    expected.insert("docs/rules/" + page.path);
    const auto path = source_dir() / "docs/rules" / page.path;
    CHECK(std::filesystem::exists(path));
    if (std::filesystem::exists(path)) CHECK(read_text(path) == page.text);
  }
  for (const std::string& file : files_below("docs/rules")) {
    INFO(file << " belongs to no rule: run tools/dev docs");
    CHECK(expected.count(file) == 1);
  }
}

TEST_CASE("docs: the configurations that the guides show are valid", "[meta]") {
  const std::string guide = read_text(source_dir() / "docs/guide/configuration.md");
  const std::string_view fence = "```toml\n";
  std::size_t blocks = 0;
  for (std::size_t at = guide.find(fence); at != std::string::npos; at = guide.find(fence, at + 1)) {
    const std::size_t begin = at + fence.size();
    const auto config = parse_config(guide.substr(begin, guide.find("```", begin) - begin), "guide.toml");
    CHECK(config);
    if (!config) FAIL_CHECK(describe(config.error()));
    ++blocks;
  }
  CHECK(blocks == 1);
}

TEST_CASE("docs: the schemas in docs/reference are those of this build", "[meta]") {
  INFO("run tools/dev docs");
  CHECK((read_text(source_dir() / "docs/reference/config.schema.json") == render_config_schema()));
  CHECK((read_text(source_dir() / "docs/reference/profile.schema.json") == render_profile_schema()));
}

TEST_CASE("docs: every rule explains itself", "[meta]") {
  for (const Rule* rule : all_rules()) {
    INFO(rule->id);
    CHECK_FALSE(rule->summary.empty());
    CHECK_FALSE(rule->summary.ends_with('.'));
    CHECK(rule->explanation.find("**Why it matters.**") != std::string_view::npos);
    CHECK(rule->explanation.find("**How to fix it.**") != std::string_view::npos);
    for (const Parameter& parameter : rule->parameters) {
      CHECK(parameter.min <= parameter.value);
      CHECK(parameter.value <= parameter.max);
      CHECK_FALSE(parameter.doc.empty());
    }
  }
}
