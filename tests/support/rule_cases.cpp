#include "support/rule_cases.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "meshgate/gate.h"
#include "meshgate/task.h"
#include "support/files.h"

namespace meshgate::test {
namespace {

bool has(const std::vector<Finding>& findings, std::string_view rule) {
  return std::any_of(findings.begin(), findings.end(),
                     [&](const Finding& finding) { return finding.rule == rule; });
}

std::string list(const std::vector<Finding>& findings) {
  std::string text;
  for (const Finding& finding : findings) text += "\n  " + finding.rule + ": " + finding.message;
  return text.empty() ? "none" : text;
}

constexpr std::string_view kTaskSuffix = ".task";

// "name = value" lines: "task", "input", "view NAME" and the API's fields.
TaskRequest read_task(const std::string& file) {
  TaskRequest request;
  std::istringstream lines(read_text(source_dir() / file));
  for (std::string line; std::getline(lines, line);) {
    const std::size_t equals = line.find(" = ");
    REQUIRE(equals != std::string::npos);
    const std::string name = line.substr(0, equals), value = line.substr(equals + 3);
    if (name == "task") {
      request.task = value;
    } else if (name == "input") {
      request.input = value;
    } else if (name.starts_with("view ")) {
      request.views.push_back({name.substr(5), value});
    } else {
      request.values[name] = value;
    }
  }
  return request;
}

bool is_family(const std::string& rule) { return rule.find('/') == std::string::npos; }

/// Adds the string literals that are the first argument of calls of `function`.
void add_calls(const std::string& text, std::string_view function,
               std::set<std::string, std::less<>>& rules) {
  for (std::size_t at = text.find(function); at != std::string::npos; at = text.find(function, at + 1)) {
    const std::size_t open = text.find_first_not_of(" \n", at + function.size());
    if (open == std::string::npos || text[open] != '"') continue;
    rules.insert(text.substr(open + 1, text.find('"', open + 1) - open - 1));
  }
}

}  // namespace

bool RuleCoverage::is_silent(std::string_view rule) const {
  return silent.contains(rule) || silent_families.contains(rule.substr(0, rule.find('/')));
}

void expect_fires(std::string_view rule, const std::vector<Finding>& findings) {
  INFO("expected " << rule << " among the findings: " << list(findings));
  CHECK(has(findings, rule));
}

void expect_silent(std::string_view rule, const std::vector<Finding>& findings) {
  INFO("expected no " << rule << " among the findings: " << list(findings));
  CHECK_FALSE(has(findings, rule));
}

std::vector<std::string> rule_case_inputs() {
  std::vector<std::string> inputs;
  for (const std::string& file : files_below("testdata/rules")) {
    const std::string name = std::filesystem::path(file).filename().string();
    const bool named =
        name.starts_with("fires") || name.starts_with("silent") || name.starts_with("boundary");
    if (named && !name.ends_with(".expected.json")) inputs.push_back(file);
  }
  return inputs;
}

std::string case_profile(const std::string& file) {
  const std::filesystem::path expected = source_dir() / (file + std::string(kExpectedSuffix));
  if (!std::filesystem::exists(expected)) return "hitem3d";
  return nlohmann::json::parse(read_text(expected)).at("profile").get<std::string>();
}

InputReport check_case(const std::string& file, const std::string& profile) {
  const std::filesystem::path path = source_dir() / file;
  const std::string name = profile.ends_with(".toml") ? (path.parent_path() / profile).string() : profile;
  const auto loaded = load_profile(name);
  INFO("profile " << name);
  REQUIRE(loaded);
  CheckOptions options;
  options.profile = *loaded;
  if (file.ends_with(kTaskSuffix)) return check_task(read_task(file), options).value();
  auto report = check_files({path.string()}, options);
  REQUIRE(report);
  REQUIRE(report->inputs.size() == 1);
  return std::move(report->inputs[0]);
}

RuleCoverage rule_coverage() {
  RuleCoverage covered;
  for (const std::string& file : rule_case_inputs()) {
    const std::filesystem::path path(file);
    const std::string rule = path.parent_path().lexically_relative("testdata/rules").generic_string();
    const std::string name = path.filename().string();
    if (name.starts_with("fires")) covered.fires.insert(rule);
    if (name.starts_with("silent")) (is_family(rule) ? covered.silent_families : covered.silent).insert(rule);
  }
  for (const std::string& file : files_below("tests")) {
    if (!file.ends_with("_test.cpp")) continue;
    const std::string text = read_text(source_dir() / file);
    add_calls(text, "expect_fires(", covered.fires);
    add_calls(text, "expect_silent(", covered.silent);
  }
  return covered;
}

}  // namespace meshgate::test
