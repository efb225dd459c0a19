#include "render/camera.h"

#include "core/parallel.h"

namespace meshgate {
namespace {

constexpr double kDistance = 4.5;  // from the centre of the unit ball: a field of view of about 26°
constexpr double kMargin = 0.05;   // of the picture, on each side
constexpr std::size_t kPerRange = 1U << 16U;

double3 normalized(double3 a) {
  const double size = length(a);
  return size > 0 ? a * (1 / size) : double3{0, 0, 1};
}

Camera looking(double3 back) {
  Camera camera;
  camera.back = normalized(back);
  const double3 up = std::abs(camera.back.y) > 0.999 ? double3{0, 0, -1} : double3{0, 1, 0};
  camera.right = normalized(cross(up, camera.back));
  camera.up = cross(camera.back, camera.right);
  return camera;
}

struct Extent {
  float min_x = 1e30F, max_x = -1e30F, min_y = 1e30F, max_y = -1e30F;
  void add(const Projected& p) {
    min_x = std::min(min_x, p.x);
    max_x = std::max(max_x, p.x);
    min_y = std::min(min_y, p.y);
    max_y = std::max(max_y, p.y);
  }
  void add(const Extent& other) {
    min_x = std::min(min_x, other.min_x);
    max_x = std::max(max_x, other.max_x);
    min_y = std::min(min_y, other.min_y);
    max_y = std::max(max_y, other.max_y);
  }
};

}  // namespace

Camera camera_for_all(double3 back, std::span<const float3> positions, std::uint32_t size) {
  Camera camera = looking(back);
  camera.eye = camera.back * kDistance;
  const Extent extent = parallel_reduce(
      positions.size(), kPerRange, {}, Extent{},
      [&](std::size_t begin, std::size_t end) {
        Extent part;
        for (std::size_t i = begin; i < end; ++i) {
          if (is_finite(positions[i])) part.add(camera.project(positions[i]));
        }
        return part;
      },
      [](Extent& total, const Extent& part) { total.add(part); });
  const double width = std::max(static_cast<double>(extent.max_x) - static_cast<double>(extent.min_x), 0.0);
  const double height = std::max(static_cast<double>(extent.max_y) - static_cast<double>(extent.min_y), 0.0);
  // A point or a line seen end on has no extent: show it small.
  camera.scale = size * (1 - 2 * kMargin) / std::max({width, height, 1e-3});
  const double middle_x = extent.max_x < extent.min_x
                              ? 0
                              : (static_cast<double>(extent.min_x) + static_cast<double>(extent.max_x)) / 2;
  const double middle_y = extent.max_y < extent.min_y
                              ? 0
                              : (static_cast<double>(extent.min_y) + static_cast<double>(extent.max_y)) / 2;
  camera.center_x = size / 2.0 - camera.scale * middle_x;
  camera.center_y = size / 2.0 - camera.scale * middle_y;
  return camera;
}

Camera camera_for_ball(double3 back, double3 center, double radius, std::uint32_t size) {
  Camera camera = looking(back);
  constexpr double kAway = 3;  // radii
  camera.eye = center + camera.back * (kAway * radius);
  camera.scale = size * (1 - 2 * kMargin) / 2 * kAway;
  camera.center_x = camera.center_y = size / 2.0;
  camera.near = 0.2 * radius;
  return camera;
}

}  // namespace meshgate
