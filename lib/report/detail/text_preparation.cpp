#include "report/detail/text_preparation.h"

#include <fmt/core.h>

#include <algorithm>

#include "core/text.h"
#include "report/detail/describe.h"
#include "report/detail/preparation.h"
#include "report/detail/shell_word.h"

namespace meshgate {
namespace {

constexpr std::size_t kIndent = 6, kColumn = 24;

// A name and a text behind it, in as many lines as it takes.
std::string entry(const std::string& name, const std::string& text, const TextStyle& style) {
  std::string lines = style.wrapped(text, kIndent + kColumn);
  if (lines.empty()) lines = "\n";
  const std::string head = std::string(kIndent, ' ') + style.bold(name) +
                           std::string(name.size() < kColumn ? kColumn - name.size() : 1, ' ');
  return head + lines.substr(std::min(lines.size() - 1, kIndent + kColumn));
}

std::string step_lines(const StepRecord& step, const TextStyle& style) {
  std::string text = entry(step.step, printable(step.done, 1000), style);
  const auto add = [&](const std::string& more) { text += style.wrapped(more, kIndent + kColumn, true); };
  if (!step.why.empty()) add("for " + describe_reasons(step));
  if (step.moved && *step.moved > 0)
    add(fmt::format("moves points by up to {:.2g} % of the diagonal", 100 * *step.moved));
  for (const std::string& lost : step.lost) add("lost: " + printable(lost, 500));
  return text;
}

std::string table(const std::vector<BeforeAfter>& rows, const TextStyle& style) {
  if (rows.empty()) return {};
  std::size_t width = 8;
  for (const BeforeAfter& row : rows) width = std::max(width, count_columns(row.before) + 2);
  std::string text;
  for (const BeforeAfter& row : rows) {
    const bool same = row.before == row.after;
    text += fmt::format("{}{}{}{}{}{}\n", std::string(kIndent, ' '), row.name,
                        std::string(row.name.size() < kColumn ? kColumn - row.name.size() : 1, ' '),
                        style.dim(row.before), std::string(width - count_columns(row.before), ' '),
                        same ? style.dim("same") : "→ " + row.after);
  }
  return text;
}

}  // namespace

std::string render_text_preparation(const InputReport& input, const TextStyle& style) {
  if (input.preparation == nullptr) return {};
  const Preparation& made = *input.preparation;
  std::string text;
  if (!made.planned && made.source != input.path)
    text += std::string(kIndent, ' ') +
            style.dim("from " + short_path(made.source, style.width() - kIndent - 5)) + '\n';
  for (const StepRecord& step : input.steps) text += step_lines(step, style);
  const std::string rows = table(before_and_after(input), style);
  if (!rows.empty()) text += (text.empty() ? "" : "\n") + rows;
  const std::string drift = describe_drift(input);
  if (!drift.empty() && !rows.empty()) {
    std::string lines = style.wrapped(drift, kIndent + kColumn);
    text += std::string(kIndent, ' ') + "distance" + std::string(kColumn - 8, ' ') +
            lines.substr(kIndent + kColumn);
  }
  return text.empty() ? text : text + '\n';
}

std::string render_text_prepared(const Report& report, const EmitOptions& options, const TextStyle& style) {
  std::string text;
  for (const InputReport& input : report.inputs) {
    if (input.preparation == nullptr) continue;
    const Preparation& made = *input.preparation;
    text += describe_outcome(input) + '\n';
    for (const std::string& refusal : made.refusals) text += style.wrapped(printable(refusal, 1000), 2);
    for (const std::string& advice : made.advice)
      text += style.wrapped("note: " + printable(advice, 1000), 2, true);
    if (!made.refusals.empty() && made.output.empty() &&
        input.format == (made.before ? made.before->format : ""))
      continue;
    if (!made.refusals.empty() && made.output.empty())
      text += style.dim("--keep writes it beside the wanted name, to look at") + '\n';
    else if (!options.quiet && !made.planned && !made.output.empty() && input.kind == AssetKind::kMesh)
      text += style.dim("to look at it: meshgate render " + shell_word(made.output) + " -o " +
                        shell_word(made.output + ".png")) +
              '\n';
  }
  return text;
}

}  // namespace meshgate
