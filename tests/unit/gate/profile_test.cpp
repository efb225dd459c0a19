#include <catch2/catch.hpp>

#include "meshgate/profile.h"
#include "meshgate/rule.h"
#include "support/files.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

std::string failure_of(std::string_view toml) {
  const auto profile = parse_profile(toml, "p.toml");
  return profile ? std::string("no error") : describe(profile.error());
}

}  // namespace

TEST_CASE("profile: every built-in one loads, and every number has a source and a date", "[profile]") {
  for (const std::string& name : profile_names()) {
    const auto profile = load_profile(name);
    INFO(name);
    REQUIRE(profile);
    CHECK(profile->name == name);
    CHECK_FALSE(profile->summary.empty());
    for (const auto& [limit, value] : profile->limits) {
      CHECK_FALSE(value.source.empty());
      CHECK(value.date.size() == 10);
    }
  }
}

TEST_CASE("profile: settings override the rule's own", "[profile]") {
  const Profile profile = parse_profile(R"(
      extends = "hitem3d"
      [limits]
      mesh-bytes = 150_000_000
      [rules]
      "mesh/degenerate-face" = "error"
      "image/too-many-pixels" = { severity = "warning", max-megapixels = 10 })",
                                        "p.toml")
                              .value();
  CHECK(profile.severity("mesh/degenerate-face") == Severity::kError);
  CHECK(profile.severity("mesh/empty") == Severity::kError);
  CHECK(profile.severity("no/such-rule") == Severity::kOff);
  CHECK(profile.parameter("image/too-many-pixels", "max-megapixels") == 10);
  CHECK(profile.limit("mesh-bytes") == 150e6);
  CHECK(profile.limit("image-bytes") == 20971520);
  CHECK_FALSE(profile.limit("absent"));
  CHECK_THROWS_AS(profile.parameter("mesh/empty", "absent"), std::logic_error);
}

TEST_CASE("profile: a glob sets the severity of what it matches, names go before it", "[profile]") {
  const Profile profile = parse_profile(R"(
      extends = "hitem3d"
      [rules]
      "mesh/empty" = "info"
      "mesh/*" = "off"
      "uv/?????er" = "error")",
                                        "p.toml")
                              .value();
  CHECK(profile.severity("mesh/empty") == Severity::kInfo);
  CHECK(profile.severity("mesh/animated") == Severity::kOff);
  CHECK(profile.severity("uv/outlier") == Severity::kError);
  CHECK(profile.severity("uv/missing") == Severity::kWarning);
  CHECK(failure_of("[rules]\n'mehs/*' = 'off'").find("p.toml:2: unknown rule \"mehs/*\"") == 0);
  CHECK(failure_of("[rules]\n'mesh/*' = { severity = 'off' }").find("a glob takes nothing else") !=
        std::string::npos);
}

TEST_CASE("profile: none is stricter about glTF than the specification, one is as strict", "[profile]") {
  for (const std::string& name : profile_names()) {
    const Profile profile = load_profile(name).value();
    for (const Rule* rule : all_rules()) {
      if (rule->id.rfind("gltf/", 0) != 0) continue;
      INFO(name << " " << rule->id);
      CHECK(profile.severity(rule->id) <= rule->severity);
      if (name == "gltf-conformance") CHECK(profile.severity(rule->id) == rule->severity);
    }
  }
  const Profile conformance = load_profile("gltf-conformance").value();
  CHECK(conformance.severity("mesh/empty") == Severity::kOff);
  CHECK(conformance.severity("texture/undecodable") == Severity::kError);
}

TEST_CASE("profile: hitem3d calls an error what can make the service fail", "[profile]") {
  const Profile profile = load_profile("hitem3d").value();
  for (const char* rule :
       {"gltf/accessor-min-mismatch", "gltf/skin-no-common-root", "gltf/node-matrix-trs",
        "gltf/animation-duplicate-targets", "gltf/rotation-non-unit", "gltf/empty-entity",
        "texture/missing-file", "texture/unsafe-path", "obj/unsafe-path", "mesh/animated"}) {
    INFO(rule);
    CHECK(profile.severity(rule) == Severity::kWarning);
  }
  for (const char* rule : {"gltf/accessor-index-oob", "gltf/accessor-too-long", "gltf/invalid-json",
                           "gltf/unresolved-reference", "gltf/required-extension-unsupported",
                           "gltf/glb-length-mismatch", "gltf/unsafe-uri", "texture/undecodable"}) {
    INFO(rule);
    CHECK(profile.severity(rule) == Severity::kError);
  }
}

TEST_CASE("profile: mistakes are named with line and nearest name", "[profile]") {
  CHECK(failure_of("nam = 'x'") == "p.toml:1: unknown key \"nam\"; did you mean \"name\"?");
  CHECK(failure_of("[rules]\n'mesh/emty' = 'error'")
            .find("p.toml:2: unknown rule \"mesh/emty\"; did you mean \"mesh/empty\"?") == 0);
  CHECK(failure_of("[rules]\n'mesh/empty' = 'fatal'").find("a severity is") != std::string::npos);
  CHECK(failure_of("[rules]\n'image/too-many-pixels' = { max-megapixels = -1 }").find("from") !=
        std::string::npos);
  CHECK(failure_of("[rules]\n'image/too-many-pixels' = { megapixels = 1 }").find("unknown parameter") !=
        std::string::npos);
  CHECK(failure_of("[limits]\nmesh-byte = 1").find("did you mean \"mesh-bytes\"?") != std::string::npos);
  CHECK(failure_of("[limits]\nmesh-bytes = -1").find("zero or more") != std::string::npos);
  CHECK(failure_of("mesh-formats = ['glc']").find("unknown format") != std::string::npos);
  CHECK(failure_of("extends = 5").find("p.toml:1: expected text") == 0);
  CHECK(failure_of("extends = 'hitem'").find("did you mean \"hitem3d\"?") != std::string::npos);
  CHECK(failure_of("= broken").find("p.toml:1:") == 0);
  CHECK(describe(load_profile("hitem3").error()).find("did you mean \"hitem3d\"?") != std::string::npos);
  CHECK(load_profile("/absent/profile.toml").error().kind == ErrorKind::kNotFound);
}

TEST_CASE("profile: a file extends one beside it", "[profile]") {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.path() / "sub");
  write_text(folder.path() / "base.toml", "summary = 'the base'\n[limits]\nmesh-bytes = 7\n");
  write_text(folder.path() / "near.toml", "extends = 'base.toml'\n");
  write_text(folder.path() / "sub" / "below.toml", "extends = '../near.toml'\n");
  for (const char* name : {"near.toml", "sub/below.toml"}) {
    const auto profile = load_profile((folder.path() / name).string());
    REQUIRE(profile);
    CHECK(profile->limit("mesh-bytes") == 7);
  }
  write_text(folder.path() / "circle.toml", "extends = 'circle.toml'\n");
  CHECK(describe(load_profile((folder.path() / "circle.toml").string()).error()).find("circle") !=
        std::string::npos);
}
