// The report for people: one block a file, worst first, and what to do next.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "core/text.h"
#include "meshgate/emitter.h"

namespace meshgate {
namespace {

constexpr std::size_t kShownWitnesses = 3;

class TextReport {
 public:
  explicit TextReport(const EmitOptions& options) : options_(options) {}

  std::string render(const Report& report) {
    for (const InputReport& input : report.inputs) add_input(input);
    add_summary(report);
    return std::move(out_);
  }

 private:
  [[nodiscard]] std::string paint(const char* code, std::string_view text) const {
    return options_.color ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
  }
  [[nodiscard]] std::string dim(std::string_view text) const { return paint("2", text); }

  static const char* color_of(Severity severity) {
    return severity == Severity::kError ? "1;31" : severity == Severity::kWarning ? "1;33" : "1;36";
  }

  [[nodiscard]] bool is_shown_quietly(const InputReport& input) const {
    const Severity from = options_.fail_on == Severity::kOff ? Severity::kError : options_.fail_on;
    return std::any_of(input.findings.begin(), input.findings.end(),
                       [&](const Finding& finding) { return finding.severity >= from; });
  }

  void add_input(const InputReport& input) {
    if (options_.quiet && !is_shown_quietly(input)) return;
    const char* color = input.verdict == Verdict::kFail   ? "1;31"
                        : input.verdict == Verdict::kWarn ? "1;33"
                                                          : "1;32";
    out_ += fmt::format("{}  {}  {}\n", paint(color, fmt::format("{:4}", to_string(input.verdict))),
                        paint("1", printable(input.path, 1000)), dim(description(input)));
    add_surface(input);
    for (const Finding& finding : input.findings) add_finding(finding);
    if (!input.not_checked.empty()) {
      out_ += fmt::format("      {}\n", dim(count_of(input.not_checked.size(), "rule") +
                                            " not checked: " + input.not_checked.front().reason));
    }
    if (options_.timings) add_timings(input);
    if (!input.findings.empty()) out_ += '\n';
  }

  // "watertight · 1 shell · volume 8 · area 24", or what keeps the surface from being watertight.
  void add_surface(const InputReport& input) {
    const auto* watertight = find<bool>(input, "watertight");
    const auto* triangles = find<std::int64_t>(input, "triangles");
    if (watertight == nullptr || triangles == nullptr || *triangles == 0) return;
    std::string text = *watertight ? "watertight" : "not watertight";
    const auto add = [&](std::string_view name, std::string_view one, std::string_view many,
                         std::int64_t from) {
      const auto* count = find<std::int64_t>(input, name);
      if (count != nullptr && *count >= from)
        text += " · " + count_of(static_cast<std::uint64_t>(*count), one, many);
    };
    add("boundary_edges", "open edge", "open edges", 1);
    add("boundary_loops", "loop", "loops", 1);
    add("nonmanifold_edges", "non-manifold edge", "non-manifold edges", 1);
    add("nonmanifold_vertices", "non-manifold vertex", "non-manifold vertices", 1);
    add("inconsistent_edges", "edge with turned faces", "edges with turned faces", 1);
    add("shells", "shell", "shells", 1);
    add("components", "component", "components", 2);
    add("genus_total", "handle", "handles", 1);
    const auto* volume = find<double>(input, "volume");
    if (volume != nullptr && std::isfinite(*volume)) text += fmt::format(" · volume {:.4g}", *volume);
    if (const auto* area = find<double>(input, "surface_area")) text += fmt::format(" · area {:.4g}", *area);
    add("texture_count", "texture", "textures", 1);
    out_ += "      " + dim(text) + '\n';
  }

  // "GLB · 1.2 MB · 12 345 triangles · 1 × 2 × 3"
  static std::string description(const InputReport& input) {
    std::string text = input.format.empty() ? "?" : input.format;
    text += " · " + format_bytes(input.bytes);
    if (const auto* triangles = find<std::int64_t>(input, "triangles")) {
      text += " · " + count_of(static_cast<std::uint64_t>(*triangles), "triangle");
    }
    const auto* min = find<float3>(input, "bbox_min");
    const auto* max = find<float3>(input, "bbox_max");
    if (min != nullptr && max != nullptr) {
      text += fmt::format(" · {:.4g} × {:.4g} × {:.4g}", max->x - min->x, max->y - min->y, max->z - min->z);
    }
    const auto* width = find<std::int64_t>(input, "width");
    const auto* height = find<std::int64_t>(input, "height");
    if (width != nullptr && height != nullptr) text += fmt::format(" · {} × {} pixels", *width, *height);
    return text;
  }

  template <class T>
  static const T* find(const InputReport& input, std::string_view name) {
    for (const auto& [key, value] : input.metrics) {
      if (key == name) return std::get_if<T>(&value);
    }
    return nullptr;
  }

  void add_finding(const Finding& finding) {
    const std::string severity = fmt::format("{:7}", to_string(finding.severity));
    out_ +=
        fmt::format("      {}  {}{}\n", paint(color_of(finding.severity), severity), paint("1", finding.rule),
                    finding.element.empty() ? std::string() : dim("  at " + printable(finding.element)));
    add_wrapped(finding.message, false);
    add_wrapped(witnesses(finding), true);
  }

  // How many bytes the first columns take: a character of UTF-8 begins with a byte that continues none.
  static std::size_t bytes_of_columns(std::string_view text, std::size_t columns) {
    std::size_t size = 0;
    for (; size < text.size(); ++size) {
      const bool begins = (static_cast<unsigned char>(text[size]) & 0xC0U) != 0x80U;
      if (begins && columns-- == 0) break;
    }
    return size;
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

  static std::string witness(const Location& location) {
    std::string text;
    const auto add = [&](const std::string& part) { text += (text.empty() ? "" : " ") + part; };
    if (location.line) add("line " + std::to_string(*location.line));
    if (!location.indices.empty()) {
      std::string indices(to_string(location.kind));
      for (const std::uint64_t index : location.indices) indices += ' ' + std::to_string(index);
      add(indices);
    }
    if (location.position) {
      add(fmt::format("({:.6g}, {:.6g}, {:.6g})", location.position->x, location.position->y,
                      location.position->z));
    }
    if (location.byte_offset) add("byte " + std::to_string(*location.byte_offset));
    if (!location.pointer.empty()) add(printable(location.pointer));
    return text;
  }

  static std::string witnesses(const Finding& finding) {
    std::string text;
    const std::size_t shown = std::min(finding.locations.size(), kShownWitnesses);
    for (std::size_t i = 0; i < shown; ++i) {
      const std::string one = witness(finding.locations[i]);
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

  void add_summary(const Report& report) {
    const Summary summary = summarize(report);
    std::uint64_t warned = 0;
    std::map<std::string, std::uint64_t> rules;
    for (const InputReport& input : report.inputs) {
      warned += input.verdict == Verdict::kWarn;
      for (const Finding& finding : input.findings) {
        if (finding.severity == Severity::kError) ++rules[finding.rule];
      }
    }
    out_ += fmt::format(
        "{} checked with profile {}: {} passed{}, {}", count_of(summary.inputs, "input"), report.profile,
        group_digits(summary.passed), warned > 0 ? fmt::format(" ({} with warnings)", warned) : "",
        summary.failed > 0 ? paint("1;31", group_digits(summary.failed) + " failed") : "0 failed");
    out_ += fmt::format("  ({}, {}, {})\n", count_of(summary.errors, "error"),
                        count_of(summary.warnings, "warning"), count_of(summary.infos, "info", "infos"));
    if (summary.not_checked > 0)
      out_ += count_of(summary.not_checked, "rule was", "rules were") + " not checked\n";
    if (rules.empty()) return;
    const auto common = std::max_element(rules.begin(), rules.end(),
                                         [](const auto& a, const auto& b) { return a.second < b.second; });
    out_ +=
        dim(fmt::format("What a rule means and how to fix it: meshgate explain {}", common->first)) + '\n';
  }

  const EmitOptions& options_;
  std::string out_;
};

std::string render(const Report& report, const EmitOptions& options) {
  return TextReport(options).render(report);
}

}  // namespace

extern const Emitter emitter_text{.id = "text", .summary = "for people, on a terminal", .render = render};

}  // namespace meshgate
