#include "render/raster.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>

#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::size_t kPerRange = 1U << 14U;
constexpr std::uint64_t kFar = ~std::uint64_t{0};
constexpr double kLarge = 4096;  // pixels of a box; larger triangles are drawn band by band
constexpr std::size_t kRowsOfBand = 16;
constexpr double kBudget = 2e9;  // pixels of large triangles

// Near is small: the smallest key of a pixel wins, whatever order triangles come in.
std::uint64_t key_of(double inverse_depth, double max_inverse, std::uint32_t face) {
  const double far = 1 - std::clamp(inverse_depth / max_inverse, 0.0, 1.0);
  return static_cast<std::uint64_t>(far * 4294967294.0) << 32U | face;
}

void keep_smaller(std::uint64_t& pixel, std::uint64_t key) {
  std::atomic_ref<std::uint64_t> shared(pixel);
  std::uint64_t known = shared.load(std::memory_order_relaxed);
  while (key < known && !shared.compare_exchange_weak(known, key, std::memory_order_relaxed)) {
  }
}

/// A linear function of the place on the picture.
struct Linear {
  double x = 0, y = 0, one = 0;
  [[nodiscard]] double at(double px, double py) const { return x * px + y * py + one; }
};

/// A triangle on the picture: weights of its corners and 1 / depth as functions of the place.
struct Flat {
  std::array<Linear, 3> weights;  ///< each is 0 on one edge and 1 in the corner before it
  Linear inverse;
  double left = 0, right = -1, top = 0, bottom = -1;  ///< first and last pixel that may be covered
  std::uint32_t face = 0;

  [[nodiscard]] bool empty() const { return !(left <= right && top <= bottom); }
  [[nodiscard]] double box() const { return (right - left + 1) * (bottom - top + 1); }
};

Linear weight_of(const Projected& a, const Projected& b, double area) {
  const double ax = static_cast<double>(a.x), ay = static_cast<double>(a.y);
  const double dx = static_cast<double>(b.x) - ax, dy = static_cast<double>(b.y) - ay;
  return {-dy / area, dx / area, (dy * ax - dx * ay) / area};
}

Flat flat_of(const Projected& a, const Projected& b, const Projected& c, std::uint32_t face, double last) {
  Flat flat;
  flat.face = face;
  // Pixel centres are at halves.
  const auto low = [](float v) { return std::ceil(static_cast<double>(v) - 0.5); };
  const auto high = [](float v) { return std::floor(static_cast<double>(v) - 0.5); };
  flat.left = std::max(low(std::min({a.x, b.x, c.x})), 0.0);
  flat.right = std::min(high(std::max({a.x, b.x, c.x})), last);
  flat.top = std::max(low(std::min({a.y, b.y, c.y})), 0.0);
  flat.bottom = std::min(high(std::max({a.y, b.y, c.y})), last);
  if (flat.empty()) return flat;
  const Linear twice = weight_of(a, b, 1);
  const double area = twice.at(static_cast<double>(c.x), static_cast<double>(c.y));
  if (area == 0 || !std::isfinite(area)) {
    flat.right = flat.left - 1;
    return flat;
  }
  flat.weights = {weight_of(b, c, area), weight_of(c, a, area), weight_of(a, b, area)};
  // 1 / depth is linear on the picture.
  const std::array<double, 3> depths{static_cast<double>(a.inverse_depth),
                                     static_cast<double>(b.inverse_depth),
                                     static_cast<double>(c.inverse_depth)};
  for (std::size_t i = 0; i < 3; ++i) {
    flat.inverse.x += flat.weights[i].x * depths[i];
    flat.inverse.y += flat.weights[i].y * depths[i];
    flat.inverse.one += flat.weights[i].one * depths[i];
  }
  return flat;
}

class Raster {
 public:
  Raster(std::uint32_t size, double max_inverse)
      : size_(size), max_inverse_(max_inverse), keys_(std::size_t{size} * size, kFar) {}

  [[nodiscard]] double last() const { return size_ - 1.0; }

  /// Rows outside of [first, end) are left out.
  void draw(const Flat& flat, double first, double end) {
    for (double y = std::max(flat.top, first); y <= std::min(flat.bottom, end - 1); ++y) {
      double left = flat.left, right = flat.right;
      for (const Linear& weight : flat.weights) narrow(weight, y + 0.5, left, right);
      std::uint64_t* row = keys_.data() + static_cast<std::size_t>(y) * size_;
      for (double x = left; x <= right; ++x) {
        if (flat.weights[0].at(x + 0.5, y + 0.5) < 0 || flat.weights[1].at(x + 0.5, y + 0.5) < 0 ||
            flat.weights[2].at(x + 0.5, y + 0.5) < 0)
          continue;
        keep_smaller(row[static_cast<std::size_t>(x)],
                     key_of(flat.inverse.at(x + 0.5, y + 0.5), max_inverse_, flat.face));
      }
    }
  }

  [[nodiscard]] Visibility visibility() const {
    Visibility seen;
    seen.size = size_;
    seen.faces.resize(keys_.size(), kNothing);
    seen.depths.resize(keys_.size());
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      if (keys_[i] == kFar) continue;
      seen.faces[i] = static_cast<std::uint32_t>(keys_[i]);
      const double far = static_cast<double>(keys_[i] >> 32U) / 4294967294.0;
      seen.depths[i] = static_cast<float>((1 - far) * max_inverse_);
    }
    return seen;
  }

 private:
  // Leaves out pixels of a row where the weight is negative; one on each side stays, for the rounding.
  static void narrow(const Linear& weight, double y, double& left, double& right) {
    if (weight.x == 0) return;
    const double zero = -(weight.y * y + weight.one) / weight.x - 0.5;
    if (weight.x > 0) {
      left = std::max(left, std::floor(zero));
    } else {
      right = std::min(right, std::ceil(zero));
    }
  }

  std::uint32_t size_;
  double max_inverse_;
  std::vector<std::uint64_t> keys_;
};

/// Calls `take` with the parts of a triangle that lie before the camera: none, one or two triangles.
template <class Take>
void clip_near(const Camera& camera, const std::array<double3, 3>& corners, Take take) {
  std::array<double3, 4> kept;
  std::size_t count = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const double3 a = corners[i], b = corners[(i + 1) % 3];
    const double before = camera.depth(a) - camera.near, after = camera.depth(b) - camera.near;
    if (before >= 0) kept[count++] = a;
    // A hair inside, so that rounding does not put it behind the camera again.
    if ((before >= 0) != (after >= 0))
      kept[count++] = a + (b - a) * (before / (before - after)) + camera.back * (-1e-9 * camera.near);
  }
  for (std::size_t i = 2; i < count; ++i)
    take(camera.project(kept[0]), camera.project(kept[i - 1]), camera.project(kept[i]));
}

/// Draws the triangles of one range, but for the large ones, which it keeps for later.
std::vector<Flat> draw_small(const Drawing& drawing, const Camera& camera,
                             const std::vector<Projected>& projected, std::size_t begin, std::size_t end,
                             Raster& raster) {
  std::vector<Flat> large;
  for (std::size_t face = begin; face < end; ++face) {
    const std::uint32_t* corner = &drawing.indices[3 * face];
    const auto take = [&](const Projected& a, const Projected& b, const Projected& c) {
      if (a.inverse_depth <= 0 || b.inverse_depth <= 0 || c.inverse_depth <= 0) return;
      const Flat flat = flat_of(a, b, c, static_cast<std::uint32_t>(face), raster.last());
      if (flat.empty()) return;
      if (flat.box() > kLarge) {
        large.push_back(flat);
      } else {
        raster.draw(flat, 0, raster.last() + 1);
      }
    };
    const Projected &a = projected[corner[0]], &b = projected[corner[1]], &c = projected[corner[2]];
    if (a.inverse_depth > 0 && b.inverse_depth > 0 && c.inverse_depth > 0) {
      take(a, b, c);
    } else {
      clip_near(camera,
                {to_double(drawing.positions[corner[0]]), to_double(drawing.positions[corner[1]]),
                 to_double(drawing.positions[corner[2]])},
                take);
    }
  }
  return large;
}

}  // namespace

Visibility compute_visibility(const Drawing& drawing, const Camera& camera, std::uint32_t size,
                              const std::stop_token& stop) {
  std::vector<Projected> projected(drawing.positions.size());
  parallel_ranges(projected.size(), kPerRange, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      if (is_finite(drawing.positions[i])) projected[i] = camera.project(drawing.positions[i]);
    }
  });
  Raster raster(size, 1 / camera.near);
  const std::size_t faces = drawing.indices.size() / 3;
  std::vector<std::vector<Flat>> parts((faces + kPerRange - 1) / kPerRange);
  parallel_ranges(faces, kPerRange, stop, [&](std::size_t begin, std::size_t end) {
    parts[begin / kPerRange] = draw_small(drawing, camera, projected, begin, end, raster);
  });
  std::vector<Flat> large;
  double pixels = 0;
  for (const std::vector<Flat>& part : parts) {
    for (const Flat& flat : part) {
      pixels += flat.box();
      if (pixels <= kBudget) large.push_back(flat);
    }
  }
  parallel_ranges(size, kRowsOfBand, stop, [&](std::size_t begin, std::size_t end) {
    for (const Flat& flat : large) raster.draw(flat, static_cast<double>(begin), static_cast<double>(end));
  });
  return raster.visibility();
}

}  // namespace meshgate
