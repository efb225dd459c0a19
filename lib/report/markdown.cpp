// Markdown for the summary of a CI job. GitHub takes 1 MiB of it; people read less, so details end at
// kBudget.
#include <fmt/core.h>

#include <algorithm>

#include "core/text.h"
#include "meshgate/emitter.h"
#include "report/detail/markup.h"
#include "report/detail/wording.h"

namespace meshgate {
namespace {

constexpr std::size_t kBudget = 56'000;  // bytes for what is listed; the frame needs a few hundred more
constexpr std::size_t kMaxRules = 60;
constexpr std::size_t kMaxInputs = 100;
constexpr std::size_t kPaths = 3;

// One line of text that no Markdown and no HTML in it can break, also inside a table.
std::string inline_text(std::string_view text, std::size_t limit = 600) {
  std::string out;
  for (const char c : escape_markup(printable(text, limit), 8 * limit)) {
    if (std::string_view("\\`*_[]|~").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string_view mark_of(Severity severity) {
  return severity == Severity::kError     ? "❌ error"
         : severity == Severity::kWarning ? "⚠️ warning"
                                          : "ℹ️ info";
}

class MarkdownReport {
 public:
  explicit MarkdownReport(const Report& report) : report_(report) {}

  std::string render() {
    add_head();
    add_rules();
    add_inputs();
    add_details();
    add_fixed();
    return std::move(out_);
  }

 private:
  void add_head() {
    const Summary summary = summarize(report_);
    out_ += summary.failed > 0
                ? fmt::format("## ❌ meshgate: {} of {} failed\n\n", group_digits(summary.failed),
                              count_of(summary.inputs, "input"))
                : fmt::format("## ✅ meshgate: {} passed\n\n", count_of(summary.inputs, "input"));
    out_ += fmt::format("Profile **{}** · {}", inline_text(report_.profile), describe_counts(summary));
    const std::string muted = describe_muted(report_);
    if (!muted.empty()) out_ += " · " + muted;
    if (summary.not_checked > 0)
      out_ += " · " + count_of(summary.not_checked, "rule was", "rules were") + " not checked";
    out_ += "\n";
  }

  // Adds a piece when there is room for it.
  bool add(const std::string& piece) {
    if (out_.size() + piece.size() > kBudget) return false;
    out_ += piece;
    return true;
  }

  void add_rules() {
    const std::vector<RuleGroup> groups = group_by_rule(report_);
    if (groups.empty()) return;
    out_ += "\n| | rule | inputs | occurrences | `prepare` step | for example |\n|---|---|--:|--:|---|---|\n";
    std::size_t shown = 0;
    for (const RuleGroup& group : groups) {
      if (shown == kMaxRules) break;
      ++shown;
      add(fmt::format("| {} | `{}` | {} | {} | {} | {} |\n", mark_of(group.severity), group.rule,
                      group_digits(group.inputs.size()), group_digits(group.occurrences), group.fix,
                      inline_text(describe_paths(paths_of(group), kPaths), 300)));
    }
    if (shown < groups.size())
      out_ += fmt::format("\n… and {}.\n", count_of(groups.size() - shown, "more rule"));
  }

  void add_inputs() {
    const std::vector<const InputReport*> inputs = worst_first(report_);
    if (inputs.empty()) return;
    out_ += "\n| input | | errors | warnings | infos |\n|---|---|--:|--:|--:|\n";
    std::size_t shown = 0;
    for (const InputReport* input : inputs) {
      if (shown == kMaxInputs) break;
      ++shown;
      add(fmt::format("| {} | {} | {} | {} | {} |\n", inline_text(input->path, 300),
                      to_string(input->verdict), count_findings(*input, Severity::kError),
                      count_findings(*input, Severity::kWarning), count_findings(*input, Severity::kInfo)));
    }
    if (shown < inputs.size())
      out_ += fmt::format("\n… and {} with findings.\n", count_of(inputs.size() - shown, "more input"));
  }

  void add_details() {
    const std::vector<const InputReport*> inputs = worst_first(report_);
    if (!inputs.empty()) out_ += "\n### Findings\n\n";
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      if (add(details_of(*inputs[i]))) continue;
      out_ += fmt::format("… and {} with findings: the JSON, HTML and SARIF reports have all of them.\n",
                          count_of(inputs.size() - i, "more input"));
      return;
    }
  }

  static std::string details_of(const InputReport& input) {
    std::string text =
        fmt::format("<details><summary>{} <b>{}</b> · {}</summary>\n\n", to_string(input.verdict),
                    escape_markup(printable(input.path, 300)), escape_markup(describe_input(input)));
    constexpr std::size_t kMaxFindings = 20;
    for (std::size_t i = 0; i < std::min(kMaxFindings, input.findings.size()); ++i) {
      const Finding& finding = input.findings[i];
      text += fmt::format("- {} `{}`{}: {}\n", mark_of(finding.severity), finding.rule,
                          finding.element.empty() ? "" : " at " + inline_text(finding.element, 200),
                          inline_text(finding.message));
    }
    if (input.findings.size() > kMaxFindings)
      text += fmt::format("- … and {} more\n", input.findings.size() - kMaxFindings);
    return text + "\n</details>\n\n";
  }

  void add_fixed() {
    if (report_.fixed.empty()) return;
    out_ += fmt::format("\n{} of the baseline no longer there: `--write-baseline` lets it shrink.\n",
                        count_of(report_.fixed.size(), "finding is", "findings are"));
  }

  const Report& report_;
  std::string out_;
};

std::string render(const Report& report, const EmitOptions& /*options*/) {
  return MarkdownReport(report).render();
}

}  // namespace

extern const Emitter emitter_markdown{
    .id = "markdown", .summary = "for the summary of a CI job, at most 64 KB", .render = render};

}  // namespace meshgate
