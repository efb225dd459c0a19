#include <catch2/catch.hpp>
#include <set>

#include "core/text.h"
#include "gate/gltf_audience.h"
#include "meshgate/config.h"
#include "meshgate/prepare.h"
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

TEST_CASE("docs: docs/reference/steps.md is what the steps say", "[meta]") {
  INFO("run tools/dev docs");
  CHECK((read_text(source_dir() / "docs/reference/steps.md") == render_steps_document()));
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

TEST_CASE("docs: the page of a glTF rule says who notices, by what the rule is about", "[meta]") {
  std::set<std::string_view> used;
  for (const Rule* rule : all_rules()) {
    const bool gltf = rule->id.starts_with("gltf/");
    INFO(rule->id);
    CHECK(gltf_audience(rule->id).empty() != gltf);
    CHECK((render_rule_page(*rule).find("**Who notices.**") != std::string::npos) == gltf);
    for (const GltfAudience& audience : gltf_audiences()) {
      if (!glob_matches(audience.rules, rule->id)) continue;
      used.insert(audience.rules);
      break;
    }
  }
  for (const GltfAudience& audience : gltf_audiences()) {
    INFO(audience.rules << " is the first match of no rule");
    CHECK(used.contains(audience.rules));
  }
}

TEST_CASE("docs: a rule names a step of prepare as prepare names it", "[meta]") {
  // Their files come with the decimator and the encoders of pictures.
  std::set<std::string_view> steps;
  for (const Step* step : all_steps()) steps.insert(step->id);
  for (const Rule* rule : all_rules()) {
    INFO(rule->id << " names " << rule->fix);
    CHECK((rule->fix.empty() || steps.contains(rule->fix)));
    // A page that sends the reader to prepare says which step.
    if (rule->id.starts_with("gltf/")) continue;
    if (!rule->fix.empty()) CHECK(rule->explanation.find("prepare") != std::string_view::npos);
  }
}
