// Markdown for the summary of a CI job or a comment: verdict, rules, failing inputs, then the details of as
// many inputs as fit.
#include <fmt/core.h>

#include <algorithm>

#include "core/text.h"
#include "meshgate/emitter.h"
#include "report/detail/describe.h"
#include "report/detail/outcome.h"
#include "report/detail/preparation.h"
#include "report/detail/rule_groups.h"

namespace meshgate {
namespace {

// GitHub takes 1 MiB; what people read is less. Details end here, with room for the last line.
constexpr std::size_t kMaxBytes = 60'000;
constexpr std::size_t kMaxRules = 40, kMaxInputs = 30, kMaxFindings = 15;
constexpr std::size_t kPathColumns = 80;
constexpr std::size_t kMessageBytes = 400;
constexpr std::size_t kWitnesses = 3;

// Everything that means something to Markdown or HTML as a character reference: the same text is right in
// tables, lists and inside <summary>, where backslashes do not work.
std::string escape(std::string_view printable_text) {
  static constexpr std::string_view kSpecial = "&<>\"'`*_~[]|\\#@$";
  std::string safe;
  for (std::size_t i = 0; i < printable_text.size(); ++i) {
    const char c = printable_text[i];
    const bool starts_link = c == ':' && printable_text.substr(i).starts_with("://");
    if (starts_link || kSpecial.find(c) != std::string_view::npos) {
      safe += fmt::format("&#{};", static_cast<int>(c));
    } else {
      safe += c;
    }
  }
  return safe;
}

std::string text(std::string_view from_outside, std::size_t limit) {
  return escape(printable(from_outside, limit));
}

std::string code(std::string_view from_outside) { return "<code>" + text(from_outside, 200) + "</code>"; }
std::string path_code(const std::string& path) {
  return "<code>" + escape(short_path(path, kPathColumns)) + "</code>";
}

std::string and_more(std::size_t all, std::size_t shown, std::string_view noun) {
  return all <= shown ? std::string()
                      : fmt::format("\n… and {}\n", count_of(all - shown, fmt::format("more {}", noun)));
}

std::string header(const Report& report, const EmitOptions& options) {
  const Summary summary = summarize(report);
  std::string out = "### meshgate: " + verdict_sentence(report, options) + "\n\n";
  out += fmt::format("Profile {}: {}", code(report.profile),
                     describe_counts(summary.errors, summary.warnings, summary.infos));
  if (summary.not_checked > 0)
    out += "; " + count_of(summary.not_checked, "rule was", "rules were") + " not checked";
  out += "\n";
  for (const std::string& more : {muted_text(report), fixed_text(report)})
    if (!more.empty()) out += "\n" + more + "\n";
  return out;
}

std::string rule_table(const Report& report) {
  const std::vector<RuleGroup> groups = group_by_rule(report);
  if (groups.empty()) return {};
  std::string out =
      "\n| severity | rule | inputs | findings | places | `prepare` step |\n"
      "|---|---|--:|--:|--:|---|\n";
  const std::size_t shown = std::min(groups.size(), kMaxRules);
  for (std::size_t i = 0; i < shown; ++i) {
    const RuleGroup& group = groups[i];
    out += fmt::format("| {} | {} | {} | {} | {} | {} |\n", to_string(group.severity), code(group.rule),
                       group_digits(group.inputs.size()), group_digits(group.findings),
                       group_digits(group.occurrences), text(group.fix, 100));
  }
  return out + and_more(groups.size(), shown, "rule");
}

std::string input_table(const std::vector<const InputReport*>& failing) {
  if (failing.empty()) return {};
  std::string out =
      "\n| failing input | errors | warnings | infos | first finding |\n|---|--:|--:|--:|---|\n";
  const std::size_t shown = std::min(failing.size(), kMaxInputs);
  for (std::size_t i = 0; i < shown; ++i) {
    const Badness bad = badness_of(*failing[i]);
    const Finding& first = failing[i]->findings.front();
    out += fmt::format("| {} | {} | {} | {} | {} |\n", path_code(failing[i]->path), bad.errors, bad.warnings,
                       bad.infos, text(first.rule, 100));
  }
  return out + and_more(failing.size(), shown, "failing input");
}

std::string finding_item(const Finding& finding) {
  std::string out = fmt::format("- **{}** {}", to_string(finding.severity), code(finding.rule));
  if (!finding.element.empty()) out += " at " + code(finding.element);
  out += ": " + text(finding.message, kMessageBytes);
  const std::string witnesses = describe_witnesses(finding, kWitnesses);
  if (!witnesses.empty()) out += "<br>" + text(witnesses, kMessageBytes);
  if (!finding.fix.empty()) out += "<br>`prepare` step: " + text(finding.fix, 100);
  return out + "\n";
}

std::string details(const InputReport& input) {
  const Badness bad = badness_of(input);
  std::string out = fmt::format("\n<details><summary>{} {}: {}</summary>\n\n{}\n\n", to_string(input.verdict),
                                path_code(input.path), describe_counts(bad.errors, bad.warnings, bad.infos),
                                text(describe_input(input), kMessageBytes));
  const std::size_t shown = std::min(input.findings.size(), kMaxFindings);
  for (std::size_t i = 0; i < shown; ++i) out += finding_item(input.findings[i]);
  return out + and_more(input.findings.size(), shown, "finding") + "\n</details>\n";
}

// Of `prepare`: what was done, before and after.
std::string preparation(const InputReport& input) {
  if (input.preparation == nullptr) return {};
  std::string out =
      fmt::format("\n{} from {}: {}\n", path_code(input.path), path_code(input.preparation->source),
                  text(describe_outcome(input), kMessageBytes));
  if (!input.steps.empty()) out += "\n| step | what was done | why |\n|---|---|---|\n";
  for (const StepRecord& step : input.steps)
    out += fmt::format("| {} | {} | {} |\n", code(step.step), text(step.done, kMessageBytes),
                       text(describe_reasons(step), kMessageBytes));
  const std::vector<BeforeAfter> rows = before_and_after(input);
  if (!rows.empty()) out += "\n| | before | after |\n|---|--:|--:|\n";
  for (const BeforeAfter& row : rows)
    out += fmt::format("| {} | {} | {} |\n", row.name, text(row.before, 100), text(row.after, 100));
  const std::string drift = describe_drift(input);
  if (!drift.empty()) out += "\nDistance between input and output: " + text(drift, kMessageBytes) + "\n";
  for (const std::string& refusal : input.preparation->refusals)
    out += "\n- refused: " + text(refusal, kMessageBytes);
  return out + "\n";
}

std::string render(const Report& report, const EmitOptions& options) {
  const std::vector<const InputReport*> inputs = worst_first(report, options);
  std::vector<const InputReport*> failing;
  for (const InputReport* input : inputs) {
    if (is_failing(*input, options)) failing.push_back(input);
  }
  std::string out = header(report, options);
  for (const InputReport& input : report.inputs) out += preparation(input);
  out += rule_table(report) + input_table(failing);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const std::string block = details(*inputs[i]);
    if (out.size() + block.size() > kMaxBytes) {
      out += fmt::format("\n… and {} with findings: see the full report (`--report html=report.html`)\n",
                         count_of(inputs.size() - i, "more input"));
      break;
    }
    out += block;
  }
  if (!inputs.empty()) out += "\nWhat a rule means and how to fix it: `meshgate explain RULE`\n";
  return out;
}

}  // namespace

extern const Emitter emitter_markdown{
    .id = "markdown", .summary = "for the summary of a CI job, under 64 KiB", .render = render};

}  // namespace meshgate
