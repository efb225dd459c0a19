// The report for people. A few inputs: one block each, worst finding first. Many: one screen, by rule, with
// the inputs to begin with and what to run next.
#include <fmt/core.h>

#include <algorithm>

#include "core/text.h"
#include "meshgate/emitter.h"
#include "report/detail/wording.h"

namespace meshgate {
namespace {

constexpr std::size_t kShownWitnesses = 3;
constexpr std::size_t kDetailedInputs = 12;  // with findings; more than these are told by rule
constexpr std::size_t kShownRules = 24;
constexpr std::size_t kShownInputs = 10;

const char* color_of(Severity severity) {
  return severity == Severity::kError ? "1;31" : severity == Severity::kWarning ? "1;33" : "1;36";
}

const char* color_of(Verdict verdict) {
  return verdict == Verdict::kFail ? "1;31" : verdict == Verdict::kWarn ? "1;33" : "1;32";
}

// How many bytes the first columns take: a character of UTF-8 begins with a byte that continues none.
std::size_t bytes_of_columns(std::string_view text, std::size_t columns) {
  std::size_t size = 0;
  for (; size < text.size(); ++size) {
    const bool begins = (static_cast<unsigned char>(text[size]) & 0xC0U) != 0x80U;
    if (begins && columns-- == 0) break;
  }
  return size;
}

// The folder that all inputs have in common, with its slash; empty = none.
std::string_view common_folder(const Report& report) {
  std::string_view folder =
      report.inputs.empty() ? std::string_view() : std::string_view(report.inputs.front().path);
  for (const InputReport& input : report.inputs) {
    const auto differ = std::mismatch(folder.begin(), folder.end(), input.path.begin(), input.path.end());
    folder = folder.substr(0, static_cast<std::size_t>(differ.first - folder.begin()));
  }
  return folder.substr(0, folder.rfind('/') + 1);
}

class TextReport {
 public:
  explicit TextReport(const EmitOptions& options) : options_(options) {}

  std::string render(const Report& report) {
    const auto detailed = static_cast<std::size_t>(
        std::count_if(report.inputs.begin(), report.inputs.end(),
                      [&](const InputReport& input) { return !input.findings.empty() && is_shown(input); }));
    if (options_.full || detailed <= kDetailedInputs) {
      const bool only_findings = !options_.full && report.inputs.size() > 2 * kDetailedInputs;
      for (const InputReport& input : report.inputs) {
        if (is_shown(input) && !(only_findings && input.findings.empty())) add_input(input);
      }
      add_summary(report);
      add_explain(report);
    } else {
      folder_ = common_folder(report);
      if (!folder_.empty()) out_ += dim("in " + printable(folder_, 1000)) + "\n\n";
      add_rules(report);
      add_worst_inputs(report);
      add_summary(report);
      add_next_steps(report);
    }
    return std::move(out_);
  }

 private:
  [[nodiscard]] std::string paint(const char* code, std::string_view text) const {
    return options_.color ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
  }
  [[nodiscard]] std::string dim(std::string_view text) const { return paint("2", text); }

  [[nodiscard]] bool fails(Severity severity) const {
    return severity >= (options_.fail_on == Severity::kOff ? Severity::kError : options_.fail_on);
  }

  [[nodiscard]] bool is_shown(const InputReport& input) const {
    return !options_.quiet || std::any_of(input.findings.begin(), input.findings.end(),
                                          [&](const Finding& finding) { return fails(finding.severity); });
  }

  void add_input(const InputReport& input) {
    out_ += fmt::format("{}  {}  {}\n",
                        paint(color_of(input.verdict), fmt::format("{:4}", to_string(input.verdict))),
                        paint("1", printable(input.path, 1000)), dim(describe_input(input)));
    const std::string surface = describe_surface(input);
    if (!surface.empty()) out_ += "      " + dim(surface) + '\n';
    for (const Finding& finding : input.findings) add_finding(finding);
    if (!input.not_checked.empty()) {
      out_ += fmt::format("      {}\n", dim(count_of(input.not_checked.size(), "rule") +
                                            " not checked: " + input.not_checked.front().reason));
    }
    if (options_.timings) add_timings(input);
    if (!input.findings.empty()) out_ += '\n';
  }

  void add_finding(const Finding& finding) {
    const std::string severity = fmt::format("{:7}", to_string(finding.severity));
    out_ +=
        fmt::format("      {}  {}{}\n", paint(color_of(finding.severity), severity), paint("1", finding.rule),
                    finding.element.empty() ? std::string() : dim("  at " + printable(finding.element)));
    add_wrapped(finding.message, false);
    add_wrapped(witnesses(finding), true);
  }

  void add_wrapped(std::string_view text, bool dimmed) {
    constexpr std::size_t kIndent = 15;
    const std::size_t width = static_cast<std::size_t>(std::max(options_.width, 40)) - kIndent;
    while (!text.empty()) {
      std::size_t size = bytes_of_columns(text, width);
      if (size < text.size()) {
        size = text.rfind(' ', size);
        if (size == std::string_view::npos || size == 0) size = std::min(text.find(' '), text.size());
      }
      const std::string_view line = text.substr(0, size);
      out_ += std::string(kIndent, ' ') + (dimmed ? dim(line) : std::string(line)) + '\n';
      text.remove_prefix(std::min(text.size(), size + 1));
    }
  }

  static std::string witnesses(const Finding& finding) {
    std::string text;
    const std::size_t shown = std::min(finding.locations.size(), kShownWitnesses);
    for (std::size_t i = 0; i < shown; ++i) {
      const std::string one = describe_location(finding.locations[i]);
      if (!one.empty()) text += (text.empty() ? "at " : "; ") + one;
    }
    if (!text.empty() && finding.count > shown)
      text += fmt::format("; and {} more", group_digits(finding.count - shown));
    return text;
  }

  void add_timings(const InputReport& input) {
    std::string text;
    for (const auto& [name, ms] : input.timings_ms)
      text += fmt::format("{}{} {:.1f} ms", text.empty() ? "" : ", ", name, ms);
    if (!text.empty()) out_ += "      " + dim(text) + '\n';
  }

  // One line a rule: severity, rule, number of inputs, `prepare` step, the first inputs.
  void add_rules(const Report& report) {
    std::vector<RuleGroup> groups = group_by_rule(report);
    if (options_.quiet) {
      groups.erase(std::remove_if(groups.begin(), groups.end(),
                                  [&](const RuleGroup& group) { return !fails(group.severity); }),
                   groups.end());
    }
    const std::size_t shown = std::min(kShownRules, groups.size());
    std::size_t width = 0;
    for (std::size_t i = 0; i < shown; ++i) width = std::max(width, groups[i].rule.size());
    for (std::size_t i = 0; i < shown; ++i) {
      const RuleGroup& group = groups[i];
      const std::string head = fmt::format("{:<7}  {:<{}}  {:>10}  ", to_string(group.severity), group.rule,
                                           width, count_of(group.inputs.size(), "input"));
      std::vector<std::string_view> inputs = paths_of(group);
      for (std::string_view& path : inputs) path.remove_prefix(folder_.size());
      const std::string paths = describe_paths(inputs, 2);
      const auto columns = static_cast<std::size_t>(std::max(options_.width, 40));
      const std::size_t room = columns > head.size() + 10 ? columns - head.size() : 10;
      const std::size_t size = bytes_of_columns(paths, room);
      out_ += paint(color_of(group.severity), head.substr(0, 7)) + head.substr(7) +
              dim(size < paths.size() ? paths.substr(0, bytes_of_columns(paths, room - 1)) + "…" : paths) +
              '\n';
    }
    if (shown < groups.size()) {
      out_ += dim(fmt::format("… and {}: {}", count_of(groups.size() - shown, "more rule"),
                              counts_of_severities(groups, shown))) +
              '\n';
    }
  }

  static std::string counts_of_severities(const std::vector<RuleGroup>& groups, std::size_t from) {
    std::string text;
    for (const Severity severity : {Severity::kError, Severity::kWarning, Severity::kInfo}) {
      std::uint64_t count = 0;
      for (std::size_t i = from; i < groups.size(); ++i) count += groups[i].severity == severity;
      if (count > 0)
        text += fmt::format("{}{} of severity {}", text.empty() ? "" : ", ", count, to_string(severity));
    }
    return text;
  }

  void add_worst_inputs(const Report& report) {
    const std::vector<const InputReport*> inputs = worst_first(report);
    out_ += "\nTo begin with:\n";
    for (std::size_t i = 0; i < std::min(kShownInputs, inputs.size()); ++i) {
      const InputReport& input = *inputs[i];
      out_ += fmt::format("  {}  {:>10}, {:>11}  {}\n",
                          paint(color_of(input.verdict), fmt::format("{:4}", to_string(input.verdict))),
                          count_of(count_findings(input, Severity::kError), "error"),
                          count_of(count_findings(input, Severity::kWarning), "warning"),
                          paint("1", printable(std::string_view(input.path).substr(folder_.size()), 1000)));
    }
    if (inputs.size() > kShownInputs)
      out_ +=
          "  " +
          dim(fmt::format("… and {} with findings", count_of(inputs.size() - kShownInputs, "more input"))) +
          '\n';
    out_ += '\n';
  }

  void add_summary(const Report& report) {
    const Summary summary = summarize(report);
    const auto warned = static_cast<std::uint64_t>(
        std::count_if(report.inputs.begin(), report.inputs.end(),
                      [](const InputReport& input) { return input.verdict == Verdict::kWarn; }));
    out_ +=
        fmt::format("{} checked with profile {}: {} passed{}, {}  ({})\n", count_of(summary.inputs, "input"),
                    report.profile, group_digits(summary.passed),
                    warned > 0 ? fmt::format(" ({} with warnings)", warned) : "",
                    summary.failed > 0 ? paint("1;31", group_digits(summary.failed) + " failed") : "0 failed",
                    describe_counts(summary));
    if (summary.not_checked > 0)
      out_ += count_of(summary.not_checked, "rule was", "rules were") + " not checked\n";
    const std::string muted = describe_muted(report);
    if (!muted.empty()) out_ += muted + '\n';
    if (!report.fixed.empty()) {
      out_ += fmt::format("{} of the baseline no longer there: --write-baseline lets it shrink\n",
                          count_of(report.fixed.size(), "finding is", "findings are"));
    }
  }

  static std::string_view most_common_error(const Report& report) {
    const std::vector<RuleGroup> groups = group_by_rule(report);
    return !groups.empty() && groups.front().severity == Severity::kError ? groups.front().rule
                                                                          : std::string_view();
  }

  void add_explain(const Report& report) {
    const std::string_view rule = most_common_error(report);
    if (!rule.empty())
      out_ += dim(fmt::format("What a rule means and how to fix it: meshgate explain {}", rule)) + '\n';
  }

  void add_next_steps(const Report& report) {
    const std::vector<const InputReport*> inputs = worst_first(report);
    const std::vector<RuleGroup> groups = group_by_rule(report);
    const auto step = [&](const std::string& command, std::string_view purpose) {
      out_ += fmt::format("  {:<50} {}\n", command, dim(purpose));
    };
    out_ += "Next:\n";
    step("meshgate check " + printable(inputs.front()->path, 1000),
         "all findings of one input, with their places");
    step(fmt::format("meshgate explain {}", groups.front().rule), "what a rule means and how to fix it");
    step("meshgate check … --report html=report.html", "every finding of every input, with pictures");
    step("meshgate check … --write-baseline known.json",
         "accept what is there: then only new findings count");
  }

  const EmitOptions& options_;
  std::string out_;
  std::string_view folder_;  // not repeated for each input
};

std::string render(const Report& report, const EmitOptions& options) {
  return TextReport(options).render(report);
}

}  // namespace

extern const Emitter emitter_text{.id = "text", .summary = "for people, on a terminal", .render = render};

}  // namespace meshgate
