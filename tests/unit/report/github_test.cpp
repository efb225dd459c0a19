#include <catch2/catch.hpp>
#include <map>
#include <sstream>

#include "meshgate/emitter.h"
#include "support/report_samples.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

std::vector<std::string> lines_of(const Report& report) {
  std::istringstream text(find_emitter("github")->render(report, {}));
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

std::map<std::string, std::size_t> kinds_of(const std::vector<std::string>& lines) {
  std::map<std::string, std::size_t> kinds;
  for (const std::string& line : lines) ++kinds[line.substr(0, line.find(' '))];
  return kinds;
}

}  // namespace

TEST_CASE("github: each line is a command, whatever the texts hold", "[report]") {
  for (const std::string& line : lines_of(nasty_report())) {
    INFO(line);
    CHECK((line.starts_with("::error ") || line.starts_with("::warning ") || line.starts_with("::notice ")));
    for (const char c : line) CHECK((static_cast<unsigned char>(c) >= 0x20 && c != 0x7F));
  }
}

TEST_CASE("github: properties and messages are escaped", "[report]") {
  Report report = many_findings(1, 1);
  report.inputs[0].path = "a,b:c%.glb";
  report.inputs[0].findings[0].message = "100%, so: much";
  const std::string line = lines_of(report)[0];
  CHECK(line.starts_with("::error file=a%2Cb%3Ac%25.glb,title=mesh/empty::100%25, so: much%0A"));
}

TEST_CASE("github: a line of a text file is told", "[report]") {
  Report report = many_findings(1, 1);
  report.inputs[0].findings[0].locations[0].line = 42;
  CHECK(lines_of(report)[0].find(",line=42,") != std::string::npos);
}

TEST_CASE("github: no more of a kind than are shown, and every rule is named", "[report]") {
  Report report = many_findings(300, 12);
  for (std::size_t i = 0; i < 300; ++i) {
    // Many rules: each of their names must be somewhere.
    report.inputs[i].findings[0].rule = "made/rule-" + std::to_string(i % 40);
  }
  const std::vector<std::string> lines = lines_of(report);
  for (const auto& [kind, count] : kinds_of(lines)) {
    INFO(kind);
    CHECK(count <= 10);
  }
  std::string all;
  for (const std::string& line : lines) all += line + "\n";
  for (std::size_t i = 0; i < 40; ++i) {
    INFO(i);
    CHECK(all.find("made/rule-" + std::to_string(i)) != std::string::npos);
  }
  CHECK(lines.back().starts_with("::notice title=meshgate::300 inputs checked"));
}

TEST_CASE("github: few findings have an annotation each", "[report]") {
  auto kinds = kinds_of(lines_of(many_findings(4, 6)));
  CHECK(kinds["::error"] == 8);
  CHECK(kinds["::warning"] == 8);
  CHECK(kinds["::notice"] == 9);
}

TEST_CASE("github: an empty report is a summary", "[report]") {
  CHECK(lines_of(empty_report()).size() == 1);
  CHECK(lines_of(passing_report(5)).size() == 1);
}
