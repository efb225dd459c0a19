#include "report/detail/html_input.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "core/markup.h"
#include "core/text.h"
#include "report/detail/describe.h"
#include "report/detail/outcome.h"
#include "report/detail/preparation.h"

namespace meshgate {
namespace {

constexpr std::size_t kPathBytes = 2000, kMessageBytes = 2000;
constexpr std::size_t kShownWitnesses = 3;
constexpr std::size_t kMaxFindings = 300;  // one input must not take the room of all others

std::string number_cell(std::uint64_t value, bool minor = false) {
  return fmt::format("<td class=\"num{}{}\" data-v=\"{}\">{}</td>", minor ? " minor" : "",
                     value == 0 ? " zero" : "", value, group_digits(value));
}

int rank_of(Verdict verdict) { return verdict == Verdict::kFail ? 2 : verdict == Verdict::kWarn ? 1 : 0; }

// A path breaks after its folders first.
std::string path_html(const std::string& path) {
  std::string html;
  for (const char c : escape_markup(path, kPathBytes)) {
    html += c;
    if (c == '/') html += "<wbr>";
  }
  return html;
}

std::string rules_of(const InputReport& input) {
  std::set<std::string> rules;
  for (const Finding& finding : input.findings) rules.insert(finding.rule);
  std::string text;
  for (const std::string& rule : rules) text += (text.empty() ? "" : " ") + escape_markup(rule, 200);
  return text;
}

std::string rule_link(const std::string& rule) {
  return fmt::format("<a href=\"#{}\"><code>{}</code></a>", rule_anchor(rule), escape_markup(rule, 200));
}

std::string witness_text(const Location& location, const Finding& finding) {
  std::string text = describe_location(location);
  if (!location.element.empty() && location.element != finding.element)
    text += (text.empty() ? "in " : " in ") + printable(location.element);
  return text;
}

// A few witnesses are told at once, the others on demand.
std::string witness_list(const Finding& finding) {
  const std::string first = describe_witnesses(finding, kShownWitnesses);
  std::string html = first.empty() ? std::string() : "<p class=\"where\">" + escape_markup(first) + "</p>\n";
  const std::size_t listed = std::min(finding.locations.size(), kMaxWitnesses);
  std::string items;
  for (std::size_t i = 0; i < listed; ++i) {
    const std::string text = witness_text(finding.locations[i], finding);
    if (!text.empty()) items += "<li>" + escape_markup(text) + "</li>\n";
  }
  if (listed <= kShownWitnesses || items.empty()) return html;
  const std::string title =
      finding.count > listed ? fmt::format("The first {} of {} places", listed, group_digits(finding.count))
                             : fmt::format("All {} places", listed);
  return html + fmt::format("<details><summary>{}</summary><ul>\n{}</ul></details>\n", title, items);
}

std::string evidence_list(const Evidence& evidence) {
  if (evidence.empty()) return {};
  std::string html = "<details><summary>Evidence</summary><dl class=\"facts\">\n";
  for (const auto& [name, value] : evidence)
    html += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", escape_markup(name),
                        escape_markup(describe_evidence(value)));
  return html + "</dl></details>\n";
}

std::string finding_html(const Finding& finding) {
  const std::string_view severity = to_string(finding.severity);
  std::string html = fmt::format("<div class=\"finding {}\">\n<p>{} {}", severity, tag_html(severity),
                                 rule_link(finding.rule));
  if (!finding.element.empty())
    html += " <span class=\"where\">at <code>" + escape_markup(finding.element, 500) + "</code></span>";
  html += "</p>\n<p>" + escape_markup(finding.message, kMessageBytes) + "</p>\n";
  if (!finding.fix.empty())
    html += "<p>Step of <code>meshgate prepare</code>: <code>" + escape_markup(finding.fix) + "</code></p>\n";
  return html + witness_list(finding) + evidence_list(finding.evidence) + "</div>\n";
}

std::string muted_html(const InputReport& input) {
  if (input.muted.empty()) return {};
  std::string html = "<h3>Accepted findings</h3>\n<ul>\n";
  for (const MutedFinding& muted : input.muted) {
    html += fmt::format("<li>{} {} {}", tag_html("muted"), rule_link(muted.finding.rule),
                        escape_markup(muted.finding.message, kMessageBytes));
    const std::string reason = muted.by == MutedBy::kBaseline ? "known in the baseline" : muted.reason;
    html += fmt::format(" <span class=\"quiet\">({}: {})</span></li>\n", to_string(muted.by),
                        escape_markup(reason, 500));
  }
  return html + "</ul>\n";
}

std::string not_checked_html(const InputReport& input) {
  if (input.not_checked.empty()) return {};
  std::string html = "<h3>Not checked</h3>\n<ul>\n";
  for (const NotChecked& rule : input.not_checked)
    html +=
        fmt::format("<li><code>{}</code>: {}</li>\n", escape_markup(rule.rule), escape_markup(rule.reason));
  return html + "</ul>\n";
}

std::string fact(std::string_view name, std::string_view value) {
  return fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", name, value);
}

std::string metrics_html(const InputReport& input) {
  std::string html = "<h3>Measures</h3>\n<dl class=\"facts\">\n";
  html += fact("format", input.format.empty() ? "not recognised" : escape_markup(input.format));
  html += fact("size", format_bytes(input.bytes));
  if (!input.sha256.empty()) html += fact("SHA-256", "<code>" + escape_markup(input.sha256) + "</code>");
  for (const auto& [name, value] : input.metrics) {
    std::string words = name;
    std::replace(words.begin(), words.end(), '_', ' ');
    html += fact(escape_markup(words), escape_markup(describe_metric(value)));
  }
  return html + "</dl>\n";
}

// Of `prepare`: what was done, before and after.
std::string preparation_html(const InputReport& input) {
  if (input.preparation == nullptr) return {};
  const Preparation& made = *input.preparation;
  std::string html = fmt::format("<p>From <code>{}</code>: {}</p>\n", escape_markup(made.source, kPathBytes),
                                 escape_markup(describe_outcome(input), kMessageBytes));
  if (!input.steps.empty()) html += "<h3>Steps</h3>\n<ol>\n";
  for (const StepRecord& step : input.steps) {
    html += fmt::format("<li><code>{}</code> {} <span class=\"quiet\">{}</span>", escape_markup(step.step),
                        escape_markup(step.done, kMessageBytes),
                        escape_markup(describe_reasons(step), kMessageBytes));
    for (const std::string& lost : step.lost) html += "<br>lost: " + escape_markup(lost, 500);
    html += "</li>\n";
  }
  if (!input.steps.empty()) html += "</ol>\n";
  const std::vector<BeforeAfter> rows = before_and_after(input);
  if (!rows.empty()) {
    html +=
        "<h3>Before and after</h3>\n<table>\n<thead><tr><th scope=\"col\">Measure</th><th scope=\"col\" "
        "class=\"num\">Before</th><th scope=\"col\" class=\"num\">After</th></tr></thead>\n<tbody>\n";
    for (const BeforeAfter& row : rows)
      html += fmt::format("<tr><td>{}</td><td class=\"num\">{}</td><td class=\"num\">{}</td></tr>\n",
                          row.name, escape_markup(row.before), escape_markup(row.after));
    html += "</tbody></table>\n";
  }
  const std::string drift = describe_drift(input);
  if (!drift.empty()) html += "<p>Distance between input and output: " + escape_markup(drift) + "</p>\n";
  for (const std::string& advice : made.advice)
    html += "<p class=\"quiet\">Note: " + escape_markup(advice) + "</p>\n";
  return html;
}

}  // namespace

std::string rule_anchor(std::string_view rule) {
  std::string anchor = "rule-";
  for (const char c : rule) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    anchor += plain ? c : '-';
  }
  return anchor;
}

std::string tag_html(std::string_view name) {
  return fmt::format("<span class=\"tag {0}\">{0}</span>", name);
}

std::string input_row_html(const InputReport& input, const std::string& anchor) {
  const std::string path = escape_markup(input.path, kPathBytes);
  const std::string name = anchor.empty()
                               ? path_html(input.path)
                               : fmt::format("<a href=\"#{}\">{}</a>", anchor, path_html(input.path));
  const auto* triangles = find_metric<std::int64_t>(input, "triangles");
  const Badness bad = badness_of(input);
  std::string html = fmt::format(
      "<tr data-section=\"{}\" data-verdict=\"{}\" data-rules=\"{}\" data-text=\"{}\">"
      "<td data-v=\"{}\">{}</td><td class=\"path\">{}</td><td class=\"minor\">{}</td>",
      anchor, to_string(input.verdict), rules_of(input), path, rank_of(input.verdict),
      tag_html(to_string(input.verdict)), name, escape_markup(input.format));
  html +=
      fmt::format("<td class=\"num minor\" data-v=\"{}\">{}</td>", input.bytes, format_bytes(input.bytes));
  html += triangles == nullptr
              ? std::string("<td class=\"num minor\" data-v=\"\"></td>")
              : number_cell(static_cast<std::uint64_t>(std::max<std::int64_t>(*triangles, 0)), true);
  return html + number_cell(bad.errors) + number_cell(bad.warnings) + number_cell(bad.infos, true) +
         "</tr>\n";
}

std::string input_details_html(const InputReport& input, const std::string& anchor,
                               const std::string& pictures, bool open) {
  const Badness bad = badness_of(input);
  std::string html = fmt::format(
      "<details class=\"input\" id=\"{}\"{}>\n<summary>{} <span class=\"name\">{}</span> "
      "<span class=\"quiet\">{}</span></summary>\n<div class=\"body\">\n<p class=\"quiet\">{}</p>\n",
      anchor, open ? " open" : "", tag_html(to_string(input.verdict)), path_html(input.path),
      describe_counts(bad.errors, bad.warnings, bad.infos), escape_markup(describe_input(input)));
  const std::string surface = describe_surface(input);
  if (!surface.empty()) html += "<p class=\"quiet\">" + escape_markup(surface) + "</p>\n";
  html += preparation_html(input);
  html += pictures;
  const std::size_t shown = std::min(input.findings.size(), kMaxFindings);
  for (std::size_t i = 0; i < shown; ++i) html += finding_html(input.findings[i]);
  if (shown < input.findings.size())
    html += "<p class=\"note\">and " + count_of(input.findings.size() - shown, "more finding") +
            "; the JSON report has all.</p>\n";
  return html + muted_html(input) + not_checked_html(input) + metrics_html(input) + "</div>\n</details>\n";
}

}  // namespace meshgate
