#include "asset/thickness.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "core/parallel.h"

namespace meshgate {
namespace {

struct Ray {
  double3 origin;
  double3 direction;  // of length 1
};

// Distance along the ray to a face that looks along it, or infinity (Möller & Trumbore 1997, culling the
// other side).
double distance_to(const Ray& ray, const std::array<float3, 3>& t) {
  constexpr double kNone = std::numeric_limits<double>::infinity();
  const double3 a = to_double(t[0]), u = to_double(t[1]) - a, v = to_double(t[2]) - a;
  const double3 p = cross(ray.direction, v);
  const double det = dot(u, p);
  if (!(det < 0)) return kNone;
  const double3 s = ray.origin - a;
  const double x = dot(s, p) / det;
  if (!(x >= 0 && x <= 1)) return kNone;
  const double3 q = cross(s, u);
  const double y = dot(ray.direction, q) / det;
  if (!(y >= 0 && x + y <= 1)) return kNone;
  const double distance = dot(v, q) / det;
  return distance > 0 ? distance : kNone;
}

// Whether the ray meets a box before `limit`.
class BoxTest {
 public:
  explicit BoxTest(const Ray& ray)
      : ray_(ray), inverse_{1 / ray.direction.x, 1 / ray.direction.y, 1 / ray.direction.z} {}
  [[nodiscard]] unsigned operator()(const BoxPacket& boxes, double limit) const {
    return BoxPacket::mask_of([&](unsigned i) {
      double near = 0, far = limit;
      clip(boxes.min_x[i], boxes.max_x[i], ray_.origin.x, inverse_.x, near, far);
      clip(boxes.min_y[i], boxes.max_y[i], ray_.origin.y, inverse_.y, near, far);
      clip(boxes.min_z[i], boxes.max_z[i], ray_.origin.z, inverse_.z, near, far);
      return near <= far;
    });
  }

 private:
  static void clip(float low, float high, double origin, double inverse, double& near, double& far) {
    if (!std::isfinite(inverse)) {
      // Along the slab: infinities times zero would be NaN.
      if (origin < static_cast<double>(low) || origin > static_cast<double>(high)) far = -1;
      return;
    }
    const double a = (static_cast<double>(low) - origin) * inverse;
    const double b = (static_cast<double>(high) - origin) * inverse;
    near = std::max(near, std::min(a, b));
    far = std::min(far, std::max(a, b));
  }
  const Ray& ray_;
  double3 inverse_;
};

double thickness_at(const Surface& surface, const BoxTree& faces, std::uint32_t face) {
  const std::array<float3, 3> t = surface.triangle(face);
  const double3 a = to_double(t[0]), b = to_double(t[1]), c = to_double(t[2]);
  const double3 normal = cross(b - a, c - a);
  const double size = length(normal);
  double nearest = std::numeric_limits<double>::infinity();
  if (!(size > 0)) return nearest;
  const Ray ray{(a + b + c) * (1.0 / 3), normal * (-1 / size)};
  const BoxTest test(ray);
  faces.visit_if([&](const BoxPacket& boxes) { return test(boxes, nearest); }, 0,
                 [&](std::size_t packet, unsigned mask) {
                   for (; mask != 0; mask &= mask - 1) {
                     const std::uint32_t other =
                         faces.item(4 * packet + static_cast<std::size_t>(std::countr_zero(mask)));
                     if (other != face)
                       nearest = std::min(nearest, distance_to(ray, surface.triangle(other)));
                   }
                   return true;
                 });
  return nearest;
}

}  // namespace

std::vector<WallSample> compute_wall_samples(const Surface& surface, const BoxTree& faces,
                                             const std::stop_token& stop) {
  std::vector<std::uint32_t> chosen(faces.size());
  for (std::size_t i = 0; i < chosen.size(); ++i) chosen[i] = faces.item(i);
  std::sort(chosen.begin(), chosen.end());
  const std::size_t step =
      (chosen.size() + kMostWallSamples - 1) / std::max<std::size_t>(kMostWallSamples, 1);
  std::vector<WallSample> samples(step == 0 ? 0 : (chosen.size() + step - 1) / step);
  parallel_ranges(samples.size(), 256, stop, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i)
      samples[i] = {chosen[i * step], thickness_at(surface, faces, chosen[i * step])};
  });
  return samples;
}

}  // namespace meshgate
