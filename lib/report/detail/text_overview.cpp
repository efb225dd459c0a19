#include "report/detail/text_overview.h"

#include <fmt/core.h>

#include <algorithm>
#include <span>

#include "core/text.h"
#include "meshgate/profile.h"
#include "report/detail/describe.h"
#include "report/detail/outcome.h"
#include "report/detail/rule_groups.h"
#include "report/detail/shell_word.h"
#include "report/detail/text_style.h"

namespace meshgate {
namespace {

// Together with the summary these make one screen of about 50 lines.
constexpr std::size_t kErrorRules = 8, kWarningRules = 5, kInfoRules = 2;
constexpr std::size_t kInputs = 8;
constexpr std::size_t kExampleIndent = 9;
constexpr std::size_t kCountsColumns = 40;  // "fail  ", "  12 errors, 12 warnings, 12 infos"

std::string example_line(const RuleGroup& group, const TextStyle& style) {
  const std::size_t room = style.width() - kExampleIndent;
  std::string line;
  std::size_t shown = 0;
  for (const InputReport* input : group.inputs) {
    const std::string path = short_path(input->path, room - 20);
    // " and 12 345 more" has to fit too.
    if (shown > 0 && count_columns(line) + count_columns(path) + 18 > room) break;
    line += (shown == 0 ? "" : ", ") + path;
    if (++shown == 3) break;
  }
  if (shown < group.inputs.size()) line += " and " + group_digits(group.inputs.size() - shown) + " more";
  return std::string(kExampleIndent, ' ') + style.dim(line) + '\n';
}

std::string rule_lines(const RuleGroup& group, const TextStyle& style) {
  const std::string severity = fmt::format("{:7}", to_string(group.severity));
  std::string out =
      fmt::format("{}  {}  {:>8}  {:>10}  {}", style.severity(group.severity, severity),
                  style.bold(fmt::format("{:44}", group.rule)), group_digits(group.inputs.size()),
                  group_digits(group.occurrences), printable(group.fix, 30));
  while (out.ends_with(' ')) out.pop_back();
  return out + '\n' + example_line(group, style);
}

std::string rest_lines(std::span<const RuleGroup> groups, const TextStyle& style) {
  std::string names;
  for (const RuleGroup& group : groups) {
    names += fmt::format("{}{} ({})", names.empty() ? "" : ", ", printable(group.rule),
                         group_digits(group.inputs.size()));
  }
  const std::string text = fmt::format("{} ({}): {}", count_of(groups.size(), "more rule"),
                                       to_string(groups.front().severity), names);
  return style.wrapped(text, kExampleIndent, true, 2);
}

std::string rule_section(const Report& report, const EmitOptions& options, const TextStyle& style) {
  std::string out =
      style.dim(fmt::format("{:53}  {:>8}  {:>10}  {}", "by rule", "inputs", "places", "prepare step")) +
      '\n';
  const std::vector<RuleGroup> groups = group_by_rule(report);
  for (const auto& [severity, most] : {std::pair{Severity::kError, kErrorRules},
                                       {Severity::kWarning, kWarningRules},
                                       {Severity::kInfo, kInfoRules}}) {
    const bool fails = options.fail_on != Severity::kOff && severity >= options.fail_on;
    if (options.quiet && !fails) continue;
    const auto is_own = [wanted = severity](const RuleGroup& group) { return group.severity == wanted; };
    const auto first = std::find_if(groups.begin(), groups.end(), is_own);
    const std::span<const RuleGroup> own(first, std::find_if_not(first, groups.end(), is_own));
    const std::size_t shown = std::min(own.size(), most);
    for (const RuleGroup& group : own.first(shown)) out += rule_lines(group, style);
    if (shown < own.size()) out += rest_lines(own.subspan(shown), style);
  }
  return out;
}

std::string input_section(const Report& report, const EmitOptions& options, const TextStyle& style) {
  std::vector<const InputReport*> inputs = worst_first(report, options);
  const auto failing = static_cast<std::size_t>(std::count_if(
      inputs.begin(), inputs.end(), [&](const InputReport* input) { return is_failing(*input, options); }));
  // Without failures the worst of those with warnings are worth a look.
  if (failing > 0) inputs.resize(failing);
  std::string out =
      '\n' + style.dim(failing > 0 ? "failing inputs, worst first" : "inputs with most findings") + '\n';
  const std::size_t shown = std::min(inputs.size(), kInputs);
  std::vector<std::string> paths;
  std::size_t widest = 0;
  for (const InputReport* input : std::span(inputs).first(shown)) {
    paths.push_back(short_path(input->path, style.width() - std::min(style.width() / 2, kCountsColumns)));
    widest = std::max(widest, count_columns(paths.back()));
  }
  for (std::size_t i = 0; i < shown; ++i) {
    const Badness bad = badness_of(*inputs[i]);
    paths[i].append(widest - count_columns(paths[i]), ' ');  // fmt would count bytes of the ellipsis
    out += fmt::format("{}  {}  {}\n", style.verdict(inputs[i]->verdict), paths[i],
                       style.dim(describe_counts(bad.errors, bad.warnings, bad.infos)));
  }
  if (shown < inputs.size())
    out += style.dim(fmt::format("      and {} more", group_digits(inputs.size() - shown))) + '\n';
  return out;
}

// A profile of a file is not known by its name alone: such a run has it from the configuration as well.
std::string profile_option(const std::string& profile) {
  const std::vector<std::string> names = profile_names();
  if (profile == kDefaultProfile || std::find(names.begin(), names.end(), profile) == names.end()) return {};
  return "--profile " + profile + " ";
}

}  // namespace

std::string render_text_overview(const Report& report, const EmitOptions& options) {
  const TextStyle style(options);
  return rule_section(report, options, style) + input_section(report, options, style) + '\n';
}

std::string render_text_next_steps(const Report& report, const EmitOptions& options) {
  const std::vector<const InputReport*> inputs = worst_first(report, options);
  const std::vector<RuleGroup> groups = group_by_rule(report);
  if (inputs.empty() || groups.empty()) return {};
  const TextStyle style(options);
  std::string out = style.dim("next") + '\n';
  const auto add = [&](std::string_view why, const std::string& command) {
    out += fmt::format("  {}  {}\n", style.dim(fmt::format("{:30}", why)), command);
  };
  add("every finding of one input",
      "meshgate check " + profile_option(report.profile) + shell_word(inputs.front()->path));
  add("what a rule means, how to fix", "meshgate explain " + printable(groups.front().rule));
  add("everything, to look through", "the same command with --report html=report.html");
  return out;
}

}  // namespace meshgate
