// JUnit XML as Jenkins, GitLab and others read it: a suite for each input, a case for each rule that has
// something to tell.
#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "core/markup.h"
#include "core/text.h"
#include "meshgate/emitter.h"
#include "report/detail/describe.h"
#include "report/detail/outcome.h"

namespace meshgate {
namespace {

constexpr std::size_t kShownWitnesses = 10;

/// What one rule says about one input.
struct Case {
  std::vector<const Finding*> failures, remarks;
  std::vector<const MutedFinding*> muted;
  std::string not_checked;  ///< reason; empty = it was checked
};

enum class State { kPassed, kFailed, kSkipped };

State state_of(const Case& c) {
  if (!c.failures.empty()) return State::kFailed;
  const bool silent = c.remarks.empty() && (!c.not_checked.empty() || !c.muted.empty());
  return silent ? State::kSkipped : State::kPassed;
}

struct Suite {
  std::map<std::string, Case> cases;
  std::size_t failed = 0, skipped = 0;
};

Suite suite_of(const InputReport& input, const EmitOptions& options) {
  Suite suite;
  for (const Finding& finding : input.findings) {
    Case& c = suite.cases[finding.rule];
    (is_failure(finding, options) ? c.failures : c.remarks).push_back(&finding);
  }
  for (const MutedFinding& muted : input.muted) suite.cases[muted.finding.rule].muted.push_back(&muted);
  for (const NotChecked& rule : input.not_checked) suite.cases[rule.rule].not_checked = rule.reason;
  // A suite without a case is no success to those who count cases.
  if (suite.cases.empty()) suite.cases["all rules"];
  for (const auto& [rule, c] : suite.cases) {
    suite.failed += state_of(c) == State::kFailed;
    suite.skipped += state_of(c) == State::kSkipped;
  }
  return suite;
}

std::string detail_of(const Finding& finding) {
  std::string text = fmt::format("{}: {}\n", to_string(finding.severity), escape_markup(finding.message));
  if (!finding.element.empty()) text += "  element: " + escape_markup(finding.element) + '\n';
  const std::string witnesses = describe_witnesses(finding, kShownWitnesses);
  if (!witnesses.empty()) text += "  " + escape_markup(witnesses) + '\n';
  for (const auto& [name, value] : finding.evidence)
    text += fmt::format("  {}: {}\n", escape_markup(name), escape_markup(describe_evidence(value)));
  if (!finding.fix.empty()) text += "  fix: prepare step " + escape_markup(finding.fix) + '\n';
  return text;
}

std::string muted_reason(const MutedFinding& muted) {
  if (muted.by == MutedBy::kBaseline) return "known finding of the baseline";
  return "suppressed: " + escape_markup(muted.reason);
}

void add_failure(std::string& out, const Case& c, const std::string& rule) {
  const Finding& first = *c.failures.front();
  std::string message = escape_markup(first.message);
  if (c.failures.size() > 1) message += fmt::format(" (and {} more)", c.failures.size() - 1);
  out += fmt::format("      <failure type=\"{}\" message=\"{}\">", to_string(first.severity), message);
  for (const Finding* finding : c.failures) out += detail_of(*finding);
  out += fmt::format("What it means and how to fix it: meshgate explain {}</failure>\n", rule);
}

void add_system_out(std::string& out, const Case& c) {
  if (c.remarks.empty() && c.muted.empty()) return;
  out += "      <system-out>";
  for (const Finding* finding : c.remarks) out += detail_of(*finding);
  for (const MutedFinding* muted : c.muted)
    out += fmt::format("{}\n{}", muted_reason(*muted), detail_of(muted->finding));
  out += "</system-out>\n";
}

// Jenkins takes what stands before the last dot for a package.
std::string class_of(const InputReport& input) {
  std::string name = input.path;
  std::replace(name.begin(), name.end(), '.', '_');
  return "meshgate." + escape_markup(name);
}

void add_case(std::string& out, const InputReport& input, const std::string& id, const Case& c) {
  const std::string rule = escape_markup(id);
  out += fmt::format("    <testcase classname=\"{}\" name=\"{}\"", class_of(input), rule);
  const State state = state_of(c);
  if (state == State::kPassed && c.remarks.empty()) {
    out += "/>\n";
    return;
  }
  out += ">\n";
  if (state == State::kFailed) add_failure(out, c, rule);
  if (state == State::kSkipped) {
    const std::string reason = c.not_checked.empty() ? muted_reason(*c.muted.front())
                                                     : "not checked: " + escape_markup(c.not_checked);
    out += fmt::format("      <skipped message=\"{}\"/>\n", reason);
  }
  add_system_out(out, c);
  out += "    </testcase>\n";
}

std::string time_of(const InputReport& input, const EmitOptions& options) {
  if (!options.timings) return {};
  double ms = 0;
  for (const auto& [name, value] : input.timings_ms) ms += value;
  return fmt::format(" time=\"{:.3f}\"", ms / 1e3);
}

void add_suite(std::string& out, const InputReport& input, const Suite& suite, const EmitOptions& options) {
  out += fmt::format(
      "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\"{}>\n"
      "    <properties>\n"
      "      <property name=\"verdict\" value=\"{}\"/>\n"
      "      <property name=\"input\" value=\"{}\"/>\n"
      "    </properties>\n",
      escape_markup(input.path), suite.cases.size(), suite.failed, suite.skipped, time_of(input, options),
      to_string(input.verdict), escape_markup(describe_input(input)));
  for (const auto& [rule, c] : suite.cases) add_case(out, input, rule, c);
  out += "  </testsuite>\n";
}

std::string render(const Report& report, const EmitOptions& options) {
  std::string suites;
  std::size_t tests = 0, failed = 0;
  for (const InputReport& input : report.inputs) {
    const Suite suite = suite_of(input, options);
    tests += suite.cases.size();
    failed += suite.failed;
    add_suite(suites, input, suite, options);
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites name=\"meshgate {} {}\" tests=\"{}\" failures=\"{}\" errors=\"0\">\n{}</testsuites>\n",
      escape_markup(report.command), escape_markup(report.profile), tests, failed, suites);
}

}  // namespace

extern const Emitter emitter_junit{
    .id = "junit", .summary = "JUnit XML, for Jenkins, GitLab and others that show tests", .render = render};

}  // namespace meshgate
