#include "render/pictures.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <limits>

#include "core/text.h"
#include "render/camera.h"
#include "render/drawing.h"
#include "render/shade.h"

namespace meshgate {
namespace {

constexpr std::uint64_t kMaxTriangles = 20'000'000;
constexpr std::uint32_t kViewSize = 360;  // pixels a side, in reports
constexpr std::uint32_t kThumbnailSize = 480;
constexpr float kQuality = 80;

/// A view before it is encoded.
struct View {
  std::string name;
  std::string caption;
  Canvas canvas;
};

struct Direction {
  std::string_view name;
  double3 back;
};
// glTF: the front of an asset faces +Z.
constexpr std::array<Direction, 4> kDirections{
    {{"front", {0, 0, 1}}, {"side", {1, 0, 0}}, {"top", {0, 1, 0}}, {"three-quarter", {0.75, 0.55, 1}}}};

std::string caption_of(std::string_view view, const Drawing& drawing) {
  std::string text = std::string(view) + " view";
  if (!drawing.legend.empty()) text += "; " + drawing.legend;
  if (drawing.left_out > 0) text += fmt::format("; {} not drawn", count_of(drawing.left_out, "triangle"));
  return text;
}

/// The triangle that is nearest to a place.
struct Nearest {
  double3 normal;  ///< unit length; zero = there is no triangle with an area
  double longest_edge = 0;
};

Nearest nearest_triangle(const Drawing& drawing, double3 place) {
  double smallest = std::numeric_limits<double>::max();
  Nearest nearest;
  for (std::size_t face = 0; face < drawing.indices.size() / 3; ++face) {
    const std::uint32_t* corner = &drawing.indices[3 * face];
    const double3 a = to_double(drawing.positions[corner[0]]), b = to_double(drawing.positions[corner[1]]),
                  c = to_double(drawing.positions[corner[2]]);
    const double3 away = (a + b + c) * (1.0 / 3) - place;
    const double distance = dot(away, away);
    if (!(distance < smallest)) continue;
    const double3 normal = cross(b - a, c - a);
    if (!(dot(normal, normal) > 0)) continue;
    smallest = distance;
    nearest = {normal * (1 / length(normal)), std::max({length(b - a), length(c - b), length(a - c)})};
  }
  return nearest;
}

// The first place and those near it: witnesses may lie all over the model.
View render_defect(const Drawing& drawing, std::uint32_t size, const std::stop_token& stop) {
  constexpr double kNear = 0.25;
  const double3 first = to_double(drawing.focus.front());
  double3 sum;
  double count = 0, extent = 0;
  for (const float3 place : drawing.focus) {
    const double distance = length(to_double(place) - first);
    if (distance > kNear) continue;
    sum = sum + to_double(place);
    ++count;
    extent = std::max(extent, distance);
  }
  const double3 center = sum * (1 / count);
  const Nearest nearest = nearest_triangle(drawing, center);
  const double radius = std::min(std::max({0.08, 2 * extent, nearest.longest_edge}), 0.8);
  // Against the surface, a little from above and the side, so that depth shows.
  const double3 back = dot(nearest.normal, nearest.normal) > 0 ? nearest.normal + double3{0.25, 0.3, 0.2}
                                                               : kDirections[3].back;
  return {"defect", "close-up of " + drawing.focus_rule,
          render_view(drawing, camera_for_ball(back, center, radius, size), size, stop)};
}

View render_direction(const Drawing& drawing, const Direction& direction, std::uint32_t size,
                      const std::stop_token& stop) {
  const Camera camera = camera_for_all(direction.back, drawing.positions, size);
  return {std::string(direction.name), caption_of(direction.name, drawing),
          render_view(drawing, camera, size, stop)};
}

Picture as_webp(const View& view) {
  return {view.name,         view.caption,       "image/webp",
          view.canvas.width, view.canvas.height, encode_webp(view.canvas, kQuality)};
}

Picture as_png(View view) {
  add_background(view.canvas);
  return {view.name,         view.caption,       "image/png",
          view.canvas.width, view.canvas.height, encode_png(view.canvas)};
}

// All views on one picture: two by two; with a defect the three-quarter view and the close-up larger, above
// the others.
View render_sheet(const Drawing& drawing, std::uint32_t size, const std::stop_token& stop) {
  const bool defect = !drawing.focus.empty();
  const std::uint32_t large = defect ? size + size / 2 : size;
  Canvas sheet(2 * large, large + size);
  if (defect) {
    paste(render_direction(drawing, kDirections[3], large, stop).canvas, 0, 0, sheet);
    paste(render_defect(drawing, large, stop).canvas, large, 0, sheet);
  }
  for (std::uint32_t i = 0; i < (defect ? 3U : 4U); ++i) {
    const Canvas view = render_direction(drawing, kDirections[i], size, stop).canvas;
    paste(view, (defect ? i : i % 2) * size, defect ? large : i / 2 * size, sheet);
  }
  return {"sheet", drawing.legend.empty() ? "no defect to draw" : drawing.legend, std::move(sheet)};
}

}  // namespace

std::vector<Picture> render_picture(const AssetFacts& facts, const InputReport& report, std::string_view view,
                                    std::uint32_t size, const std::stop_token& stop) {
  const Drawing drawing = compute_drawing(facts, report, kMaxTriangles);
  if (drawing.indices.empty()) return {};
  if (view == "sheet") return {as_png(render_sheet(drawing, size, stop))};
  if (view == "defect" && !drawing.focus.empty()) return {as_png(render_defect(drawing, size, stop))};
  for (const Direction& direction : kDirections) {
    if (direction.name == view) return {as_png(render_direction(drawing, direction, size, stop))};
  }
  return {};
}

std::vector<Picture> render_pictures(const AssetFacts& facts, const InputReport& report,
                                     const std::stop_token& stop) {
  std::vector<Picture> pictures;
  if (const Drawing drawing = compute_drawing(facts, report, kMaxTriangles); !drawing.indices.empty()) {
    for (const Direction& direction : kDirections)
      pictures.push_back(as_webp(render_direction(drawing, direction, kViewSize, stop)));
    if (!drawing.focus.empty()) pictures.push_back(as_webp(render_defect(drawing, kViewSize, stop)));
  }
  for (const ImageFacts& image : facts.images()) {
    if (!image.image().decoded()) continue;
    pictures.push_back(
        as_webp({"image", "the picture, upright", render_thumbnail(image.image(), kThumbnailSize)}));
    const std::string histogram = render_histogram(image.image());
    const auto* bytes = reinterpret_cast<const std::byte*>(histogram.data());
    pictures.push_back({"histogram", "histogram of red, green, blue and luminance", "image/svg+xml",
                        kHistogramWidth, kHistogramHeight,
                        std::vector<std::byte>(bytes, bytes + histogram.size())});
  }
  return pictures;
}

}  // namespace meshgate
