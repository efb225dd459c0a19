#include "render/comparison_pictures.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <numeric>

#include "core/text.h"
#include "render/camera.h"
#include "render/joint_picture.h"
#include "render/part_names.h"
#include "render/parts_drawing.h"
#include "render/shade.h"
#include "render/svg.h"

namespace meshgate {
namespace {

constexpr std::uint32_t kSize = 480;  // pixels a side
constexpr std::uint64_t kMaxTriangles = 20'000'000;
constexpr double kApart = 0.8;
constexpr double kOneSided = 0.4;  // length of the mean normal of a region that looks one way
constexpr std::size_t kMaxJoints = 12, kMaxNames = 24;
constexpr double3 kThreeQuarter{0.75, 0.55, 1};

std::string share_text(double part, double whole) {
  return whole > 0 ? fmt::format("{:.2g} %", 100 * part / whole) : std::string("0 %");
}

// What the colours of defects mean, as far as there are some.
std::vector<LegendLine> defect_legend(const Comparison& comparison) {
  std::vector<LegendLine> legend;
  const double area = comparison.source->area();
  if (!comparison.coverage.missing.empty())
    legend.push_back(
        {color_of(Mark::kOpen),
         "missing: " + share_text(comparison.coverage.missing_area, area) + " of the source's surface"});
  double foreign = 0;
  for (const Part& part : comparison.parts)
    foreign += part.surface.foreign.empty() ? 0 : part.surface.foreign_area;
  if (foreign > 0)
    legend.push_back({color_of(Mark::kNonManifold),
                      "foreign: as much as " + share_text(foreign, area) + " of the source's surface"});
  const auto shared = [&](const std::vector<PartOverlap>& pairs, std::string_view where) {
    if (pairs.empty()) return;
    legend.push_back(
        {color_of(Mark::kCrossing),
         fmt::format("shared by {}{}", count_of(pairs.size(), "pair of parts", "pairs of parts"), where)});
  };
  shared(comparison.overlaps, "");
  shared(comparison.pushed, ", where one of them lay as it came");
  return legend;
}

std::vector<LegendLine> part_legend(const Comparison& comparison) {
  std::vector<LegendLine> legend;
  for (std::uint32_t i = 0; i < comparison.parts.size() && i < kMaxNames; ++i)
    legend.push_back({part_color(i), part_name(comparison, i)});
  return legend;
}

// All that is to be seen: what is missing is no triangle.
std::vector<float3> places_of(const Drawing& drawing) {
  std::vector<float3> places = drawing.positions;
  for (const MarkedPoint& point : drawing.points) places.push_back(point.p);
  return places;
}

Picture render_assembled(const Comparison& comparison, const std::stop_token& stop) {
  const Drawing drawing = compute_parts_drawing(comparison, 0, kMaxTriangles);
  const Canvas view =
      render_view(drawing, camera_for_all(kThreeQuarter, places_of(drawing), kSize), kSize, stop);
  std::vector<LegendLine> legend = defect_legend(comparison);
  std::string caption = "the result, " + count_of(comparison.parts.size(), "part") + " in place";
  for (const LegendLine& line : legend) caption += "; " + line.text;
  return svg_picture("assembled", caption, kSize, kSize, svg_view(view, {}), legend);
}

Picture render_exploded(const Comparison& comparison, const std::stop_token& stop) {
  const Drawing drawing = compute_parts_drawing(comparison, kApart, kMaxTriangles);
  const Camera camera = camera_for_all(kThreeQuarter, drawing.positions, kSize);
  std::vector<Label> labels;
  const std::vector<float3> middles = part_middles(comparison, kApart);
  for (std::uint32_t i = 0; i < middles.size() && i < kMaxNames; ++i) {
    if (!is_finite(middles[i])) continue;
    const Projected at = camera.project(middles[i]);
    labels.push_back({static_cast<double>(at.x), static_cast<double>(at.y), part_name(comparison, i)});
  }
  return svg_picture("exploded", "the parts of the result, apart", kSize, kSize,
                     svg_view(render_view(drawing, camera, kSize, stop), labels), part_legend(comparison));
}

Picture render_missing(const Comparison& comparison, const std::stop_token& stop) {
  const Drawing drawing = compute_missing_drawing(comparison, kMaxTriangles);
  const Region& largest = comparison.coverage.missing.front();
  const double3 towards = facing(comparison, largest);
  // What goes all around is seen from where the other pictures are.
  const bool has_side = length(towards) > kOneSided;
  const double3 back = has_side ? towards * (1 / length(towards)) + double3{0.25, 0.3, 0.2} : kThreeQuarter;
  const Canvas view = render_view(drawing, camera_for_all(back, drawing.positions, kSize), kSize, stop);
  const std::string text =
      fmt::format("missing in {}: {} of the surface", count_of(comparison.coverage.missing.size(), "region"),
                  share_text(comparison.coverage.missing_area, comparison.source->area()));
  return svg_picture("missing", "the source; " + text, kSize, kSize, svg_view(view, {}),
                     {{color_of(Mark::kOpen), text}});
}

}  // namespace

std::vector<Picture> render_comparison(const Comparison& comparison, const std::stop_token& stop) {
  std::vector<Picture> pictures;
  const bool any = std::any_of(comparison.parts.begin(), comparison.parts.end(),
                               [](const Part& part) { return part.role != PartRole::kEmpty; });
  if (any) pictures.push_back(render_assembled(comparison, stop));
  if (any && comparison.parts.size() > 1) pictures.push_back(render_exploded(comparison, stop));
  if (!comparison.coverage.missing.empty()) pictures.push_back(render_missing(comparison, stop));
  const std::vector<Joint>& all = comparison.assembly.joints;
  std::vector<std::size_t> joints(all.size());
  std::iota(joints.begin(), joints.end(), std::size_t{0});
  std::stable_sort(joints.begin(), joints.end(),
                   [&](std::size_t a, std::size_t b) { return all[a].area > all[b].area; });
  joints.resize(std::min(joints.size(), kMaxJoints));
  for (const std::size_t joint : joints) pictures.push_back(render_joint(comparison, joint, stop));
  return pictures;
}

}  // namespace meshgate
