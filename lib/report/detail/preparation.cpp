#include "report/detail/preparation.h"

#include <fmt/core.h>

#include "core/text.h"
#include "report/detail/describe.h"
#include "report/detail/outcome.h"

namespace meshgate {
namespace {

struct Shown {
  std::string_view metric, name;
  bool always;
};

// What a step can change.
constexpr Shown kShown[] = {
    {"triangles", "triangles", true},
    {"vertices", "vertices", false},
    {"boundary_edges", "open edges", false},
    {"nonmanifold_edges", "non-manifold edges", false},
    {"nonmanifold_vertices", "non-manifold vertices", false},
    {"inconsistent_edges", "edges with turned faces", false},
    {"degenerate_faces", "faces without area", false},
    {"duplicate_faces", "duplicate faces", false},
    {"self_intersecting_faces", "self-intersecting faces", false},
    {"shells", "shells", false},
    {"watertight", "watertight", false},
    {"volume", "volume", false},
    {"surface_area", "area", false},
    {"uv_area", "area in the texture", false},
    {"material_count", "materials", false},
    {"texture_count", "textures", false},
    {"max_texture_side", "largest texture side", false},
    {"width", "width", true},
    {"height", "height", true},
    {"bit_depth", "bits a channel", false},
    {"color_type", "colours", false},
    {"color_profile", "colour profile", false},
    {"orientation", "orientation", false},
    {"frames", "frames", false},
    {"animated", "animated", false},
    {"skinned", "skinned", false},
};

std::string metric_text(const InputReport& input, std::string_view name) {
  for (const auto& [key, value] : input.metrics) {
    if (key == name) return describe_metric(value);
  }
  return "–";
}

std::string findings_text(const InputReport& input) {
  const Badness bad = badness_of(input);
  return describe_counts(bad.errors, bad.warnings, bad.infos);
}

std::string percent(double fraction) { return fmt::format("{:.2g} %", 100 * fraction); }

}  // namespace

std::vector<BeforeAfter> before_and_after(const InputReport& input) {
  std::vector<BeforeAfter> rows;
  if (input.preparation == nullptr || input.preparation->before == nullptr) return rows;
  const InputReport& before = *input.preparation->before;
  if (input.preparation->planned || input.preparation->unchanged || input.metrics.empty()) return rows;
  if (before.format != input.format)
    rows.push_back({"format", printable(before.format), printable(input.format)});
  rows.push_back({"size", format_bytes(before.bytes), format_bytes(input.bytes)});
  for (const Shown& shown : kShown) {
    const std::string old = metric_text(before, shown.metric), now = metric_text(input, shown.metric);
    if (old == "–" && now == "–") continue;
    if (shown.always || old != now) rows.push_back({std::string(shown.name), old, now});
  }
  rows.push_back({"findings", findings_text(before), findings_text(input)});
  return rows;
}

std::string describe_drift(const InputReport& input) {
  if (input.preparation == nullptr || !input.preparation->drift) return {};
  const Drift& drift = *input.preparation->drift;
  if (drift.samples == 0 && drift.max == 0) return "none: no step moved the surface";
  if (drift.samples == 0)
    return fmt::format("at most {:.3g} ({} of the diagonal), by what the steps did", drift.max,
                       percent(drift.relative(drift.max)));
  return fmt::format("largest {:.3g} ({} of the diagonal) at {} points, 99 % below {:.3g}, mean {:.3g}",
                     drift.max, percent(drift.relative(drift.max)), group_digits(drift.samples), drift.p99,
                     drift.mean);
}

std::string describe_reasons(const StepRecord& step) {
  std::string text;
  for (const std::string& reason : step.why) text += (text.empty() ? "" : ", ") + printable(reason, 300);
  return text;
}

std::string describe_outcome(const InputReport& input) {
  if (input.preparation == nullptr) return {};
  const Preparation& made = *input.preparation;
  if (made.planned)
    return made.unchanged ? "nothing to do: the output would be a copy" : "a plan: nothing was written";
  if (!made.refusals.empty())
    return made.output.empty() ? "refused: nothing was written"
                               : "refused: kept as " + short_path(made.output, 200) + " to look at";
  if (made.unchanged) return "nothing to do: " + short_path(made.output, 200) + " is a copy, byte for byte";
  return "written: " + short_path(made.output, 200);
}

}  // namespace meshgate
