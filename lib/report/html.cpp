// The report as one HTML file: no network, no framework, readable without its script.
#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <span>

#include "core/base64.h"
#include "core/markup.h"
#include "core/sha256.h"
#include "core/text.h"
#include "meshgate/emitter.h"
#include "meshgate/rule.h"
#include "meshgate/version.h"
#include "report/detail/describe.h"
#include "report/detail/html_assets.h"
#include "report/detail/html_input.h"
#include "report/detail/html_pictures.h"
#include "report/detail/markdown_html.h"
#include "report/detail/outcome.h"
#include "report/detail/rule_groups.h"

namespace meshgate {
namespace {

// Together below 15 MB, which mail and CI artifacts take and a phone opens.
constexpr std::size_t kPictureBytes = 9'500'000, kDetailBytes = 3'000'000, kRowBytes = 1'500'000;
constexpr std::size_t kOpenInputs = 12;  // so few are read from top to bottom
constexpr std::size_t kNextSteps = 5;

// The Content-Security-Policy's name for an inline style or script: nothing else runs.
std::string source_hash(std::string_view text) {
  const std::string hex = sha256_hex(std::as_bytes(std::span(text.data(), text.size())));
  std::vector<std::byte> digest;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    digest.push_back(static_cast<std::byte>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  return "'sha256-" + base64(digest) + "'";
}

/// Everything that the sections of the page need.
struct Page {
  const Report& report;
  const EmitOptions& options;
  Summary summary;
  std::vector<RuleGroup> groups;
  std::vector<const InputReport*> inputs;  ///< worst first, those without findings last
  std::size_t failing = 0;
};

Page page_of(const Report& report, const EmitOptions& options) {
  Page page{report, options, summarize(report), group_by_rule(report), worst_first(report, options), 0};
  for (const InputReport& input : report.inputs) {
    page.failing += is_failing(input, options);
    if (input.findings.empty()) page.inputs.push_back(&input);
  }
  return page;
}

std::string head(const Page& page) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; "
      "style-src {}; script-src {}; base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"generator\" content=\"meshgate {}\">\n<meta name=\"color-scheme\" content=\"light "
      "dark\">\n"
      "<title>{} · meshgate</title>\n<link rel=\"icon\" "
      "href=\"data:,\">\n<style>{}</style>\n</head>\n<body>\n",
      source_hash(html_style()), source_hash(html_script()), version(),
      verdict_sentence(page.report, page.options), html_style());
}

std::string header(const Page& page) {
  return fmt::format(
      "<a class=\"skip\" href=\"#inputs\">Skip to the inputs</a>\n"
      "<header class=\"top\">\n<div>\n<p class=\"brand\">meshgate {}</p>\n<h1>{}</h1>\n"
      "<p class=\"quiet\">Profile <code>{}</code></p>\n</div>\n"
      "<button type=\"button\" id=\"theme\" hidden>Theme</button>\n</header>\n",
      escape_markup(page.report.command), verdict_sentence(page.report, page.options),
      escape_markup(page.report.profile));
}

std::string tile(std::string_view kind, std::string_view name, std::uint64_t value) {
  return fmt::format("<div{}><dt>{}</dt><dd>{}</dd></div>\n",
                     value > 0 ? fmt::format(" class=\"{}\"", kind) : std::string(), name,
                     group_digits(value));
}

std::string summary_section(const Page& page) {
  const Summary& sum = page.summary;
  std::string html = "<dl class=\"tiles\">\n" + tile("all", "Inputs", sum.inputs) +
                     tile("pass", "Passed", sum.inputs - page.failing) +
                     tile("error", "Failed", page.failing) + tile("error", "Errors", sum.errors) +
                     tile("warning", "Warnings", sum.warnings) + tile("info", "Infos", sum.infos);
  if (sum.muted > 0) html += tile("muted", "Accepted", sum.muted);
  if (sum.not_checked > 0) html += tile("muted", "Not checked", sum.not_checked);
  html += "</dl>\n";
  const std::string muted = muted_text(page.report);
  if (!muted.empty()) html += "<p class=\"quiet\">" + muted + "</p>\n";
  return html;
}

std::string rule_summary(const std::string& id) {
  const Rule* rule = find_rule(id);
  return rule == nullptr ? std::string() : escape_markup(rule->summary);
}

std::string next_item(const RuleGroup& group) {
  std::string html = fmt::format(
      "<li class=\"{0}\"><p><a href=\"#{1}\"><code>{2}</code></a> in {3}: {4}</p>\n"
      "<p><a href=\"#inputs\" data-show-rule=\"{2}\">Show the {5}</a></p>",
      to_string(group.severity), rule_anchor(group.rule), escape_markup(group.rule),
      count_of(group.inputs.size(), "input"), rule_summary(group.rule),
      group.inputs.size() == 1 ? "input" : "inputs");
  if (!group.fix.empty())
    html += "<p class=\"quiet\">Step of <code>meshgate prepare</code>: <code>" + escape_markup(group.fix) +
            "</code></p>";
  return html + "</li>\n";
}

std::string next_section(const Page& page) {
  std::string items;
  std::size_t shown = 0;
  for (const RuleGroup& group : page.groups) {
    const bool fails = page.options.fail_on != Severity::kOff && group.severity >= page.options.fail_on;
    if (page.failing > 0 && !fails) continue;
    if (shown++ < kNextSteps) items += next_item(group);
  }
  if (items.empty()) return {};
  const std::string title = page.failing > 0 ? "What to do next" : "What could be better";
  std::string html = "<h2>" + title + "</h2>\n<ul class=\"next\">\n" + items + "</ul>\n";
  if (shown > kNextSteps && page.inputs.size() > 1)
    html += fmt::format("<p class=\"quiet\">and {}: see the table of rules.</p>\n",
                        count_of(shown - kNextSteps, "more rule"));
  return html;
}

std::string rule_table(const Page& page) {
  // Over a single input it would say what the findings say.
  if (page.groups.empty() || page.inputs.size() == 1) return {};
  std::string html =
      "<h2>Rules</h2>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Findings by "
      "rule\"><table>\n"
      "<thead><tr><th scope=\"col\">Severity</th><th scope=\"col\">Rule</th>"
      "<th scope=\"col\" class=\"num\">Inputs</th><th scope=\"col\" class=\"num minor\">Findings</th>"
      "<th scope=\"col\" class=\"num\">Places</th><th scope=\"col\" class=\"minor\">Prepare "
      "step</th></tr></thead>\n"
      "<tbody>\n";
  for (const RuleGroup& group : page.groups) {
    html += fmt::format(
        "<tr><td>{}</td><td class=\"path\"><a href=\"#{}\"><code>{}</code></a></td>"
        "<td class=\"num\"><a href=\"#inputs\" data-show-rule=\"{}\">{}</a></td><td class=\"num "
        "minor\">{}</td>"
        "<td class=\"num\">{}</td><td class=\"minor\">{}</td></tr>\n",
        tag_html(to_string(group.severity)), rule_anchor(group.rule), escape_markup(group.rule),
        escape_markup(group.rule), group_digits(group.inputs.size()), group_digits(group.findings),
        group_digits(group.occurrences), escape_markup(group.fix));
  }
  return html + "</tbody></table></div>\n";
}

std::string filter_form(const Page& page) {
  std::set<std::string> rules;
  for (const RuleGroup& group : page.groups) rules.insert(group.rule);
  std::string options;
  for (const std::string& rule : rules) options += fmt::format("<option>{}</option>", escape_markup(rule));
  return fmt::format(
      "<form class=\"filter\" id=\"filter\" hidden>\n"
      "<label class=\"grow\">Path contains<input type=\"search\" id=\"filter-text\" "
      "autocomplete=\"off\"></label>\n"
      "<label>Verdict<select id=\"filter-verdict\"><option value=\"\">any</option><option>fail</option>"
      "<option>warn</option><option>pass</option></select></label>\n"
      "<label>Rule<select id=\"filter-rule\"><option value=\"\">any</option>{}</select></label>\n"
      "<button type=\"reset\">Reset</button>\n<output id=\"filter-count\" "
      "aria-live=\"polite\"></output>\n</form>\n",
      options);
}

/// Rows and details of the inputs, as many as fit.
struct InputSections {
  std::string rows, details;
  std::size_t rows_shown = 0, details_shown = 0;
};

InputSections render_inputs(const Page& page) {
  const PicturePlan plan = plan_pictures(page.inputs, kPictureBytes);
  InputSections sections;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < page.inputs.size(); ++i) {
    const InputReport& input = *page.inputs[i];
    std::string anchor = fmt::format("input-{}", i + 1);
    if (sections.details_shown == i) {  // once one does not fit, none behind it is shown
      const std::string pictures = pictures_html(input, plan[i]);
      const std::string html = input_details_html(input, anchor, pictures, page.inputs.size() <= kOpenInputs);
      bytes += html.size() - pictures.size();  // the budget of pictures is their own
      if (bytes <= kDetailBytes) {
        sections.details += html;
        ++sections.details_shown;
      }
    }
    if (sections.details_shown <= i) anchor.clear();
    const std::string row = input_row_html(input, anchor);
    if (sections.rows.size() + row.size() > kRowBytes) break;
    sections.rows += row;
    ++sections.rows_shown;
  }
  return sections;
}

std::string left_out_note(std::size_t all, std::size_t shown, std::string_view what) {
  if (shown == all) return {};
  return fmt::format(
      "<p class=\"note\">{} of {} left out here to keep this file small, those with the least "
      "findings first; the JSON report has all.</p>\n",
      what, count_of(all - shown, "input"));
}

std::string inputs_section(const Page& page) {
  if (page.inputs.empty()) return "<div id=\"inputs\"></div>\n";
  const InputSections sections = render_inputs(page);
  if (page.inputs.size() == 1) return "<h2 id=\"inputs\" tabindex=\"-1\">Input</h2>\n" + sections.details;
  return "<h2 id=\"inputs\" tabindex=\"-1\">Inputs</h2>\n" + filter_form(page) +
         "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Inputs\"><table "
         "id=\"input-table\">\n<thead><tr><th scope=\"col\" data-numeric=\"1\">Verdict</th><th "
         "scope=\"col\">Path</th><th scope=\"col\" class=\"minor\">Format</th><th scope=\"col\" class=\"num "
         "minor\">Size</th><th scope=\"col\" class=\"num minor\">Triangles</th><th scope=\"col\" "
         "class=\"num\">Errors</th><th scope=\"col\" class=\"num\">Warnings</th><th scope=\"col\" "
         "class=\"num minor\">Infos</th></tr></thead>\n<tbody>\n" +
         sections.rows + "</tbody></table></div>\n" +
         left_out_note(page.inputs.size(), sections.rows_shown, "Rows") +
         "<h2>Details</h2>\n<p class=\"tools\" id=\"tools\" hidden><button type=\"button\" "
         "id=\"open-all\">Open "
         "all</button> <button type=\"button\" id=\"close-all\">Close all</button></p>\n" +
         sections.details + left_out_note(page.inputs.size(), sections.details_shown, "Details");
}

std::string fixed_section(const Page& page) {
  const auto& fixed = page.report.fixed;
  if (fixed.empty()) return {};
  constexpr std::size_t kMost = 500;
  std::string html = "<h2>Gone since the baseline</h2>\n<p>" + fixed_text(page.report) + ".</p>\n<ul>\n";
  for (std::size_t i = 0; i < std::min(fixed.size(), kMost); ++i) {
    const FixedFinding& one = fixed[i];
    html +=
        fmt::format("<li><code>{}</code> in {}{}: {} before, {} now</li>\n", escape_markup(one.rule),
                    escape_markup(one.path), one.element.empty() ? "" : " at " + escape_markup(one.element),
                    group_digits(one.count_before), group_digits(one.count_now));
  }
  if (fixed.size() > kMost) html += "<li>and " + group_digits(fixed.size() - kMost) + " more</li>\n";
  return html + "</ul>\n";
}

std::string explanation(const std::string& id) {
  std::string html = fmt::format(
      "<details class=\"rule\" id=\"{}\"><summary><code>{}</code> <span class=\"quiet\">{}"
      "</span></summary>\n<div class=\"body\">\n",
      rule_anchor(id), escape_markup(id), rule_summary(id));
  if (const Rule* rule = find_rule(id)) {
    html += markdown_to_html(rule->explanation);
  } else {
    html += "<p>This rule is not known to this version of meshgate.</p>\n";
  }
  return html + "</div></details>\n";
}

std::string explanations_section(const Page& page) {
  std::set<std::string> rules;
  for (const RuleGroup& group : page.groups) rules.insert(group.rule);
  for (const InputReport& input : page.report.inputs) {
    for (const MutedFinding& muted : input.muted) rules.insert(muted.finding.rule);
  }
  if (rules.empty()) return {};
  std::string html = "<h2>What the rules mean</h2>\n";
  for (const std::string& rule : rules) html += explanation(rule);
  return html;
}

std::string render(const Report& report, const EmitOptions& options) {
  const Page page = page_of(report, options);
  return head(page) + header(page) + "<main>\n" + summary_section(page) + next_section(page) +
         rule_table(page) + inputs_section(page) + fixed_section(page) + explanations_section(page) +
         fmt::format(
             "</main>\n<footer><p>Made by meshgate {} without a network: what is shown is in this "
             "file.</p></footer>\n<script>{}</script>\n</body>\n</html>\n",
             version(), html_script());
}

}  // namespace

extern const Emitter emitter_html{.id = "html",
                                  .summary = "one self-contained page with pictures, to look through",
                                  .render = render,
                                  .pictures = true};

}  // namespace meshgate
