// Workflow commands of GitHub Actions: lines in the log that become annotations.
#include <fmt/core.h>

#include <algorithm>

#include "core/text.h"
#include "meshgate/emitter.h"
#include "report/detail/describe.h"
#include "report/detail/outcome.h"
#include "report/detail/rule_groups.h"

namespace meshgate {
namespace {

// GitHub shows this many errors, warnings and notices of a step, and drops the others without a word.
constexpr std::size_t kShown = 10;
constexpr std::size_t kExamplePaths = 5;

// What a command's message must not hold as it is; a property has two more.
std::string escape(std::string_view text, bool property) {
  std::string safe;
  for (const char c : text) {
    if (c == '%') {
      safe += "%25";
    } else if (c == '\n') {
      safe += "%0A";
    } else if (property && c == ':') {
      safe += "%3A";
    } else if (property && c == ',') {
      safe += "%2C";
    } else {
      safe += c;
    }
  }
  return safe;
}

// Texts from outside are printable first: no line end or escape sequence of theirs reaches the log.
std::string property(std::string_view text) { return escape(printable(text, 1000), true); }

std::string_view command_of(Severity severity) {
  return severity == Severity::kError ? "error" : severity == Severity::kWarning ? "warning" : "notice";
}

/// One annotation. `path` may be empty; `lines` are meshgate's own text with parts that are printable.
struct Annotation {
  Severity severity = Severity::kInfo;
  std::string path;
  std::uint64_t line = 0;
  std::string title, text;
};

std::string render_annotation(const Annotation& annotation) {
  std::string out = fmt::format("::{} ", command_of(annotation.severity));
  if (!annotation.path.empty()) out += "file=" + property(annotation.path) + ',';
  if (annotation.line > 0) out += fmt::format("line={},", annotation.line);
  return out + "title=" + property(annotation.title) + "::" + escape(annotation.text, false) + '\n';
}

std::string advice(const std::string& rule, const std::string& fix) {
  std::string text = "\nWhat it means and how to fix it: meshgate explain " + printable(rule);
  if (!fix.empty()) text += "\nStep of meshgate prepare: " + printable(fix);
  return text;
}

Annotation annotate(const InputReport& input, const Finding& finding) {
  Annotation annotation{finding.severity, input.path, 0, finding.rule, printable(finding.message, 2000)};
  if (!finding.locations.empty()) annotation.line = finding.locations.front().line.value_or(0);
  if (!finding.element.empty()) annotation.text += "\nat " + printable(finding.element);
  annotation.text += advice(finding.rule, finding.fix);
  return annotation;
}

// All findings of one rule in one annotation, at the input that has most of them.
Annotation annotate(const RuleGroup& group) {
  Annotation annotation{group.severity, group.inputs.front()->path, 0, group.rule, {}};
  annotation.text =
      fmt::format("{} in {}: ", count_of(group.findings, "finding"), count_of(group.inputs.size(), "input"));
  for (std::size_t i = 0; i < std::min(group.inputs.size(), kExamplePaths); ++i)
    annotation.text += (i == 0 ? "" : ", ") + printable(group.inputs[i]->path);
  if (group.inputs.size() > kExamplePaths)
    annotation.text += fmt::format(" and {} more", group_digits(group.inputs.size() - kExamplePaths));
  annotation.text += "\nFor example: " + printable(group.example->message, 1000);
  annotation.text += advice(group.rule, group.fix);
  return annotation;
}

// More rules than fit: the last annotation names them.
Annotation annotate_rest(std::span<const RuleGroup> groups) {
  Annotation annotation{groups.front().severity, {}, 0, count_of(groups.size(), "more rule"), {}};
  for (const RuleGroup& group : groups) {
    annotation.text +=
        fmt::format("{}{} ({} in {})", annotation.text.empty() ? "" : "\n", printable(group.rule),
                    count_of(group.findings, "finding"), count_of(group.inputs.size(), "input"));
  }
  return annotation;
}

// At most `room` annotations of one severity that together tell of every finding.
std::vector<Annotation> annotations_of(const Report& report, std::span<const RuleGroup> groups,
                                       std::size_t room) {
  std::vector<Annotation> annotations;
  if (groups.empty()) return annotations;
  std::size_t findings = 0;
  for (const RuleGroup& group : groups) findings += group.findings;
  if (findings <= room) {
    for (const InputReport& input : report.inputs) {
      for (const Finding& finding : input.findings) {
        if (finding.severity == groups.front().severity) annotations.push_back(annotate(input, finding));
      }
    }
    return annotations;
  }
  const std::size_t own = groups.size() <= room ? groups.size() : room - 1;
  for (const RuleGroup& group : groups.first(own)) annotations.push_back(annotate(group));
  if (own < groups.size()) annotations.push_back(annotate_rest(groups.subspan(own)));
  return annotations;
}

Annotation annotate_summary(const Report& report, const EmitOptions& options) {
  const Summary summary = summarize(report);
  const auto failing =
      static_cast<std::uint64_t>(std::count_if(report.inputs.begin(), report.inputs.end(),
                                               [&](const InputReport& i) { return is_failing(i, options); }));
  Annotation annotation{Severity::kInfo, {}, 0, "meshgate", {}};
  annotation.text =
      fmt::format("{} checked with profile {}: {} failed ({})", count_of(summary.inputs, "input"),
                  printable(report.profile), group_digits(failing),
                  describe_counts(summary.errors, summary.warnings, summary.infos));
  if (summary.not_checked > 0)
    annotation.text += "\n" + count_of(summary.not_checked, "rule was", "rules were") + " not checked";
  for (const std::string& more : {muted_text(report), fixed_text(report)})
    if (!more.empty()) annotation.text += "\n" + more;
  return annotation;
}

std::string render(const Report& report, const EmitOptions& options) {
  const std::vector<RuleGroup> groups = group_by_rule(report);
  std::string out;
  for (const Severity severity : {Severity::kError, Severity::kWarning, Severity::kInfo}) {
    const auto is_own = [&](const RuleGroup& group) { return group.severity == severity; };
    const auto first = std::find_if(groups.begin(), groups.end(), is_own);
    const auto last = std::find_if_not(first, groups.end(), is_own);
    // The summary is a notice too.
    const std::size_t room = severity == Severity::kInfo ? kShown - 1 : kShown;
    for (const Annotation& annotation : annotations_of(report, {first, last}, room))
      out += render_annotation(annotation);
  }
  return out + render_annotation(annotate_summary(report, options));
}

}  // namespace

extern const Emitter emitter_github{
    .id = "github", .summary = "annotations of GitHub Actions", .render = render};

}  // namespace meshgate
