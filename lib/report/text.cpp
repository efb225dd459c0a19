// The report for people: one block a file, worst findings first, and what to do next. Over many files it is
// an overview by rule, since nobody reads a thousand lines.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <span>
#include <string_view>
#include <vector>

#include "core/text.h"
#include "meshgate/emitter.h"
#include "report/detail/comparison_text.h"
#include "report/detail/describe.h"
#include "report/detail/outcome.h"
#include "report/detail/rule_groups.h"
#include "report/detail/text_overview.h"
#include "report/detail/text_preparation.h"
#include "report/detail/text_style.h"

namespace meshgate {
namespace {

constexpr std::size_t kShownWitnesses = 3;
// From more inputs with findings than this on, the overview takes the place of the details; as many inputs
// without findings have a line of their own.
constexpr std::size_t kMaxDetailed = 20;
constexpr std::size_t kIndent = 6, kMessageIndent = 15;

std::string finding_block(const Finding& finding, const TextStyle& style) {
  const std::string severity = fmt::format("{:7}", to_string(finding.severity));
  const std::string where = finding.element.empty() ? std::string() : "  at " + printable(finding.element);
  return fmt::format("{}{}  {}{}\n", std::string(kIndent, ' '), style.severity(finding.severity, severity),
                     style.bold(finding.rule), finding.element.empty() ? where : style.dim(where)) +
         style.wrapped(printable(finding.message, 10'000), kMessageIndent) +
         style.wrapped(describe_witnesses(finding, kShownWitnesses), kMessageIndent, true);
}

std::string timings_text(const InputReport& input) {
  std::string text;
  for (const auto& [name, ms] : input.timings_ms)
    text += fmt::format("{}{} {:.1f} ms", text.empty() ? "" : ", ", name, ms);
  return text;
}

// "2 rules not checked: budget (mesh/self-intersection, mesh/thin-wall)": one clause a reason, the first
// names of it.
std::string not_checked_text(const InputReport& input) {
  constexpr std::size_t kNames = 3;
  std::map<std::string_view, std::vector<std::string_view>> by_reason;
  for (const NotChecked& rule : input.not_checked) by_reason[rule.reason].push_back(rule.rule);
  std::string out;
  for (const auto& [reason, rules] : by_reason) {
    const std::span named(rules.data(), std::min(rules.size(), kNames));
    out += fmt::format("{}{} not checked: {} ({}{})", out.empty() ? "" : "; ", count_of(rules.size(), "rule"),
                       printable(reason), fmt::join(named, ", "), rules.size() > kNames ? ", …" : "");
  }
  return out;
}

std::string input_block(const InputReport& input, const EmitOptions& options, const TextStyle& style) {
  std::string out = fmt::format("{}  {}  {}\n", style.verdict(input.verdict),
                                style.bold(printable(input.path, 1000)), style.dim(describe_input(input)));
  const auto add_line = [&](const std::string& text) {
    if (!text.empty()) out += std::string(kIndent, ' ') + style.dim(text) + '\n';
  };
  add_line(describe_surface(input));
  out += render_text_preparation(input, style);
  for (const std::string& line : describe_comparison(input)) add_line(line);
  for (const Finding& finding : input.findings) out += finding_block(finding, style);
  add_line(muted_text(input));
  add_line(not_checked_text(input));
  if (options.timings) add_line(timings_text(input));
  if (!input.findings.empty()) out += '\n';
  return out;
}

std::string details(const Report& report, const EmitOptions& options, const TextStyle& style) {
  const auto silent = static_cast<std::size_t>(
      std::count_if(report.inputs.begin(), report.inputs.end(),
                    [](const InputReport& input) { return input.findings.empty(); }));
  std::string out;
  for (const InputReport& input : report.inputs) {
    const bool left_out = options.quiet ? !is_failing(input, options)
                                        : !options.full && input.findings.empty() && silent > kMaxDetailed;
    if (!left_out) out += input_block(input, options, style);
  }
  return out;
}

// Of a run: why inputs could not be mended.
std::string not_mended(const Report& report, const TextStyle& style) {
  std::string text;
  for (const InputReport& input : report.inputs) {
    if (input.preparation == nullptr || input.preparation->refusals.empty()) continue;
    text += "not prepared: " + printable(input.path, 1000) + '\n';
    for (const std::string& refusal : input.preparation->refusals)
      text += style.wrapped(printable(refusal, 1000), 2);
  }
  return text.empty() ? text : text + '\n';
}

std::string summary_block(const Report& report, const EmitOptions& options, const TextStyle& style) {
  if (report.command == "prepare") return render_text_prepared(report, options, style);
  const std::string refused = not_mended(report, style);
  const Summary summary = summarize(report);
  const auto warned = static_cast<std::uint64_t>(
      std::count_if(report.inputs.begin(), report.inputs.end(),
                    [](const InputReport& input) { return input.verdict == Verdict::kWarn; }));
  std::string out =
      refused +
      fmt::format("{} with profile {}: {} passed{}, {}",
                  report.command == "verify" ? count_of(summary.inputs, "result") + " compared"
                                             : count_of(summary.inputs, "input") + " checked",
                  printable(report.profile), group_digits(summary.passed),
                  warned > 0 ? fmt::format(" ({} with warnings)", group_digits(warned)) : "",
                  summary.failed > 0 ? style.red(group_digits(summary.failed) + " failed") : "0 failed");
  out += fmt::format("  ({}, {}, {})\n", count_of(summary.errors, "error"),
                     count_of(summary.warnings, "warning"), count_of(summary.infos, "info", "infos"));
  if (summary.not_checked > 0)
    out += count_of(summary.not_checked, "rule was", "rules were") + " not checked\n";
  for (const std::string& more : {muted_text(report), fixed_text(report)})
    if (!more.empty()) out += more + '\n';
  return out;
}

std::string explain_hint(const Report& report, const TextStyle& style) {
  const std::vector<RuleGroup> groups = group_by_rule(report);
  if (groups.empty() || groups.front().severity != Severity::kError) return {};
  return style.dim("What a rule means and how to fix it: meshgate explain " +
                   printable(groups.front().rule)) +
         '\n';
}

std::string render(const Report& report, const EmitOptions& options) {
  const TextStyle style(options);
  const auto shown = std::count_if(report.inputs.begin(), report.inputs.end(), [&](const InputReport& input) {
    return options.quiet ? is_failing(input, options) : !input.findings.empty();
  });
  if (options.full || static_cast<std::size_t>(shown) <= kMaxDetailed)
    return details(report, options, style) + summary_block(report, options, style) +
           explain_hint(report, style);
  return render_text_overview(report, options) + summary_block(report, options, style) +
         render_text_next_steps(report, options);
}

}  // namespace

extern const Emitter emitter_text{.id = "text", .summary = "for people, on a terminal", .render = render};

}  // namespace meshgate
