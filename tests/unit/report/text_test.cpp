#include <algorithm>
#include <catch2/catch.hpp>

#include "meshgate/emitter.h"
#include "support/report_samples.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

std::string text_of(const Report& report, const EmitOptions& options = {}) {
  return find_emitter("text")->render(report, options);
}

std::size_t lines_of(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

TEST_CASE("text: few inputs are told in full", "[report]") {
  const std::string text = text_of(many_findings(20, 3));
  for (const InputReport& input : many_findings(20, 3).inputs) CHECK(contains(text, "fail  " + input.path));
  CHECK(contains(text, "at edge 0 1 (0.5, 1, -2)"));
}

TEST_CASE("text: many inputs are one screen by rule", "[report]") {
  const std::string text = text_of(many_findings(5000, 60));
  CHECK(lines_of(text) < 55);
  CHECK(contains(text, "error    mesh/empty"));
  CHECK(contains(text, "fill-holes"));
  CHECK(contains(text, "models/0000.glb"));
  CHECK(contains(text, "and 4 992 more"));
  CHECK(contains(text, "meshgate explain mesh/"));
  CHECK(contains(text, "meshgate check models/0000.glb\n"));
  CHECK(contains(text, "--report html=report.html"));
}

TEST_CASE("text: the overview fits its columns", "[report]") {
  Report report = many_findings(50, 60);
  for (InputReport& input : report.inputs) input.path = std::string(300, 'x') + "ü/" + input.path;
  const std::string text = text_of(report);
  std::size_t columns = 0;
  for (const char c : text.substr(0, text.find("\n50 inputs checked"))) {
    columns = c == '\n' ? 0 : columns + ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0);
    REQUIRE(columns <= 100);
  }
}

TEST_CASE("text: inputs without findings do not drown the others", "[report]") {
  Report report = passing_report(500);
  report.inputs.push_back(many_findings(1, 1).inputs[0]);
  const std::string text = text_of(report);
  CHECK(lines_of(text) < 12);
  CHECK(contains(text, "501 inputs checked with profile hitem3d: 500 passed"));
  CHECK(lines_of(text_of(passing_report(20))) > 20);
}

TEST_CASE("text: --quiet tells what fails the run only", "[report]") {
  Report report = many_findings(30, 3);
  for (std::size_t i = 1; i < 30; ++i) {
    auto& findings = report.inputs[i].findings;
    findings.erase(findings.begin());  // warnings and infos are left
  }
  EmitOptions options;
  options.quiet = true;
  CHECK(contains(text_of(report, options), "models/0000.glb"));
  CHECK_FALSE(contains(text_of(report, options), "models/0001.glb"));
}

TEST_CASE("text: accepted findings and findings that are gone are counted", "[report]") {
  const std::string text = text_of(nasty_report());
  CHECK(contains(text, "1 known finding of the baseline, 1 suppressed"));
  CHECK(contains(text, "1 finding of the baseline is gone: run with --write-baseline to shrink it"));
}

TEST_CASE("text: texts from outside cannot move the cursor or start a line", "[report]") {
  Report report = nasty_report();
  for (int i = 0; i < 2; ++i) {
    const std::string text = text_of(report);
    CHECK_FALSE(contains(text, "\x1b"));
    CHECK_FALSE(contains(text, "\n::error"));
    CHECK_FALSE(contains(text, "\xff"));
    CHECK_FALSE(contains(text, "\xe2\x80\xae"));
    // Once more as an overview.
    const std::vector<InputReport> again = report.inputs;
    report.inputs.insert(report.inputs.end(), again.begin(), again.end());
  }
}

TEST_CASE("text: colours are a matter of the options", "[report]") {
  EmitOptions options;
  options.color = true;
  CHECK(contains(text_of(many_findings(1, 1), options), "\x1b[1;31m"));
  CHECK(contains(text_of(many_findings(50, 1), options), "\x1b[1;31m"));
}
