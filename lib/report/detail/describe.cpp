#include "report/detail/describe.h"

#include <fmt/core.h>

#include <algorithm>

#include "core/text.h"

namespace meshgate {
namespace {

// A character of UTF-8 begins with a byte that continues none.
bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

std::string describe_integer(std::int64_t value) {
  if (value >= 0) return group_digits(static_cast<std::uint64_t>(value));
  return "-" + group_digits(~static_cast<std::uint64_t>(value) + 1);
}

std::string describe_real(double value) {
  return std::isfinite(value) ? fmt::format("{:.6g}", value) : "not defined";
}

struct DescribeMetric {
  std::string operator()(std::int64_t value) const { return describe_integer(value); }
  std::string operator()(double value) const { return describe_real(value); }
  std::string operator()(bool value) const { return value ? "yes" : "no"; }
  std::string operator()(const std::string& value) const { return printable(value); }
  std::string operator()(float3 value) const {
    return fmt::format("{:.5g}, {:.5g}, {:.5g}", value.x, value.y, value.z);
  }
};

struct CountedMetric {
  std::string_view name, one, many;
  std::int64_t from;  ///< smallest value that is worth telling
};

void add_counted(std::string& text, const InputReport& input, const CountedMetric& metric) {
  const auto* count = find_metric<std::int64_t>(input, metric.name);
  if (count == nullptr || *count < metric.from) return;
  text += " · " + count_of(static_cast<std::uint64_t>(*count), metric.one, metric.many);
}

}  // namespace

std::string describe_input(const InputReport& input) {
  if (input.kind == AssetKind::kTask) {
    const auto* state = find_metric<std::string>(input, "task_state");
    return state == nullptr ? "task" : "task · " + printable(*state);
  }
  std::string text = input.format.empty() ? "?" : printable(input.format);
  if (const auto* files = find_metric<std::int64_t>(input, "result_files"))
    text += " · " + count_of(static_cast<std::uint64_t>(*files), "file");
  text += " · " + format_bytes(input.bytes);
  if (const auto* triangles = find_metric<std::int64_t>(input, "triangles"))
    text += " · " + count_of(static_cast<std::uint64_t>(*triangles), "triangle");
  const auto* min = find_metric<float3>(input, "bbox_min");
  const auto* max = find_metric<float3>(input, "bbox_max");
  if (min != nullptr && max != nullptr)
    text += fmt::format(" · {:.4g} × {:.4g} × {:.4g}", max->x - min->x, max->y - min->y, max->z - min->z);
  const auto* width = find_metric<std::int64_t>(input, "width");
  const auto* height = find_metric<std::int64_t>(input, "height");
  if (width != nullptr && height != nullptr) text += fmt::format(" · {} × {} pixels", *width, *height);
  return text;
}

std::string describe_surface(const InputReport& input) {
  const auto* watertight = find_metric<bool>(input, "watertight");
  const auto* triangles = find_metric<std::int64_t>(input, "triangles");
  if (watertight == nullptr || triangles == nullptr || *triangles == 0) return {};
  std::string text = *watertight ? "watertight" : "not watertight";
  static constexpr CountedMetric kCounts[] = {
      {"boundary_edges", "open edge", "open edges", 1},
      {"boundary_loops", "loop", "loops", 1},
      {"nonmanifold_edges", "non-manifold edge", "non-manifold edges", 1},
      {"nonmanifold_vertices", "non-manifold vertex", "non-manifold vertices", 1},
      {"inconsistent_edges", "edge with turned faces", "edges with turned faces", 1},
      {"shells", "shell", "shells", 1},
      {"components", "component", "components", 2},
      {"genus_total", "handle", "handles", 1},
  };
  for (const CountedMetric& metric : kCounts) add_counted(text, input, metric);
  const auto* volume = find_metric<double>(input, "volume");
  if (volume != nullptr && std::isfinite(*volume)) text += fmt::format(" · volume {:.4g}", *volume);
  if (const auto* area = find_metric<double>(input, "surface_area"))
    text += fmt::format(" · area {:.4g}", *area);
  add_counted(text, input, {"texture_count", "texture", "textures", 1});
  return text;
}

std::string describe_location(const Location& location) {
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : " ") + part; };
  if (location.line) add("line " + std::to_string(*location.line));
  // A message names its parts, counted from 1.
  if (!location.indices.empty() && location.kind != LocationKind::kPart) {
    std::string indices(to_string(location.kind));
    for (const std::uint64_t index : location.indices) indices += ' ' + std::to_string(index);
    add(indices);
  }
  if (location.position) {
    const float3 at = *location.position;
    add(fmt::format("({:.6g}, {:.6g}, {:.6g})", at.x, at.y, at.z));
  }
  if (location.byte_offset) add("byte " + std::to_string(*location.byte_offset));
  if (!location.pointer.empty()) add(printable(location.pointer));
  return text;
}

std::string describe_witnesses(const Finding& finding, std::size_t most) {
  std::string text;
  const std::size_t shown = std::min(finding.locations.size(), most);
  for (std::size_t i = 0; i < shown; ++i) {
    const std::string one = describe_location(finding.locations[i]);
    if (!one.empty()) text += (text.empty() ? "at " : "; ") + one;
  }
  if (!text.empty() && finding.count > shown)
    text += fmt::format("; and {} more", group_digits(finding.count - shown));
  return text;
}

std::string describe_evidence(const EvidenceValue& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return describe_integer(*integer);
  if (const auto* real = std::get_if<double>(&value)) return describe_real(*real);
  return printable(std::get<std::string>(value));
}

std::string describe_metric(const MetricValue& value) { return std::visit(DescribeMetric{}, value); }

std::string describe_counts(std::uint64_t errors, std::uint64_t warnings, std::uint64_t infos) {
  std::string text;
  const auto add = [&](std::uint64_t count, std::string_view one, std::string_view many) {
    if (count > 0) text += (text.empty() ? "" : ", ") + count_of(count, one, many);
  };
  add(errors, "error", "errors");
  add(warnings, "warning", "warnings");
  add(infos, "info", "infos");
  return text.empty() ? "no findings" : text;
}

std::size_t count_columns(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

std::size_t bytes_of_columns(std::string_view text, std::size_t columns) {
  std::size_t size = 0;
  for (; size < text.size(); ++size) {
    if (begins_character(text[size]) && columns-- == 0) break;
  }
  return size;
}

std::string short_path(std::string_view path, std::size_t columns) {
  std::string text = printable(path, 4000);
  const std::size_t all = count_columns(text);
  if (all <= columns || columns < 8) return text;
  // The end tells files apart, so it gets two thirds of the room.
  const std::size_t head = (columns - 1) / 3, tail = columns - 1 - head;
  return text.substr(0, bytes_of_columns(text, head)) + "…" + text.substr(bytes_of_columns(text, all - tail));
}

}  // namespace meshgate
