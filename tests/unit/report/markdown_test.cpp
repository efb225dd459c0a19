#include <algorithm>
#include <catch2/catch.hpp>

#include "meshgate/emitter.h"
#include "support/report_samples.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

std::string markdown_of(const Report& report, Severity fail_on = Severity::kError) {
  EmitOptions options;
  options.fail_on = fail_on;
  return find_emitter("markdown")->render(report, options);
}

}  // namespace

TEST_CASE("markdown: the verdict comes first", "[report]") {
  CHECK(markdown_of(empty_report()).starts_with("### meshgate: Nothing was checked\n"));
  CHECK(markdown_of(passing_report(3)).starts_with("### meshgate: All 3 inputs pass\n"));
  CHECK(markdown_of(many_findings(3, 1)).starts_with("### meshgate: 3 of 3 inputs fail\n"));
}

TEST_CASE("markdown: --fail-on decides what fails", "[report]") {
  Report report = many_findings(1, 2);
  report.inputs[0].findings.erase(report.inputs[0].findings.begin());  // a warning is left
  CHECK(markdown_of(report).starts_with("### meshgate: The input passes\n"));
  CHECK(markdown_of(report, Severity::kWarning).starts_with("### meshgate: The input fails\n"));
}

TEST_CASE("markdown: texts from outside stay text", "[report]") {
  const std::string text = markdown_of(nasty_report());
  CHECK_FALSE(contains(text, "<script"));
  CHECK_FALSE(contains(text, "<img"));
  CHECK_FALSE(contains(text, "](javascript"));
  CHECK_FALSE(contains(text, "\n::error"));
  CHECK_FALSE(contains(text, "\x1b"));
  CHECK_FALSE(contains(text, "\xff"));
  CHECK_FALSE(contains(text, "a|b`c"));
  CHECK(contains(text, "a&#124;b&#96;c"));
  CHECK_FALSE(contains(text, "https://"));
}

TEST_CASE("markdown: rows of a table have the cells of its head", "[report]") {
  const std::string text = markdown_of(nasty_report());
  std::size_t cells = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    const std::string line = text.substr(at, end - at);
    at = end + 1;
    if (!line.starts_with("| ") && !line.starts_with("|-")) {
      cells = 0;
      continue;
    }
    const auto bars = static_cast<std::size_t>(std::count(line.begin(), line.end(), '|'));
    if (cells == 0) cells = bars;
    INFO(line);
    CHECK(bars == cells);
  }
}

TEST_CASE("markdown: stays under 64 KiB and says what is left out", "[report]") {
  Report report = many_findings(2000, 60);
  for (InputReport& input : report.inputs) {
    input.path = std::string(500, '_') + input.path;
    for (Finding& finding : input.findings) finding.message = std::string(5000, '|');
  }
  const std::string text = markdown_of(report);
  CHECK(text.size() < 64 * 1024);
  CHECK(contains(text, "more inputs with findings: see the full report"));
  CHECK(contains(text, "… and 1 970 more failing inputs"));
  CHECK(contains(text, "<details>"));
  CHECK(text == markdown_of(report));
}
