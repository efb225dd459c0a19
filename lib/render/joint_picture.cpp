#include "render/joint_picture.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/parallel.h"
#include "render/part_names.h"
#include "render/section.h"
#include "render/svg.h"

namespace meshgate {
namespace {

constexpr std::uint32_t kSize = 360;  // pixels a side
constexpr int kTurns = 8;             // planes around the axis that are tried

/// Triangles of one part on shared corners, all of them or those near the joint.
struct Side {
  std::uint32_t part = 0;
  std::span<const float3> positions;
  std::span<const std::uint32_t> corners;
  std::vector<std::uint32_t> near;  ///< corners of the faces that reach into the ball around the joint
};

Side side_of(const Comparison& comparison, std::uint32_t part, double3 centre, double reach) {
  const Surface& surface = comparison.parts[part].body->surface().surface();
  Side side{part, surface.positions, surface.corners, {}};
  for (std::size_t face = 0; face < surface.face_count(); ++face) {
    if (!surface.usable(face)) continue;
    const Box3 box = surface.box(face);
    const double3 nearest{
        std::clamp(centre.x, static_cast<double>(box.min.x), static_cast<double>(box.max.x)),
        std::clamp(centre.y, static_cast<double>(box.min.y), static_cast<double>(box.max.y)),
        std::clamp(centre.z, static_cast<double>(box.min.z), static_cast<double>(box.max.z))};
    if (length(nearest - centre) > reach) continue;
    for (std::size_t i = 0; i < 3; ++i) side.near.push_back(surface.corners[3 * face + i]);
  }
  return side;
}

double length_inside(const std::vector<Outline>& outlines, double reach) {
  double sum = 0;
  for (const Outline& outline : outlines) {
    for (std::size_t i = 1; i < outline.points.size(); ++i) {
      const auto &a = outline.points[i - 1], &b = outline.points[i];
      if (std::hypot(a[0], a[1]) < reach && std::hypot(b[0], b[1]) < reach)
        sum += std::hypot(b[0] - a[0], b[1] - a[1]);
    }
  }
  return sum;
}

// The axis points upwards. Of the planes through it the one in which the lines are longest: across a tongue,
// not along it.
Plane best_plane(const Joint& joint, const std::array<Side, 2>& sides, double reach,
                 const std::stop_token& stop) {
  const double3 up = length(joint.axis) > 0.5 ? joint.axis : double3{0, 1, 0};
  const double3 other = std::abs(up.y) < 0.9 ? double3{0, 1, 0} : double3{1, 0, 0};
  const double3 across = cross(other, up) * (1 / length(cross(other, up)));
  const double3 along = cross(up, across);
  Plane best{to_double(joint.centre), across, up};
  double longest = -1;
  for (int i = 0; i < kTurns; ++i) {
    if (stop.stop_requested()) throw Cancelled{};
    const double angle = i * std::numbers::pi / kTurns;
    const Plane plane{best.origin, across * std::cos(angle) + along * std::sin(angle), up};
    double sum = 0;
    for (const Side& side : sides)
      sum += length_inside(cut_by_plane(side.positions, side.near, plane), reach);
    // A hair more decides nothing: the first plane stays for what is round.
    if (sum > longest * 1.02) {
      longest = sum;
      best = plane;
    }
  }
  return best;
}

/// Path data of the closed lines of one part (to be filled), and of those that end (to be drawn only).
struct Paths {
  std::string closed, open;
};

Paths paths_of(const Side& side, const Plane& plane, double reach) {
  Paths paths;
  const double scale = kSize / 2.0 / reach;
  for (const Outline& outline : cut_by_plane(side.positions, side.corners, plane)) {
    for (const Outline& part : clip_to_square(outline, 1.1 * reach)) {
      std::string& path = part.closed ? paths.closed : paths.open;
      for (std::size_t i = 0; i < part.points.size(); ++i) {
        path += fmt::format("{}{:.2f} {:.2f}", i == 0 ? 'M' : 'L', kSize / 2.0 + part.points[i][0] * scale,
                            kSize / 2.0 - part.points[i][1] * scale);
      }
      if (part.closed) path += 'Z';
    }
  }
  return paths;
}

std::string section_svg(const std::array<Side, 2>& sides, const Plane& plane, double reach) {
  std::array<Paths, 2> paths;
  for (std::size_t i = 0; i < 2; ++i) paths[i] = paths_of(sides[i], plane, reach);
  std::string svg = fmt::format(
      "<clipPath id=\"c\"><rect width=\"{0}\" height=\"{0}\"/></clipPath><clipPath id=\"a\"><path d=\"{1}\" "
      "clip-rule=\"evenodd\"/></clipPath><g clip-path=\"url(#c)\">",
      kSize, paths[0].closed);
  const auto draw = [&](const std::string& path, std::string_view fill, std::string_view more) {
    if (!path.empty())
      svg += fmt::format("<path d=\"{}\" fill=\"{}\" fill-rule=\"evenodd\" stroke=\"#23262d\"{}/>", path,
                         fill, more);
  };
  for (std::size_t i = 0; i < 2; ++i) draw(paths[i].closed, hex_of(part_color(sides[i].part)), "");
  draw(paths[1].closed, hex_of(color_of(Mark::kCrossing)), " clip-path=\"url(#a)\"");
  for (const Paths& path : paths) draw(path.open, "none", " stroke-dasharray=\"4 2\"");
  return svg + "</g>";
}

/// A length as people read it: millimetres at print scale, else units of the source.
std::string length_text(const Comparison& comparison, double units) {
  const std::optional<double> mm = comparison.mm(units);
  return mm ? fmt::format("{:.3g} mm", *mm) : fmt::format("{:.3g}", units);
}

// 1, 2 or 5 times a power of ten: about a quarter of the picture.
std::string scale_svg(const Comparison& comparison, double reach) {
  const double factor = comparison.mm(1).value_or(1);
  const double wanted = reach / 2 * factor;
  if (!(wanted > 0) || !std::isfinite(wanted)) return {};
  const double power = std::pow(10, std::floor(std::log10(wanted)));
  const double value = wanted / power >= 5 ? 5 * power : wanted / power >= 2 ? 2 * power : power;
  const double pixels = value / factor * kSize / 2 / reach;
  return fmt::format(
             "<path d=\"M12 {0}v6h{1:.1f}v-6\" fill=\"none\" stroke=\"#16181d\" stroke-width=\"1.5\"/>",
             kSize - 20, pixels) +
         svg_label({12 + pixels / 2, kSize - 24.0, length_text(comparison, value / factor)});
}

std::string gap_text(const Comparison& comparison, const Joint& joint) {
  const auto text = [&](double units) { return length_text(comparison, units); };
  if (joint.gap.samples == 0) return "gap not measured";
  std::string all =
      fmt::format("gap {} to {}, median {}", text(joint.gap.min), text(joint.gap.max), text(joint.gap.p50));
  if (joint.kind == JointKind::kBall) all += "; ball radius " + text(joint.radius);
  if (joint.socket_radius > 0) all += ", socket " + text(joint.socket_radius);
  return all;
}

}  // namespace

Picture render_joint(const Comparison& comparison, std::size_t number, const std::stop_token& stop) {
  const Joint& joint = comparison.assembly.joints[number];
  const double size = std::max(joint.extent, 2 * joint.radius);
  const double reach = size > 0 ? 0.7 * size : 0.05 * comparison.diagonal;
  const std::array<Side, 2> sides{side_of(comparison, joint.a, to_double(joint.centre), reach),
                                  side_of(comparison, joint.b, to_double(joint.centre), reach)};
  const Plane plane = best_plane(joint, sides, reach, stop);
  const std::string a = part_name(comparison, joint.a), b = part_name(comparison, joint.b);
  const std::string gap = gap_text(comparison, joint);
  std::vector<LegendLine> legend{{part_color(joint.a), a}, {part_color(joint.b), b}};
  if (joint.gap.min < 0)
    legend.push_back({color_of(Mark::kCrossing), "shared by both: they cannot be put together"});
  // Numbered as in the text: two parts may meet in several joints.
  return svg_picture(fmt::format("joint-{}", number + 1),
                     fmt::format("section of joint {} between {} and {} ({}{}); {}", number + 1, a, b,
                                 to_string(joint.kind), joint.one_sided ? ", one side only" : "", gap),
                     kSize, kSize, section_svg(sides, plane, reach) + scale_svg(comparison, reach), legend);
}

}  // namespace meshgate
