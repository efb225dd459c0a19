#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "meshgate/emitter.h"
#include "support/report_samples.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

nlohmann::json issues_of(const Report& report, Severity fail_on = Severity::kError) {
  EmitOptions options;
  options.fail_on = fail_on;
  return nlohmann::json::parse(find_emitter("gitlab")->render(report, options));
}

}  // namespace

TEST_CASE("gitlab: every issue has what GitLab requires", "[report]") {
  const auto issues = issues_of(nasty_report());
  CHECK(issues.size() == 3 * nasty_texts().size());
  static const std::set<std::string> kSeverities{"info", "minor", "major", "critical", "blocker"};
  for (const auto& issue : issues) {
    CHECK(issue["description"].get<std::string>().size() > 0);
    CHECK(issue["check_name"].get<std::string>().size() > 0);
    CHECK(kSeverities.count(issue["severity"]) == 1);
    CHECK(issue["location"]["path"].get<std::string>().starts_with("dir/"));
    CHECK(issue["location"]["lines"]["begin"] == 7);
  }
}

TEST_CASE("gitlab: fingerprints are unique, also for an input that is given twice", "[report]") {
  Report report = many_findings(50, 40);
  report.inputs.push_back(report.inputs.front());
  std::set<std::string> fingerprints;
  const auto issues = issues_of(report);
  for (const auto& issue : issues) fingerprints.insert(issue["fingerprint"].get<std::string>());
  CHECK(fingerprints.size() == issues.size());
  CHECK(issues == issues_of(report));
}

TEST_CASE("gitlab: the severity tells what fails the pipeline", "[report]") {
  const Report report = many_findings(1, 3);
  CHECK(issues_of(report)[0]["severity"] == "critical");
  CHECK(issues_of(report)[1]["severity"] == "minor");
  CHECK(issues_of(report, Severity::kWarning)[1]["severity"] == "major");
  CHECK(issues_of(report)[2]["severity"] == "info");
}

TEST_CASE("gitlab: nothing found is an empty array", "[report]") {
  CHECK(issues_of(empty_report()) == nlohmann::json::array());
  CHECK(issues_of(passing_report(3)) == nlohmann::json::array());
}

TEST_CASE("gitlab: paths are those of the repository", "[report]") {
  Report report = many_findings(1, 1);
  report.inputs[0].path = "./models/a.glb";
  CHECK(issues_of(report)[0]["location"]["path"] == "models/a.glb");
}
