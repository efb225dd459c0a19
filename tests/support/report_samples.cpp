#include "support/report_samples.h"

#include <fmt/core.h>

#include <array>

#include "meshgate/rule.h"

namespace meshgate::test {
namespace {

constexpr std::array<std::string_view, 6> kRules{
    "mesh/empty",     "mesh/open-edge",      "mesh/duplicate-vertex", "mesh/non-manifold-edge",
    "file/truncated", "mesh/degenerate-face"};
constexpr std::array<Severity, 3> kSeverities{Severity::kError, Severity::kWarning, Severity::kInfo};

Finding finding_of(std::size_t number) {
  Finding finding;
  finding.rule = kRules[number % kRules.size()];
  finding.element = fmt::format("/meshes/{}", number);
  finding.message = fmt::format("{} of 100 000 edges have one face only: close the surface", number + 1);
  finding.count = number + 1;
  finding.severity = kSeverities[number % kSeverities.size()];
  if (const Rule* rule = find_rule(finding.rule)) finding.fix = rule->fix;
  finding.fingerprint = fmt::format("{:016x}", number);
  Location location;
  location.kind = LocationKind::kEdge;
  location.indices = {number, number + 1};
  location.position = float3{0.5F, 1, -2};
  finding.locations.push_back(location);
  return finding;
}

Finding nasty_finding(std::size_t number) {
  const std::vector<std::string>& texts = nasty_texts();
  const auto text = [&](std::size_t i) { return texts[(number + i) % texts.size()]; };
  Finding finding = finding_of(number);
  finding.element = text(1);
  finding.message = text(2);
  finding.evidence = {{"what", text(3)}, {"ratio", 0.25}, {"limit", std::int64_t{-7}}};
  Location line;
  line.kind = LocationKind::kLine;
  line.line = 7;
  line.pointer = text(4);
  Location byte;
  byte.kind = LocationKind::kByte;
  byte.byte_offset = 1234567890123U;
  byte.element = text(5);
  finding.locations = {line, byte, finding.locations.front()};
  return finding;
}

}  // namespace

const std::vector<std::string>& nasty_texts() {
  static const std::vector<std::string> kTexts{
      "plain",
      "</script><script>alert(1)</script>",
      "<img src=x onerror=\"alert('1')\">&amp;<!-- -->",
      "]]><failure/>",
      "a|b`c``d*e_f[g](javascript:alert(1))#~>\\",
      "line one\nline two\r\n::error::injected\n| x | y |\n",
      "\x1b[31mred\x1b[0m \x01\x02\x7f",
      "\xff\xfe not UTF-8 \xc3",
      "noncharacters \xef\xbf\xbe \xef\xbf\xbf surrogate \xed\xa0\x80",
      "%0A%25 100% %",
      "\xe2\x80\xae turned \xe2\x80\xac",
      "\"quoted\" 'single' {0} $x ${y}",
      "@user #123 https://example.invalid/x",
      "Größe 模型 🦆",
  };
  return kTexts;
}

Report nasty_report() {
  Report report{"check", "hitem3d", {}, {}};
  for (std::size_t i = 0; i < nasty_texts().size(); ++i) {
    InputReport input;
    input.path = "dir/" + nasty_texts()[i] + ".glb";
    input.kind = AssetKind::kMesh;
    input.format = "glb";
    input.bytes = 1234;
    input.verdict = Verdict::kFail;
    input.metrics = {{"triangles", std::int64_t{12}}, {"color_type", nasty_texts()[i]}, {"volume", 0.5}};
    for (std::size_t k = 0; k < 3; ++k) input.findings.push_back(nasty_finding(3 * i + k));
    input.not_checked = {{"mesh/self-intersection", "budget"}};
    report.inputs.push_back(std::move(input));
  }
  InputReport& first = report.inputs.front();
  first.muted.push_back({nasty_finding(5), MutedBy::kBaseline, ""});
  first.muted.push_back(
      {nasty_finding(7), MutedBy::kSuppression, "knots touch by design " + nasty_texts()[1]});
  first.pictures.push_back(tiny_picture("front"));
  first.pictures.back().caption = nasty_texts()[2];
  report.fixed.push_back({"gone" + nasty_texts()[1], "mesh/open-edge", "/meshes/0", 5, 0});
  return report;
}

Report empty_report() { return {"check", "hitem3d", {}, {}}; }

Report passing_report(std::size_t inputs) {
  Report report = empty_report();
  for (std::size_t i = 0; i < inputs; ++i) {
    InputReport input;
    input.path = fmt::format("models/{:04}.glb", i);
    input.kind = AssetKind::kMesh;
    input.format = "glb";
    input.bytes = 1000 * (i + 1);
    input.metrics = {{"triangles", static_cast<std::int64_t>(12 * (i + 1))}, {"watertight", true}};
    report.inputs.push_back(std::move(input));
  }
  return report;
}

Report many_findings(std::size_t inputs, std::size_t findings) {
  Report report = passing_report(inputs);
  for (InputReport& input : report.inputs) {
    input.verdict = findings > 0 ? Verdict::kFail : Verdict::kPass;
    for (std::size_t i = 0; i < findings; ++i) input.findings.push_back(finding_of(i));
  }
  return report;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::size_t occurrences(std::string_view text, std::string_view part) {
  std::size_t times = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++times;
  return times;
}

Picture tiny_picture(std::string name, std::size_t bytes) {
  static constexpr std::array<unsigned char, 67> kPng{
      0x89, 'P',  'N',  'G',  0x0D, 0x0A, 0x1A, 0x0A, 0,    0,    0,    0x0D, 'I',  'H',  'D',  'R',  0,
      0,    0,    1,    0,    0,    0,    1,    8,    0,    0,    0,    0,    0x3A, 0x7E, 0x9B, 0x55, 0,
      0,    0,    0x0A, 'I',  'D',  'A',  'T',  0x78, 0x9C, 0x63, 0x68, 0,    0,    0,    0x82, 0,    0x81,
      0x77, 0xCD, 0x72, 0xB6, 0,    0,    0,    0,    'I',  'E',  'N',  'D',  0xAE, 0x42, 0x60, 0x82};
  Picture picture;
  picture.name = name;
  picture.caption = "seen from the " + name;
  picture.mime_type = "image/png";
  picture.width = picture.height = 1;
  for (const unsigned char byte : kPng) picture.bytes.push_back(std::byte{byte});
  if (bytes > picture.bytes.size()) picture.bytes.resize(bytes);
  return picture;
}

}  // namespace meshgate::test
