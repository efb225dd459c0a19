#include <catch2/catch.hpp>
#include <cstdlib>

#include "meshgate/emitter.h"
#include "support/files.h"
#include "support/report_samples.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

std::string junit_of(const Report& report, Severity fail_on = Severity::kError) {
  EmitOptions options;
  options.fail_on = fail_on;
  return find_emitter("junit")->render(report, options);
}

// What xmllint (package libxml2-utils) says against tests/schemas/junit.xsd; empty when it is valid.
std::string problems_of(const std::string& xml) {
  const TemporaryFolder folder;
  const std::string file = (folder.path() / "report.xml").string();
  const std::string log = (folder.path() / "log").string();
  write_text(file, xml);
  const std::string schema = (source_dir() / "tests/schemas/junit.xsd").string();
  const std::string command =
      "xmllint --nonet --noout --schema '" + schema + "' '" + file + "' >'" + log + "' 2>&1";
  return std::system(command.c_str()) == 0 ? std::string() : "xmllint: " + read_text(log);
}

}  // namespace

TEST_CASE("junit: valid for every report", "[report]") {
  CHECK(problems_of(junit_of(empty_report())) == "");
  CHECK(problems_of(junit_of(passing_report(3))) == "");
  CHECK(problems_of(junit_of(many_findings(20, 50))) == "");
  CHECK(problems_of(junit_of(nasty_report())) == "");
  CHECK(problems_of(junit_of(nasty_report(), Severity::kOff)) == "");
}

TEST_CASE("junit: the schema refuses what is no report", "[report]") {
  CHECK(problems_of("<testsuites/>") != "");
  CHECK(problems_of("<testsuites name=\"a\x01\"/>") != "");
}

TEST_CASE("junit: a passing input has a passing case", "[report]") {
  const std::string xml = junit_of(passing_report(2));
  CHECK(occurrences(xml, "<testsuite ") == 2);
  CHECK(occurrences(xml, "<testcase ") == 2);
  CHECK(occurrences(xml, "<failure") == 0);
  CHECK(xml.find("tests=\"2\" failures=\"0\"") != std::string::npos);
}

TEST_CASE("junit: only what fails the run is a failure", "[report]") {
  const Report report = many_findings(1, 6);  // six rules: two errors, two warnings, two infos
  CHECK(occurrences(junit_of(report, Severity::kError), "<failure ") == 2);
  CHECK(occurrences(junit_of(report, Severity::kWarning), "<failure ") == 4);
  CHECK(occurrences(junit_of(report, Severity::kInfo), "<failure ") == 6);
  CHECK(occurrences(junit_of(report, Severity::kOff), "<failure ") == 0);
  CHECK(occurrences(junit_of(report, Severity::kError), "<system-out>") == 4);
}

TEST_CASE("junit: findings of one rule share a case", "[report]") {
  const std::string xml = junit_of(many_findings(1, 12));
  CHECK(occurrences(xml, "<testcase ") == 6);
  CHECK(occurrences(xml, "(and 1 more)") == 2);
}

TEST_CASE("junit: not checked and accepted rules are skipped", "[report]") {
  Report report = passing_report(1);
  report.inputs[0].not_checked = {{"mesh/self-intersection", "budget"}};
  Finding finding = many_findings(1, 1).inputs[0].findings[0];
  report.inputs[0].muted.push_back({finding, MutedBy::kSuppression, "known"});
  const std::string xml = junit_of(report);
  CHECK(problems_of(xml) == "");
  CHECK(xml.find("<skipped message=\"not checked: budget\"/>") != std::string::npos);
  CHECK(xml.find("<skipped message=\"suppressed: known\"/>") != std::string::npos);
  CHECK(xml.find("skipped=\"2\"") != std::string::npos);
}

TEST_CASE("junit: Jenkins sees no package in a path", "[report]") {
  CHECK(junit_of(passing_report(1)).find("classname=\"meshgate.models/0000_glb\"") != std::string::npos);
}
