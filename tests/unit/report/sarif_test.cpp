#include <catch2/catch.hpp>
#include <map>

#include "meshgate/emitter.h"
#include "support/json_schema.h"
#include "support/report_samples.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

nlohmann::json sarif_of(const Report& report) {
  return nlohmann::json::parse(find_emitter("sarif")->render(report, {}));
}

std::string problems_of(const nlohmann::json& sarif) {
  return schema_problems(sarif, "tests/schemas/sarif-schema-2.1.0.json");
}

}  // namespace

TEST_CASE("sarif: fits the schema of OASIS", "[report]") {
  CHECK(problems_of(sarif_of(empty_report())) == "");
  CHECK(problems_of(sarif_of(passing_report(3))) == "");
  CHECK(problems_of(sarif_of(many_findings(5, 12))) == "");
  CHECK(problems_of(sarif_of(nasty_report())) == "");
}

TEST_CASE("sarif: the schema refuses a wrong document", "[report]") {
  auto sarif = sarif_of(many_findings(1, 1));
  sarif["runs"][0]["results"][0]["level"] = "fatal";
  CHECK(problems_of(sarif) != "");
}

TEST_CASE("sarif: a result tells rule, level, place and fingerprint", "[report]") {
  const auto run = sarif_of(nasty_report())["runs"][0];
  const auto& rules = run["tool"]["driver"]["rules"];
  std::map<std::string, std::size_t> used;
  for (const auto& result : run["results"]) {
    ++used[result["ruleId"]];
    CHECK(rules[result["ruleIndex"].get<std::size_t>()]["id"] == result["ruleId"]);
    CHECK(result["partialFingerprints"]["meshgate/v1"].get<std::string>().size() == 16);
    CHECK(result["locations"][0]["physicalLocation"]["region"]["startLine"] == 7);
    const auto& byte = result["relatedLocations"][1];
    CHECK(byte["physicalLocation"]["region"]["byteOffset"] == 1234567890123);
    CHECK(result["properties"]["evidence"]["limit"] == -7);
  }
  const auto& first = run["results"][0];
  CHECK(first["level"] == "error");
  CHECK(first["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] ==
        "</script><script>alert(1)</script>");
  // One more for the rule that was not checked.
  CHECK(rules.size() == used.size() + 1);
  CHECK(run["invocations"][0]["toolExecutionNotifications"].size() == nasty_texts().size());
}

TEST_CASE("sarif: paths are URI references", "[report]") {
  const auto uri_of = [](const std::string& path) {
    Report report = many_findings(1, 1);
    report.inputs[0].path = path;
    return sarif_of(report)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"];
  };
  CHECK(uri_of("./a b/ü%\xff:.glb")["uri"] == "a%20b/%C3%BC%25%FF%3A.glb");
  CHECK(uri_of("a.glb")["uriBaseId"] == "%SRCROOT%");
  CHECK(uri_of("/tmp/a.glb")["uri"] == "file:///tmp/a.glb");
  CHECK_FALSE(uri_of("/tmp/a.glb").contains("uriBaseId"));
}

TEST_CASE("sarif: muted findings are suppressed results", "[report]") {
  std::vector<std::string> reasons;
  const auto run = sarif_of(nasty_report())["runs"][0];
  for (const auto& result : run["results"]) {
    if (!result.contains("suppressions")) continue;
    CHECK(result["suppressions"][0]["kind"] == "external");
    reasons.push_back(result["suppressions"][0]["justification"]);
  }
  REQUIRE(reasons.size() == 2);
  CHECK(reasons[0] == "known finding of the baseline");
  CHECK(reasons[1].find("knots touch") == 0);
}

TEST_CASE("sarif: stays under GitHub's limits, errors first", "[report]") {
  const Report report = many_findings(100, 300);  // 10 000 of each severity
  const auto run = sarif_of(report)["runs"][0];
  std::map<std::string, std::size_t> levels;
  for (const auto& result : run["results"]) ++levels[result["level"]];
  CHECK(levels["error"] == 10'000);
  CHECK(levels["warning"] == 10'000);
  CHECK(levels["note"] == 5'000);
  const std::string note = run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
  CHECK(note.find("5 000 of the least severe") != std::string::npos);

  Report wide = many_findings(1, 1);
  wide.inputs[0].findings[0].locations.resize(50);
  CHECK(sarif_of(wide)["runs"][0]["results"][0]["relatedLocations"].size() == 10);
}
