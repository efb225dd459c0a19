#include "render/pictures.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "asset/display_image.h"
#include "core/text.h"
#include "render/camera.h"
#include "render/close_up.h"
#include "render/drawing.h"
#include "render/ring.h"
#include "render/shade.h"

namespace meshgate {
namespace {

constexpr std::uint64_t kMaxTriangles = 20'000'000;
constexpr std::uint32_t kViewSize = 360;  // pixels a side, in reports
constexpr std::uint32_t kThumbnailSize = 480;
constexpr int kQuality = 80;

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
constexpr std::array<Direction, 3> kSides{{{"front", {0, 0, 1}}, {"side", {1, 0, 0}}, {"top", {0, 1, 0}}}};
constexpr Direction kThreeQuarter{"three-quarter", {0.75, 0.55, 1}};

std::string name_of(std::string_view view) { return std::string(view) + " view"; }

std::string caption_of(std::string_view view, const Drawing& drawing) {
  std::string text = name_of(view);
  if (!drawing.legend.empty()) text += "; " + drawing.legend;
  if (drawing.left_out > 0) text += fmt::format("; {} not drawn", count_of(drawing.left_out, "triangle"));
  return text;
}

View render_defect(const Drawing& drawing, const CloseUp& close_up, std::uint32_t size,
                   const std::stop_token& stop) {
  const Camera camera = camera_of(close_up, size);
  View view{"defect", "close-up of " + drawing.focus_rule + (close_up.cut > 0 ? ", the model cut open" : ""),
            render_view(drawing, camera, size, stop)};
  const double radius = size / 40.0;
  std::vector<Projected> rings;
  for (const float3 place : close_up.places) {
    const Projected at = camera.project(place);
    const bool near_another = std::any_of(rings.begin(), rings.end(), [&](const Projected& ring) {
      return std::hypot(static_cast<double>(at.x - ring.x), static_cast<double>(at.y - ring.y)) < radius;
    });
    // What is large and in colour needs no more.
    if (at.inverse_depth <= 0 || near_another || colored_share(view.canvas, at.x, at.y, radius) > 0.1)
      continue;
    draw_ring(view.canvas, at.x, at.y, radius);
    rings.push_back(at);
  }
  return view;
}

View render_direction(const Drawing& drawing, const Direction& direction, std::uint32_t size,
                      const std::stop_token& stop) {
  const Camera camera = camera_for_all(direction.back, drawing.positions, size);
  return {std::string(direction.name), caption_of(direction.name, drawing),
          render_view(drawing, camera, size, stop)};
}

// The view that shows three sides; a ring shows where the close-up is.
View render_three_quarter(const Drawing& drawing, const CloseUp* close_up, std::uint32_t size,
                          const std::stop_token& stop) {
  View view = render_direction(drawing, kThreeQuarter, size, stop);
  if (close_up == nullptr) return view;
  const Camera camera = camera_for_all(kThreeQuarter.back, drawing.positions, size);
  const Projected at = camera.project(close_up->center);
  const double radius = camera.scale * close_up->radius * static_cast<double>(at.inverse_depth);
  if (at.inverse_depth > 0 && radius < size / 4.0)
    draw_ring(view.canvas, at.x, at.y, std::max(radius, size / 40.0));
  return view;
}

Picture as_webp(const View& view) {
  return {view.name,         view.caption,       "image/webp",
          view.canvas.width, view.canvas.height, webp_of(view.canvas, kQuality)};
}

Picture as_png(View view) {
  add_background(view.canvas);
  return {view.name, view.caption, "image/png", view.canvas.width, view.canvas.height, png_of(view.canvas)};
}

// A colour for each mesh that the scene places, and none for defects.
View render_parts(Drawing drawing, std::uint32_t size, const std::stop_token& stop) {
  drawing.marks.clear();
  drawing.lines.clear();
  drawing.points.clear();
  drawing.mark_backs = false;
  const std::size_t triangles = drawing.indices.size() / 3;
  drawing.paints.resize(triangles);
  for (std::size_t i = 0; i < drawing.first_triangles.size(); ++i) {
    const auto paint = static_cast<std::uint8_t>(1 + i % kMaxPaints);
    std::fill(drawing.paints.begin() + static_cast<std::ptrdiff_t>(drawing.first_triangles[i]),
              drawing.paints.end(), paint);
  }
  const Camera camera = camera_for_all(kThreeQuarter.back, drawing.positions, size);
  return {"parts", count_of(drawing.first_triangles.size(), "part") + " in colours",
          render_view(drawing, camera, size, stop)};
}

std::optional<CloseUp> close_up_of(const Drawing& drawing, const std::stop_token& stop) {
  if (drawing.focus.empty()) return std::nullopt;
  return find_close_up(drawing, stop);
}

// All views on one picture: two by two; with a defect the three-quarter view and the close-up larger, above
// the others.
View render_sheet(const Drawing& drawing, std::uint32_t size, const std::stop_token& stop) {
  const std::optional<CloseUp> close_up = close_up_of(drawing, stop);
  const std::uint32_t large = close_up ? size + size / 2 : size;
  Canvas sheet(2 * large, large + size);
  const auto side = [&](std::size_t i) { return render_direction(drawing, kSides[i], size, stop).canvas; };
  if (close_up) {
    paste(render_three_quarter(drawing, &*close_up, large, stop).canvas, 0, 0, sheet);
    paste(render_defect(drawing, *close_up, large, stop).canvas, large, 0, sheet);
    for (std::uint32_t i = 0; i < 3; ++i) paste(side(i), i * size, large, sheet);
  } else {
    for (std::uint32_t i = 0; i < 3; ++i) paste(side(i), i % 2 * size, i / 2 * size, sheet);
    paste(render_three_quarter(drawing, nullptr, size, stop).canvas, size, size, sheet);
  }
  return {"sheet", drawing.legend.empty() ? "no defect to draw" : drawing.legend, std::move(sheet)};
}

}  // namespace

std::vector<Picture> render_picture(const AssetFacts& facts, const InputReport& report, std::string_view view,
                                    std::uint32_t size, const std::stop_token& stop) {
  Drawing drawing = compute_drawing(facts, report, kMaxTriangles);
  if (drawing.indices.empty()) return {};
  if (view == "sheet") return {as_png(render_sheet(drawing, size, stop))};
  if (view == "defect") {
    const std::optional<CloseUp> close_up = close_up_of(drawing, stop);
    if (!close_up) return {};
    return {as_png(render_defect(drawing, *close_up, size, stop))};
  }
  if (view == "parts") return {as_png(render_parts(std::move(drawing), size, stop))};
  if (view == kThreeQuarter.name) return {as_png(render_three_quarter(drawing, nullptr, size, stop))};
  for (const Direction& direction : kSides) {
    if (direction.name == view) return {as_png(render_direction(drawing, direction, size, stop))};
  }
  return {};
}

std::vector<Picture> render_pictures(const AssetFacts& facts, const InputReport& report,
                                     const std::stop_token& stop) {
  std::vector<Picture> pictures;
  if (const Drawing drawing = compute_drawing(facts, report, kMaxTriangles); !drawing.indices.empty()) {
    const std::optional<CloseUp> close_up = close_up_of(drawing, stop);
    for (const Direction& direction : kSides) {
      View view = render_direction(drawing, direction, kViewSize, stop);
      view.caption = name_of(view.name);  // the three-quarter view says what the colours mean
      pictures.push_back(as_webp(view));
    }
    pictures.push_back(
        as_webp(render_three_quarter(drawing, close_up ? &*close_up : nullptr, kViewSize, stop)));
    if (close_up) pictures.push_back(as_webp(render_defect(drawing, *close_up, kViewSize, stop)));
  }
  for (const ImageFacts& image : facts.images()) {
    if (!image.image().decoded()) continue;
    const Image shown = display_image(image.image());
    pictures.push_back(as_webp({"image", "the picture, upright", render_thumbnail(shown, kThumbnailSize)}));
    const std::string histogram = render_histogram(shown);
    const auto* bytes = reinterpret_cast<const std::byte*>(histogram.data());
    pictures.push_back({"histogram", "histogram of red, green, blue and luminance", "image/svg+xml",
                        kHistogramWidth, kHistogramHeight,
                        std::vector<std::byte>(bytes, bytes + histogram.size())});
  }
  return pictures;
}

}  // namespace meshgate
