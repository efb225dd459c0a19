#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "meshgate/gate.h"
#include "meshgate/rule.h"
#include "support/files.h"
#include "support/mesh_builder.h"
#include "support/mesh_files.h"
#include "support/rule_cases.h"

using namespace meshgate;
using namespace meshgate::test;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;
using Texts = std::vector<std::string>;

namespace {

std::string failure_of(std::string_view toml) {
  const auto config = parse_config(toml, "dir/meshgate.toml");
  return config ? std::string("no error") : describe(config.error());
}

/// A cube without one triangle: three open edges.
Shape open_cube() {
  Shape shape = cube();
  shape.indices.resize(shape.indices.size() - 3);
  return shape;
}

Suppression accepted(std::string rule, std::string path, std::string expires) {
  return {std::move(rule), std::move(path), "by design", std::move(expires), "meshgate.toml:7"};
}

/// open_cube() at props/rope_1.glb below a folder, checked from there.
InputReport check_rope(CheckOptions options) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.path() / "props");
  write_binary(folder.path() / "props/rope_1.glb", glb_file(open_cube()));
  options.profile = load_profile("hitem3d").value();
  options.folder = folder.path().string();
  options.today = "2027-03-01";
  return check_files({(folder.path() / "props/rope_1.glb").string()}, options).value().inputs.at(0);
}

bool has(const InputReport& input, std::string_view rule) {
  return std::any_of(input.findings.begin(), input.findings.end(),
                     [&](const Finding& finding) { return finding.rule == rule; });
}

}  // namespace

TEST_CASE("config: every key of the contract's example is read", "[config]") {
  const Config config = parse_config(R"(profile = "print-fdm"
fail-on = "warning"
exclude = ["**/wip/**"]
report = ["text", "json=out/report.json"]
jobs = 3
timeout = 2.5
max-memory = "2G"
baseline = "known.json"
[limits]
mesh-bytes = 150_000_000
[rules]
"mesh/open-edge" = "error"
"mesh/tiny-component" = { severity = "warning", max-fraction = 0.001 }
[[suppress]]
rule = "mesh/self-intersection"
path = "props/rope_*.glb"
reason = "knots touch by design"
expires = 2027-03-01
[[override]]
path = ["props/**", "cloth/*.obj"]
[override.rules]
"mesh/open-edge" = "off"
)",
                                     "dir/meshgate.toml")
                            .value();
  CHECK(config.folder == "dir");
  CHECK(config.options.at("profile") == Texts{"print-fdm"});
  CHECK(config.options.at("fail-on") == Texts{"warning"});
  CHECK(config.options.at("report") == Texts{"text", "json=dir/out/report.json"});
  CHECK(config.options.at("jobs") == Texts{"3"});
  CHECK(config.options.at("timeout") == Texts{"2.5"});
  CHECK(config.options.at("max-memory") == Texts{"2G"});
  CHECK(config.options.at("baseline") == Texts{"dir/known.json"});
  CHECK(config.exclude == Texts{"**/wip/**"});
  CHECK(config.settings.limits.at("mesh-bytes").value == 150e6);
  CHECK(config.settings.limits.at("mesh-bytes").origin == "dir/meshgate.toml:10");
  CHECK(config.settings.rules.at("mesh/open-edge").severity == Severity::kError);
  CHECK(config.settings.rules.at("mesh/tiny-component").parameters.at("max-fraction") == 0.001);
  REQUIRE(config.suppressions.size() == 1);
  CHECK(config.suppressions[0].path == "props/rope_*.glb");
  CHECK(config.suppressions[0].expires == "2027-03-01");
  CHECK(config.suppressions[0].origin == "dir/meshgate.toml:14");
  REQUIRE(config.path_settings.size() == 1);
  CHECK(config.path_settings[0].paths == Texts{"props/**", "cloth/*.obj"});
  CHECK(config.path_settings[0].settings.rules.at("mesh/open-edge").severity == Severity::kOff);
}

TEST_CASE("config: a mistake is named with its line and the nearest name", "[config]") {
  CHECK(failure_of("profil = 'hitem3d'") ==
        "dir/meshgate.toml:1: unknown key \"profil\"; did you mean \"profile\"?");
  CHECK(failure_of("profile = 'hitem'") ==
        "dir/meshgate.toml:1: unknown profile \"hitem\"; did you mean \"hitem3d\"?");
  CHECK(failure_of("\n[rules]\n'mesh/open-egde' = 'error'") ==
        "dir/meshgate.toml:3: unknown rule \"mesh/open-egde\"; did you mean \"mesh/open-edge\"?");
  CHECK(failure_of("select = ['mehs/*']") == "dir/meshgate.toml:1: unknown rule \"mehs/*\"");
  CHECK_THAT(failure_of("fail-on = 'warn'"), Contains("known: error, warning, info, never"));
  CHECK_THAT(failure_of("report = 'jsn'"), Contains("did you mean \"json\"?"));
  CHECK_THAT(failure_of("jobs = 0"), Contains("whole number"));
  CHECK_THAT(failure_of("jobs = 2.5"), Contains("whole number"));
  CHECK_THAT(failure_of("timeout = -1"), Contains("above zero"));
  CHECK_THAT(failure_of("timeout = nan"), Contains("above zero"));
  CHECK_THAT(failure_of("max-memory = -1"), Contains("2G"));
  CHECK_THAT(failure_of("exclude = [1]"), Contains("text in quotes"));
  CHECK_THAT(failure_of("[suppress]\nrule = 'mesh/empty'"), Contains("[[suppress]]"));
  CHECK_THAT(failure_of("[[suppress]]\nrule = 'mesh/empty'"), Contains("needs reason"));
  CHECK_THAT(failure_of("[[suppress]]\nrule = 'mesh/empty'\nreason = ' '"), Contains("needs reason"));
  CHECK_THAT(failure_of("[[suppress]]\nreason = 'x'"), Contains("needs rule"));
  CHECK_THAT(failure_of("[[suppress]]\nrule = 'mesh/emty'\nreason = 'x'"),
             Contains("did you mean \"mesh/empty\"?"));
  CHECK_THAT(failure_of("[[suppress]]\nrule = 'mesh/empty'\nreason = 'x'\nexpires = 'soon'"),
             StartsWith("dir/meshgate.toml:4: expected a date"));
  CHECK_THAT(failure_of("[[suppress]]\nrule = 'mesh/empty'\nreason = 'x'\nexpire = 2027-01-01"),
             Contains("did you mean \"expires\"?"));
  CHECK_THAT(failure_of("[[override]]\n[override.rules]\n'mesh/empty' = 'off'"), Contains("needs path"));
  CHECK_THAT(failure_of("[[override]]\npath = '*'\n[override.rule]\n'mesh/empty' = 'off'"),
             Contains("did you mean \"rules\"?"));
  CHECK_THAT(failure_of("= 1"), StartsWith("dir/meshgate.toml:1: "));
}

TEST_CASE("config: reports stay below its folder", "[config]") {
  for (const char* path : {"/etc/report.json", "../report.json", "a/../../b", "C:\\x"}) {
    INFO(path);
    CHECK_THAT(failure_of(std::string("report = 'json=") + path + "'"), Contains("report path"));
  }
}

TEST_CASE("config: the nearest file above is found, and globs are seen from it", "[config]") {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder.path() / "a/b");
  CHECK(find_config((folder.path() / "a/b").string()).empty());
  write_text(folder.path() / "meshgate.toml", "");
  const std::string top = (folder.path() / "meshgate.toml").string();
  CHECK(find_config(folder.path().string()) == top);
  CHECK(find_config((folder.path() / "a/b").string()) == top);
  CHECK(find_config((folder.path() / "a/b/").string()) == top);
  std::filesystem::create_directory(folder.path() / "a/meshgate.toml");  // a folder is no configuration
  CHECK(find_config((folder.path() / "a/b").string()) == top);

  CHECK(path_matches({"a/*.glb"}, "/p", "/p/a/x.glb"));
  CHECK(path_matches({"a/*.glb"}, "/p/", "/p/./b/../a/x.glb"));
  CHECK_FALSE(path_matches({"a/*.glb"}, "/p", "/q/a/x.glb"));
  CHECK_FALSE(path_matches({"a/*.glb"}, "/p", "/p/a/b/x.glb"));
  CHECK(path_matches({"**/wip/**"}, "/p", "/p/wip/x.glb"));
  CHECK(path_matches({"no", "*.glb"}, "", "x.glb"));
  CHECK_FALSE(path_matches({}, "", "x.glb"));
}

TEST_CASE("config: settings of a path replace those of the profile, in their order", "[config]") {
  const auto severity_with = [](const Texts& globs) {
    CheckOptions options;
    for (const std::string& glob : globs) {
      PathSettings settings;
      settings.paths = {glob};
      settings.settings.rules["mesh/open-edge"].severity = glob == "*" ? Severity::kOff : Severity::kError;
      options.path_settings.push_back(settings);
    }
    const InputReport input = check_rope(options);
    for (const Finding& finding : input.findings) {
      if (finding.rule == "mesh/open-edge") return finding.severity;
    }
    return Severity::kOff;
  };
  CHECK(severity_with({}) == Severity::kWarning);
  CHECK(severity_with({"props/*"}) == Severity::kError);
  CHECK(severity_with({"cloth/*"}) == Severity::kWarning);
  CHECK(severity_with({"**/rope_?.glb"}) == Severity::kError);
}

TEST_CASE("config: a suppression holds to its last day", "[config]") {
  CheckOptions options;
  options.suppressions = {accepted("mesh/open-*", "props/rope_*.glb", "2027-03-01")};
  const InputReport input = check_rope(options);
  CHECK(input.verdict == Verdict::kPass);
  expect_silent("gate/suppression-expired", input.findings);
  REQUIRE(input.muted.size() == 1);
  CHECK(input.muted[0].finding.rule == "mesh/open-edge");
  CHECK(input.muted[0].by == MutedBy::kSuppression);
  CHECK(input.muted[0].reason == "by design");
}

TEST_CASE("config: an expired suppression accepts nothing, and says so", "[config]") {
  CheckOptions options;
  options.suppressions = {accepted("mesh/open-edge", "", "2027-02-28")};
  const InputReport input = check_rope(options);
  CHECK(has(input, "mesh/open-edge"));
  CHECK(input.muted.empty());
  expect_fires("gate/suppression-expired", input.findings);
  for (const Finding& finding : input.findings) {
    if (finding.rule == "gate/suppression-expired")
      CHECK_THAT(finding.message, StartsWith("meshgate.toml:7: "));
  }
}

TEST_CASE("config: a suppression of another path or rule has no effect", "[config]") {
  CheckOptions options;
  options.suppressions = {accepted("mesh/open-edge", "cloth/*", ""), accepted("uv/*", "", "2020-01-01")};
  const InputReport input = check_rope(options);
  CHECK(has(input, "mesh/open-edge"));
  CHECK(input.muted.empty());
  CHECK_FALSE(has(input, "gate/suppression-expired"));
}

TEST_CASE("config: the schemas name every key, rule and parameter", "[config]") {
  for (const std::string& text : {render_config_schema(), render_profile_schema()}) {
    const auto schema = nlohmann::json::parse(text);
    for (const Rule* rule : all_rules()) {
      INFO(rule->id);
      const auto& properties = schema["definitions"]["rules"]["properties"];
      REQUIRE(properties.contains(std::string(rule->id)));
      for (const Parameter& parameter : rule->parameters) {
        const auto& table = properties[std::string(rule->id)]["oneOf"][1]["properties"];
        CHECK(table.contains(std::string(parameter.name)));
      }
    }
  }
  const auto schema = nlohmann::json::parse(render_config_schema());
  for (const ConfigOption& option : config_options())
    CHECK(schema["properties"].contains(std::string(option.name)));
}
