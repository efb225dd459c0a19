#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "core/base64.h"
#include "core/sha256.h"
#include "meshgate/emitter.h"
#include "report/detail/html_pictures.h"
#include "report/detail/markdown_html.h"
#include "support/files.h"
#include "support/report_samples.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

std::string html_of(const Report& report) { return find_emitter("html")->render(report, {}); }

// The values of every attribute of this name.
std::multiset<std::string> attributes(const std::string& html, const std::string& name) {
  std::multiset<std::string> values;
  const std::string start = " " + name + "=\"";
  for (std::size_t at = html.find(start); at != std::string::npos; at = html.find(start, at + 1)) {
    const std::size_t from = at + start.size();
    values.insert(html.substr(from, html.find('"', from) - from));
  }
  return values;
}

// The report without its style and script, which are ours.
std::string content_of(const Report& report) {
  std::string html = html_of(report);
  for (const std::string element : {"style", "script"}) {
    const std::size_t from = html.find("<" + element + ">");
    html.erase(from, html.find("</" + element + ">") - from);
  }
  return html;
}

std::string hash_of(std::string_view text) {
  const std::string hex = sha256_hex(std::as_bytes(std::span(text.data(), text.size())));
  std::vector<std::byte> bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2)
    bytes.push_back(static_cast<std::byte>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  return base64(bytes);
}

}  // namespace

TEST_CASE("base64: RFC 4648, section 10", "[report]") {
  const auto of = [](std::string_view text) {
    return base64(std::as_bytes(std::span(text.data(), text.size())));
  };
  CHECK(of("").empty());
  CHECK(of("f") == "Zg==");
  CHECK(of("fo") == "Zm8=");
  CHECK(of("foo") == "Zm9v");
  CHECK(of("foobar") == "Zm9vYmFy");
  CHECK(of("\xff\xef\xbe") == "/+++");
  CHECK(base64_size(4) == 8);
}

TEST_CASE("markdown to html: what explanations use, and nothing else", "[report]") {
  CHECK(markdown_to_html("a **b** `c<` *d*\n\ne") ==
        "<p>a <strong>b</strong> <code>c&lt;</code> <em>d</em></p>\n<p>e</p>\n");
  CHECK(markdown_to_html("list:\n- a\n- b") == "<p>list:</p>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n");
  CHECK(markdown_to_html("<script>x</script>") == "<p>&lt;script&gt;x&lt;/script&gt;</p>\n");
  CHECK(markdown_to_html("2 * 3 * 4, `open") == "<p>2 * 3 * 4, `open</p>\n");
  CHECK(markdown_to_html("**") == "<p>**</p>\n");
  CHECK(markdown_to_html("").empty());
}

TEST_CASE("html: style and script are those that the policy allows", "[report]") {
  const std::string html = html_of(empty_report());
  for (const std::string element : {"style", "script"}) {
    const std::size_t from = html.find("<" + element + ">") + element.size() + 2;
    const std::string text = html.substr(from, html.find("</" + element + ">") - from);
    CHECK(text.size() > 1000);
    CHECK(contains(html, element + "-src 'sha256-" + hash_of(text) + "'"));
  }
  CHECK(contains(html, "default-src 'none'"));
  CHECK_FALSE(contains(html_of(nasty_report()), " style=\""));
}

TEST_CASE("html: texts from outside stay text", "[report]") {
  const std::string html = content_of(nasty_report());
  CHECK(occurrences(html, "<script") == 0);
  CHECK_FALSE(contains(html, "<img src=x"));
  CHECK_FALSE(contains(html, "onerror=\""));
  CHECK(contains(html, "onerror=&quot;"));
  CHECK_FALSE(contains(html, "\x1b"));
  CHECK_FALSE(contains(html, "\xff"));
  CHECK_FALSE(contains(html, "\xe2\x80\xae"));
}

TEST_CASE("html: nothing is loaded from anywhere", "[report]") {
  Report report = nasty_report();
  for (const std::string& src : attributes(html_of(report), "src")) CHECK(src.starts_with("data:image/"));
  for (const std::string& href : attributes(html_of(report), "href"))
    CHECK((href.starts_with('#') || href == "data:,"));
}

TEST_CASE("html: ids are unique and every link leads somewhere", "[report]") {
  for (const Report& report : {nasty_report(), many_findings(40, 12), passing_report(3), empty_report()}) {
    const std::string html = html_of(report);
    const auto ids = attributes(html, "id");
    for (const std::string& id : ids) {
      INFO(id);
      CHECK(ids.count(id) == 1);
    }
    for (const std::string& href : attributes(html, "href")) {
      INFO(href);
      if (href.starts_with('#')) CHECK(ids.count(href.substr(1)) == 1);
    }
  }
}

TEST_CASE("html: findings, measures, accepted and gone findings are there", "[report]") {
  Report report = nasty_report();
  report.inputs[0].pictures[0].caption = "seen from the front";
  const std::string html = html_of(report);
  CHECK(contains(html, "14 of 14 inputs fail"));
  CHECK(contains(html, "<dt>triangles</dt><dd>12</dd>"));
  CHECK(contains(html, "alt=\"seen from the front\""));
  CHECK(contains(html, "1 known finding of the baseline, 1 suppressed"));
  CHECK(contains(html, "knots touch by design"));
  CHECK(contains(html, "Gone since the baseline"));
  CHECK(contains(html, "<h3>Not checked</h3>"));
  CHECK(contains(html, "byte 1234567890123"));
  CHECK(contains(html, "<dt>ratio</dt><dd>0.25</dd>"));
}

TEST_CASE("html: a rule is explained once", "[report]") {
  const std::string html = html_of(many_findings(30, 12));
  CHECK(occurrences(html, "id=\"rule-mesh-open-edge\"") == 1);
  CHECK(occurrences(html, "has exactly one face") == 1);
}

TEST_CASE("html: stays below 15 MB, and says what is left out", "[report]") {
  Report report = many_findings(2000, 60);
  for (InputReport& input : report.inputs) {
    for (const char* name : {"front", "side", "defect"}) input.pictures.push_back(tiny_picture(name, 40'000));
  }
  const std::string html = html_of(report);
  CHECK(html.size() < 15'000'000);
  CHECK(html.size() > 10'000'000);
  CHECK(contains(html, "inputs left out here to keep this file small"));
  CHECK(contains(html, "pictures left out to keep this file small"));
}

TEST_CASE("html: an input with many findings leaves room for the others", "[report]") {
  Report report = many_findings(4, 400);
  CHECK(occurrences(html_of(report), "and 100 more findings") == 4);
  report = many_findings(1, 20'000);
  CHECK(html_of(report).size() < 1'000'000);
  CHECK(contains(html_of(report), "id=\"input-1\""));
}

TEST_CASE("html: each input has its most telling picture before any has two", "[report]") {
  Report report = passing_report(3);
  for (InputReport& input : report.inputs) {
    for (const char* name : {"front", "three-quarter", "defect"})
      input.pictures.push_back(tiny_picture(name, 300));  // 400 bytes of base64
  }
  std::vector<const InputReport*> inputs;
  for (const InputReport& input : report.inputs) inputs.push_back(&input);
  CHECK(plan_pictures(inputs, 1700) == PicturePlan{{0, 2}, {2}, {2}});
  CHECK(plan_pictures(inputs, 900) == PicturePlan{{2}, {2}, {}});
  CHECK(plan_pictures(inputs, 1'000'000) == PicturePlan{{0, 1, 2}, {0, 1, 2}, {0, 1, 2}});
  report.inputs[0].pictures[2].mime_type = "text/html\" onload=\"";
  CHECK(plan_pictures(inputs, 400) == PicturePlan{{1}, {}, {}});
}

TEST_CASE("every report is the same each time", "[report]") {
  const Report report = nasty_report();
  for (const Emitter* emitter : all_emitters()) {
    INFO(emitter->id);
    CHECK(emitter->render(report, {}) == emitter->render(nasty_report(), {}));
    CHECK_FALSE(emitter->render(empty_report(), {}).empty());
    CHECK(emitter->pictures == (emitter->id == "html"));
  }
}
