#include "render/shade.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/parallel.h"
#include "render/palette.h"

namespace meshgate {
namespace {

constexpr std::uint32_t kSamples = 2;  // a side: four a pixel
constexpr double kLineRadius = 1.15;   // pixels of the finished picture
constexpr double kPointRadius = 2.0, kLargestPoint = 16;
constexpr std::size_t kManyLines = 3000;
constexpr double kHidden = 0.22;    // how much of a defect is seen through what is before it
constexpr double kPlainSize = 420;  // pixels a side of a picture whose lines have that width

constexpr Color kInside{0.52, 0.46, 0.43};

Color mix(Color a, Color b, double t) {
  return {a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t};
}

double3 unit(double3 a) {
  const double size = length(a);
  return size > 0 ? a * (1 / size) : a;
}

/// Samples of one view; kept apart until the end, when four make a pixel.
class View {
 public:
  View(const Drawing& drawing, const Camera& camera, Visibility seen)
      : drawing_(drawing),
        camera_(camera),
        seen_(std::move(seen)),
        colors_(std::size_t{seen_.size} * seen_.size),
        alphas_(colors_.size()) {}

  void shade_faces() {
    const std::vector<float> folds = compute_folds();
    parallel_ranges(seen_.size, 16, {}, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin * seen_.size; i < end * seen_.size; ++i) {
        if (seen_.faces[i] == kNothing) continue;
        colors_[i] = shade(seen_.faces[i], static_cast<double>(folds[i]));
        alphas_[i] = 1;
      }
    });
  }

  void draw_marks() {
    // On large pictures thin lines get lost; thousands of lines at full width would hide the model.
    const double width = std::clamp(seen_.size / kSamples / kPlainSize, 1.0, 2.0);
    const auto width_of = [&](std::size_t count) { return count > kManyLines ? width / 2 : width; };
    hidden_ = drawing_.lines.size() + drawing_.points.size() > kManyLines ? kHidden / 2 : kHidden;
    for (const MarkedLine& line : drawing_.lines)
      draw_line(line, kLineRadius * width_of(drawing_.lines.size()));
    for (const MarkedPoint& point : drawing_.points) {
      // A face is marked all over; its point only makes sure that a tiny one is seen.
      const bool of_face = point.mark == Mark::kCrossing && drawing_.point_radius == 0;
      draw_point(point, of_face ? kLineRadius : kPointRadius * width_of(drawing_.points.size()), !of_face);
    }
  }

  [[nodiscard]] Canvas resolve() const {
    const std::uint32_t size = seen_.size / kSamples;
    Canvas canvas(size, size);
    for (std::size_t y = 0; y < size; ++y) {
      for (std::size_t x = 0; x < size; ++x) resolve_pixel(x, y, canvas.at(x, y));
    }
    return canvas;
  }

 private:
  [[nodiscard]] Color shade(std::uint32_t face, double fold) const {
    const std::uint32_t* corner = &drawing_.indices[3 * std::size_t{face}];
    const double3 a = to_double(drawing_.positions[corner[0]]), b = to_double(drawing_.positions[corner[1]]),
                  c = to_double(drawing_.positions[corner[2]]);
    double3 normal = unit(cross(b - a, c - a));
    const bool from_behind = dot(normal, camera_.eye - a) < 0;
    if (from_behind) normal = normal * -1;
    const std::uint8_t paint = drawing_.paints.empty() ? 0 : drawing_.paints[face];
    Color base = paint == 0 ? color_of(Mark::kNone) : part_color(paint - 1U);
    if (from_behind)
      base = drawing_.mark_backs ? color_of(Mark::kTurned) : mix(base, kInside, paint == 0 ? 1 : 0.6);
    if (!drawing_.marks.empty() && drawing_.marks[face] != Mark::kNone)
      base = mix(base, color_of(drawing_.marks[face]), 0.85);
    // Lights stand with the camera, so that every view shows its shapes.
    const double3 in_view{dot(normal, camera_.right), dot(normal, camera_.up), dot(normal, camera_.back)};
    const double key = std::max(0.0, dot(in_view, unit({-0.45, 0.65, 0.62})));
    const double fill = std::max(0.0, dot(in_view, unit({0.8, 0.1, 0.45})));
    const double sky = 0.5 + 0.5 * in_view.y;
    const double light = 0.34 + 0.16 * sky + 0.56 * key + 0.14 * fill;
    const double shine = 0.10 * std::pow(key, 24);
    const double value = light * (1 - 0.55 * fold);
    Color color;
    for (std::size_t i = 0; i < 3; ++i) color[i] = std::clamp(base[i] * value + shine, 0.0, 1.0);
    return color;
  }

  // How much deeper a place lies than what surrounds it on the picture, 0 to 1: creases and the ground behind
  // an edge get darker ("depth darkening", Luft, Colditz and Deussen 2006), by the mean of a square.
  [[nodiscard]] std::vector<float> compute_folds() const {
    const std::size_t size = seen_.size;
    std::vector<double> sums((size + 1) * (size + 1));
    float near = 0, far = std::numeric_limits<float>::max();
    for (const float depth : seen_.depths) {
      if (depth <= 0) continue;
      near = std::max(near, depth);
      far = std::min(far, depth);
    }
    const double span = std::max(static_cast<double>(near) - static_cast<double>(far), 1e-6);
    const auto depth_at = [&](std::size_t i) {
      return seen_.depths[i] > 0 ? static_cast<double>(seen_.depths[i]) : static_cast<double>(far);
    };
    for (std::size_t y = 0; y < size; ++y) {
      double row = 0;
      for (std::size_t x = 0; x < size; ++x) {
        row += depth_at(y * size + x);
        sums[(y + 1) * (size + 1) + x + 1] = sums[y * (size + 1) + x + 1] + row;
      }
    }
    std::vector<float> folds(size * size);
    const std::size_t reach = std::max<std::size_t>(size / 40, 2);
    parallel_ranges(size, 16, {}, [&](std::size_t begin, std::size_t end) {
      for (std::size_t y = begin; y < end; ++y) {
        const std::size_t top = y > reach ? y - reach : 0, bottom = std::min(y + reach + 1, size);
        for (std::size_t x = 0; x < size; ++x) {
          if (seen_.faces[y * size + x] == kNothing) continue;
          const std::size_t left = x > reach ? x - reach : 0, right = std::min(x + reach + 1, size);
          const double sum = sums[bottom * (size + 1) + right] - sums[top * (size + 1) + right] -
                             sums[bottom * (size + 1) + left] + sums[top * (size + 1) + left];
          const double mean = sum / static_cast<double>((bottom - top) * (right - left));
          folds[y * size + x] =
              static_cast<float>(std::clamp((mean - depth_at(y * size + x)) / span * 3, 0.0, 1.0));
        }
      }
    });
    return folds;
  }

  void draw_line(const MarkedLine& line, double radius) {
    const Projected a = camera_.project(line.a), b = camera_.project(line.b);
    if (a.inverse_depth <= 0 || b.inverse_depth <= 0) return;
    const double dx = static_cast<double>(b.x) - static_cast<double>(a.x),
                 dy = static_cast<double>(b.y) - static_cast<double>(a.y);
    // Of a line that leaves the picture only what may be on it is walked.
    double from = 0, to = 1;
    const double border = 2 * kSamples * kPointRadius;
    clip(static_cast<double>(a.x), dx, -border, seen_.size + border, from, to);
    clip(static_cast<double>(a.y), dy, -border, seen_.size + border, from, to);
    if (!(from <= to)) return;
    const auto steps = static_cast<std::size_t>(std::hypot(dx, dy) * (to - from)) + 1;
    for (std::size_t i = 0; i <= steps; ++i) {
      const double t = from + (to - from) * static_cast<double>(i) / static_cast<double>(steps);
      const double inverse =
          static_cast<double>(a.inverse_depth) * (1 - t) + static_cast<double>(b.inverse_depth) * t;
      draw_disc(static_cast<double>(a.x) + dx * t, static_cast<double>(a.y) + dy * t, inverse, radius,
                line.mark);
    }
  }

  void draw_point(const MarkedPoint& point, double radius, bool shines_through) {
    const Projected p = camera_.project(point.p);
    if (p.inverse_depth <= 0) return;
    draw_disc(static_cast<double>(p.x), static_cast<double>(p.y), static_cast<double>(p.inverse_depth),
              radius, point.mark, shines_through);
  }

  static void clip(double start, double delta, double min, double max, double& from, double& to) {
    if (delta == 0) {
      if (start < min || start > max) to = -1;
      return;
    }
    const double a = (min - start) / delta, b = (max - start) / delta;
    from = std::max(from, std::min(a, b));
    to = std::min(to, std::max(a, b));
  }

  void draw_disc(double x, double y, double inverse, double radius, Mark mark, bool shines_through = true) {
    const double reach = radius * kSamples;
    const double last = seen_.size - 1.0;
    for (double py = std::max(std::ceil(y - reach - 0.5), 0.0); py <= std::min(y + reach - 0.5, last); ++py) {
      for (double px = std::max(std::ceil(x - reach - 0.5), 0.0); px <= std::min(x + reach - 0.5, last);
           ++px) {
        if (std::hypot(px + 0.5 - x, py + 0.5 - y) > reach) continue;
        put(static_cast<std::size_t>(py) * seen_.size + static_cast<std::size_t>(px), inverse, mark,
            shines_through);
      }
    }
  }

  void put(std::size_t i, double inverse, Mark mark, bool shines_through) {
    // A line lies in the surface: what is a little nearer does not hide it.
    const bool hidden = static_cast<double>(seen_.depths[i]) > inverse * 1.006;
    if (!hidden) {
      colors_[i] = color_of(mark);
      alphas_[i] = 1;
      marked_[i] = true;
    } else if (shines_through && !marked_[i]) {
      colors_[i] = mix(colors_[i], color_of(mark), hidden_);
      alphas_[i] = std::max(alphas_[i], static_cast<float>(hidden_));
      marked_[i] = true;
    }
  }

  void resolve_pixel(std::size_t x, std::size_t y, std::uint8_t* pixel) const {
    Color sum{};
    double alpha = 0;
    for (std::size_t sy = 0; sy < kSamples; ++sy) {
      for (std::size_t sx = 0; sx < kSamples; ++sx) {
        const std::size_t i = (kSamples * y + sy) * seen_.size + kSamples * x + sx;
        const auto weight = static_cast<double>(alphas_[i]);
        for (std::size_t c = 0; c < 3; ++c) sum[c] += colors_[i][c] * weight;
        alpha += weight;
      }
    }
    if (alpha == 0) return;
    for (std::size_t c = 0; c < 3; ++c) pixel[c] = static_cast<std::uint8_t>(sum[c] / alpha * 255 + 0.5);
    pixel[3] = static_cast<std::uint8_t>(alpha / (kSamples * kSamples) * 255 + 0.5);
  }

  const Drawing& drawing_;
  const Camera& camera_;
  Visibility seen_;
  std::vector<Color> colors_;
  std::vector<float> alphas_;
  double hidden_ = kHidden;
  std::vector<bool> marked_ = std::vector<bool>(colors_.size());
};

}  // namespace

Canvas render_view(const Drawing& drawing, const Camera& camera, std::uint32_t size,
                   const std::stop_token& stop) {
  Camera finer = camera;
  finer.scale *= kSamples;
  finer.center_x *= kSamples;
  finer.center_y *= kSamples;
  View view(drawing, finer, compute_visibility(drawing, finer, kSamples * size, stop));
  view.shade_faces();
  view.draw_marks();
  return view.resolve();
}

}  // namespace meshgate
