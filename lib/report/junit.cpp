// JUnit XML as Jenkins and GitLab read it: a suite for each input, a case for each rule that had something to
// say.
#include <fmt/core.h>

#include <map>

#include "core/text.h"
#include "meshgate/emitter.h"
#include "report/detail/markup.h"
#include "report/detail/wording.h"

namespace meshgate {
namespace {

/// One test case: a rule in an input.
struct Case {
  std::vector<const Finding*> findings;
  std::string skipped;  ///< why there is no answer; empty = there is one
  [[nodiscard]] Severity worst() const {
    Severity worst = Severity::kOff;
    for (const Finding* finding : findings) worst = std::max(worst, finding->severity);
    return worst;
  }
};

/// A suite as text, with its counts.
struct Suite {
  std::string text;
  std::uint64_t tests = 0, failures = 0, skipped = 0;
};

std::map<std::string, Case> cases_of(const InputReport& input) {
  std::map<std::string, Case> cases;
  for (const Finding& finding : input.findings) cases[finding.rule].findings.push_back(&finding);
  for (const MutedFinding& muted : input.muted) {
    Case& entry = cases[muted.finding.rule];
    if (entry.findings.empty())
      entry.skipped =
          muted.by == MutedBy::kBaseline ? "known in the baseline" : "suppressed: " + muted.reason;
  }
  for (const NotChecked& rule : input.not_checked) {
    Case& entry = cases[rule.rule];
    if (entry.findings.empty()) entry.skipped = "not checked: " + rule.reason;
  }
  return cases;
}

std::string text_of(const Case& entry) {
  std::string text;
  for (const Finding* finding : entry.findings) {
    text += fmt::format("{}{}: {}\n", to_string(finding->severity),
                        finding->element.empty() ? "" : " at " + printable(finding->element, 1000),
                        finding->message);
    for (const Location& location : finding->locations) {
      const std::string witness = describe_location(location);
      if (!witness.empty()) text += "  at " + witness + '\n';
    }
  }
  return escape_markup(text, 20'000);
}

void add_case(const std::string& suite, const std::string& name, const Case& entry,
              const EmitOptions& options, Suite& out) {
  out.text += fmt::format("    <testcase classname=\"{}\" name=\"{}\"", suite, escape_markup(name));
  ++out.tests;
  if (!entry.skipped.empty()) {
    ++out.skipped;
    out.text +=
        fmt::format(">\n      <skipped message=\"{}\"/>\n    </testcase>\n", escape_markup(entry.skipped));
  } else if (entry.findings.empty()) {
    out.text += "/>\n";
  } else if (options.fail_on != Severity::kOff && entry.worst() >= options.fail_on) {
    ++out.failures;
    out.text += fmt::format(">\n      <failure type=\"{}\" message=\"{}\">{}</failure>\n    </testcase>\n",
                            to_string(entry.worst()), escape_markup(entry.findings.front()->message, 1000),
                            text_of(entry));
  } else {
    out.text += fmt::format(">\n      <system-out>{}</system-out>\n    </testcase>\n", text_of(entry));
  }
}

Suite suite_of(const InputReport& input, const EmitOptions& options) {
  Suite suite;
  const std::string name = escape_markup(input.path);
  const std::map<std::string, Case> cases = cases_of(input);
  // Readers of JUnit take a suite without cases for a mistake.
  if (cases.empty()) add_case(name, "all rules", {}, options, suite);
  for (const auto& [rule, entry] : cases) add_case(name, rule, entry, options, suite);
  suite.text = fmt::format(
      "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\">\n{}  "
      "</testsuite>\n",
      name, suite.tests, suite.failures, suite.skipped, suite.text);
  return suite;
}

std::string render(const Report& report, const EmitOptions& options) {
  Suite all;
  for (const InputReport& input : report.inputs) {
    const Suite suite = suite_of(input, options);
    all.text += suite.text;
    all.tests += suite.tests;
    all.failures += suite.failures;
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"meshgate {}\" tests=\"{}\" "
      "failures=\"{}\" "
      "errors=\"0\">\n{}</testsuites>\n",
      escape_markup(report.command), all.tests, all.failures, all.text);
}

}  // namespace

extern const Emitter emitter_junit{
    .id = "junit", .summary = "JUnit XML, for Jenkins, GitLab and others", .render = render};

}  // namespace meshgate
