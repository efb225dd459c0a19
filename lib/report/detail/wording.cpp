#include "report/detail/wording.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "core/text.h"

namespace meshgate {

std::string describe_input(const InputReport& input) {
  std::string text = input.format.empty() ? "?" : input.format;
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
  const auto add = [&](std::string_view name, std::string_view one, std::string_view many,
                       std::int64_t from) {
    const auto* count = find_metric<std::int64_t>(input, name);
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
  const auto* volume = find_metric<double>(input, "volume");
  if (volume != nullptr && std::isfinite(*volume)) text += fmt::format(" · volume {:.4g}", *volume);
  if (const auto* area = find_metric<double>(input, "surface_area"))
    text += fmt::format(" · area {:.4g}", *area);
  add("texture_count", "texture", "textures", 1);
  return text;
}

std::string describe_location(const Location& location) {
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

std::string describe_counts(const Summary& summary) {
  return fmt::format("{}, {}, {}", count_of(summary.errors, "error"), count_of(summary.warnings, "warning"),
                     count_of(summary.infos, "info", "infos"));
}

std::string describe_muted(const Report& report) {
  std::uint64_t baseline = 0, suppressed = 0;
  for (const InputReport& input : report.inputs) {
    for (const MutedFinding& muted : input.muted) ++(muted.by == MutedBy::kBaseline ? baseline : suppressed);
  }
  std::string text;
  if (baseline > 0) text = count_of(baseline, "finding") + " of the baseline";
  if (suppressed > 0) text += (text.empty() ? "" : " and ") + count_of(suppressed, "suppressed finding");
  if (text.empty()) return text;
  return text + (baseline + suppressed == 1 ? " does not count" : " do not count");
}

std::string describe_paths(const std::vector<std::string_view>& paths, std::size_t shown) {
  std::string text;
  const std::size_t count = std::min(shown, paths.size());
  for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? "" : ", ") + printable(paths[i], 300);
  if (paths.size() > count) text += fmt::format(" and {} more", group_digits(paths.size() - count));
  return text;
}

std::vector<RuleGroup> group_by_rule(const Report& report) {
  std::map<std::string_view, RuleGroup> groups;
  for (const InputReport& input : report.inputs) {
    for (const Finding& finding : input.findings) {
      RuleGroup& group = groups[finding.rule];
      group.rule = finding.rule;
      group.severity = std::max(group.severity, finding.severity);
      if (!finding.fix.empty()) group.fix = finding.fix;
      group.occurrences += finding.count;
      if (group.inputs.empty() || group.inputs.back() != &input) group.inputs.push_back(&input);
      group.findings.push_back(&finding);
    }
  }
  std::vector<RuleGroup> sorted;
  for (auto& [rule, group] : groups) sorted.push_back(std::move(group));
  std::stable_sort(sorted.begin(), sorted.end(), [](const RuleGroup& a, const RuleGroup& b) {
    return a.severity != b.severity ? a.severity > b.severity : a.inputs.size() > b.inputs.size();
  });
  return sorted;
}

std::uint64_t count_findings(const InputReport& input, Severity severity) {
  return static_cast<std::uint64_t>(
      std::count_if(input.findings.begin(), input.findings.end(),
                    [&](const Finding& finding) { return finding.severity == severity; }));
}

std::vector<const InputReport*> worst_first(const Report& report) {
  std::vector<std::pair<std::uint64_t, const InputReport*>> inputs;
  for (const InputReport& input : report.inputs) {
    if (!input.findings.empty()) inputs.emplace_back(count_findings(input, Severity::kError), &input);
  }
  std::stable_sort(inputs.begin(), inputs.end(), [](const auto& a, const auto& b) {
    return a.second->verdict != b.second->verdict ? a.second->verdict > b.second->verdict : a.first > b.first;
  });
  std::vector<const InputReport*> sorted;
  for (const auto& [errors, input] : inputs) sorted.push_back(input);
  return sorted;
}

std::vector<std::string_view> paths_of(const RuleGroup& group) {
  std::vector<std::string_view> paths;
  for (const InputReport* input : group.inputs) paths.emplace_back(input->path);
  return paths;
}

}  // namespace meshgate
