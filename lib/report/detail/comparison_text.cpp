#include "report/detail/comparison_text.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "core/text.h"
#include "report/detail/describe.h"

namespace meshgate {
namespace {

constexpr std::int64_t kMostLines = 40;  // of parts, and of joints

double number_of(const InputReport& input, const std::string& name) {
  const auto* value = find_metric<double>(input, name);
  return value == nullptr ? std::nan("") : *value;
}
std::int64_t count_in(const InputReport& input, const std::string& name) {
  const auto* value = find_metric<std::int64_t>(input, name);
  return value == nullptr ? 0 : *value;
}
std::string text_in(const InputReport& input, const std::string& name) {
  const auto* value = find_metric<std::string>(input, name);
  return value == nullptr ? std::string() : *value;
}

std::string share(double value) { return fmt::format("{:.4g} %", 100 * value); }

std::string totals(const InputReport& input) {
  std::string text = "covered " + share(number_of(input, "coverage")) + " of the source (± " +
                     fmt::format("{:.2g} %)", 100 * number_of(input, "coverage_margin_95"));
  const auto* pose_changed = find_metric<bool>(input, "pose_changed");
  const std::int64_t put_back = count_in(input, "parts_put_back");
  if (put_back > 0) {
    text += " once " + count_of(static_cast<std::uint64_t>(put_back), "part is", "parts are") + " put back";
  } else if (pose_changed != nullptr && *pose_changed) {
    text += " once the result is laid onto it";
  }
  const double source = number_of(input, "source_volume"), result = number_of(input, "result_volume");
  text +=
      source > 0 && std::isfinite(result) ? " · volume " + share(result / source) : " · volume not defined";
  const double area = number_of(input, "source_area");
  if (area > 0) text += " · area " + share(number_of(input, "result_area") / area);
  // Faces that touch overlap by the rounding of coordinates.
  const double depth = number_of(input, "overlap_depth");
  if (count_in(input, "overlaps") > 0 && depth > 1e-6 * number_of(input, "diagonal")) {
    const double unit = number_of(input, "mm_per_unit");
    text += std::isfinite(unit) ? fmt::format(" · deepest overlap {:.3g} mm", depth * unit)
                                : fmt::format(" · deepest overlap {:.3g}", depth);
  }
  return text;
}

std::string distances(const InputReport& input, const std::string& name, std::string_view label) {
  const double diagonal = number_of(input, "diagonal");
  std::string text = fmt::format("{:18}", label);
  for (const char* which : {"mean", "rms", "p95", "p99", "max"}) {
    const double value = number_of(input, name + "_" + which);
    text += fmt::format("  {} {:.4g} ({:.3g} %)", which, value, 100 * value / diagonal);
  }
  return text;
}

std::string part_label(const InputReport& input, std::int64_t part) {
  const std::string name = text_in(input, fmt::format("parts/{}/name", part));
  return name.empty() ? fmt::format("part {}", part) : printable(name, 40);
}

std::string part_line(const InputReport& input, std::int64_t part, std::size_t widest) {
  const std::string prefix = fmt::format("parts/{}/", part);
  const auto* closed = find_metric<bool>(input, prefix + "closed");
  std::string label = printable(text_in(input, prefix + "name"), 40);
  label.append(widest - count_columns(label), ' ');
  std::string line =
      fmt::format("part {:<3} {}  {:>10} triangles  {}", part, label,
                  group_digits(static_cast<std::uint64_t>(count_in(input, prefix + "triangles"))),
                  closed != nullptr && *closed ? "closed" : "open  ");
  const double volume = number_of(input, prefix + "volume");
  if (std::isfinite(volume)) line += fmt::format("  volume {:.5g}", volume);
  const std::string role = text_in(input, prefix + "role");
  const auto* put_back = find_metric<bool>(input, prefix + "put_back");
  if (put_back != nullptr && *put_back) line += "  (put back)";
  return role.empty() || role == "part" ? line : line + "  (" + role + ")";
}

// A length in millimetres where the scale is known, else in units.
std::string length_text(const InputReport& input, const std::string& name) {
  const double mm = number_of(input, name + "_mm");
  return std::isfinite(mm) ? fmt::format("{:.3g} mm", mm) : fmt::format("{:.3g}", number_of(input, name));
}

std::string joint_line(const InputReport& input, std::int64_t joint) {
  const std::string prefix = fmt::format("joints/{}/", joint);
  const std::int64_t a = count_in(input, prefix + "part_a"), b = count_in(input, prefix + "part_b");
  const std::int64_t male = count_in(input, prefix + "male");
  std::string line = fmt::format("joint {:<2} {:9} {} ", joint, text_in(input, prefix + "kind"),
                                 part_label(input, male == b ? b : a));
  line += (male == 0 ? "| " : "→ ") + part_label(input, male == b ? a : b);
  if (std::isfinite(number_of(input, prefix + "radius")))
    line += "  radius " + length_text(input, prefix + "radius");
  const auto* one_sided = find_metric<bool>(input, prefix + "one_sided");
  if (one_sided != nullptr && *one_sided) return line + "  without a counterpart";
  return line + "  gap " + length_text(input, prefix + "gap_min") + " min, " +
         length_text(input, prefix + "gap_median") + " median";
}

template <class Line>
void add_lines(std::vector<std::string>& lines, std::int64_t count, std::string_view what, Line line) {
  for (std::int64_t i = 1; i <= std::min(count, kMostLines); ++i) lines.push_back(line(i));
  if (count > kMostLines) lines.push_back(fmt::format("… and {} more {}", count - kMostLines, what));
}

}  // namespace

std::vector<std::string> describe_comparison(const InputReport& input) {
  if (input.kind != AssetKind::kResult || find_metric<double>(input, "coverage") == nullptr) return {};
  const std::int64_t parts = count_in(input, "parts");
  if (parts == 0) return {};  // nothing could be read
  std::vector<std::string> lines{totals(input)};
  if (find_metric<std::string>(input, "parts/1/name") == nullptr) {
    lines.push_back(distances(input, "to_result", "source to result"));
    lines.push_back(distances(input, "to_source", "result to source"));
    return lines;
  }
  std::size_t widest = 0;
  for (std::int64_t i = 1; i <= std::min(parts, kMostLines); ++i)
    widest = std::max(widest, count_columns(printable(text_in(input, fmt::format("parts/{}/name", i)), 40)));
  add_lines(lines, parts, "parts", [&](std::int64_t i) { return part_line(input, i, widest); });
  add_lines(lines, count_in(input, "joints"), "joints", [&](std::int64_t i) { return joint_line(input, i); });
  return lines;
}

}  // namespace meshgate
