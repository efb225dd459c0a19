#include "render/raster.h"

#include <algorithm>
#include <atomic>
#include <cmath>

#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr std::size_t kPerRange = 1U << 14U;
constexpr std::uint64_t kFar = ~std::uint64_t{0};

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

/// Twice the signed area of a triangle in pixels.
double area2(const Projected& a, const Projected& b, double x, double y) {
  return (static_cast<double>(b.x) - static_cast<double>(a.x)) * (y - static_cast<double>(a.y)) -
         (static_cast<double>(b.y) - static_cast<double>(a.y)) * (x - static_cast<double>(a.x));
}

class Raster {
 public:
  Raster(std::uint32_t size, double max_inverse)
      : size_(size), max_inverse_(max_inverse), keys_(std::size_t{size} * size, kFar) {}

  void draw(const Projected& a, const Projected& b, const Projected& c, std::uint32_t face) {
    if (a.inverse_depth <= 0 || b.inverse_depth <= 0 || c.inverse_depth <= 0) return;
    // Pixel centres are at halves.
    const auto low = [](float v) { return std::ceil(static_cast<double>(v) - 0.5); };
    const auto high = [](float v) { return std::floor(static_cast<double>(v) - 0.5); };
    const double left = std::max(low(std::min({a.x, b.x, c.x})), 0.0);
    const double right = std::min(high(std::max({a.x, b.x, c.x})), size_ - 1.0);
    const double top = std::max(low(std::min({a.y, b.y, c.y})), 0.0);
    const double bottom = std::min(high(std::max({a.y, b.y, c.y})), size_ - 1.0);
    if (!(left <= right && top <= bottom)) return;
    const double area = area2(a, b, static_cast<double>(c.x), static_cast<double>(c.y));
    if (area == 0 || !std::isfinite(area)) return;
    for (double y = top; y <= bottom; ++y) {
      for (double x = left; x <= right; ++x) {
        const double u = area2(b, c, x + 0.5, y + 0.5) / area, v = area2(c, a, x + 0.5, y + 0.5) / area;
        const double w = 1 - u - v;
        if (u < 0 || v < 0 || w < 0) continue;
        // 1 / depth is linear on the picture.
        const double inverse = u * static_cast<double>(a.inverse_depth) +
                               v * static_cast<double>(b.inverse_depth) +
                               w * static_cast<double>(c.inverse_depth);
        keep_smaller(keys_[static_cast<std::size_t>(y) * size_ + static_cast<std::size_t>(x)],
                     key_of(inverse, max_inverse_, face));
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
  std::uint32_t size_;
  double max_inverse_;
  std::vector<std::uint64_t> keys_;
};

}  // namespace

Visibility compute_visibility(const Drawing& drawing, const Camera& camera, std::uint32_t size) {
  std::vector<Projected> projected(drawing.positions.size());
  parallel_ranges(projected.size(), kPerRange, {}, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      if (is_finite(drawing.positions[i])) projected[i] = camera.project(drawing.positions[i]);
    }
  });
  Raster raster(size, 1 / camera.near);
  const std::vector<std::uint32_t>& corners = drawing.indices;
  parallel_ranges(corners.size() / 3, kPerRange, {}, [&](std::size_t begin, std::size_t end) {
    for (std::size_t face = begin; face < end; ++face) {
      raster.draw(projected[corners[3 * face]], projected[corners[3 * face + 1]],
                  projected[corners[3 * face + 2]], static_cast<std::uint32_t>(face));
    }
  });
  return raster.visibility();
}

}  // namespace meshgate
