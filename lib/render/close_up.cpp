#include "render/close_up.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "render/raster.h"

namespace meshgate {
namespace {

constexpr double kNear = 0.25;             // places within this distance of the first are looked at together
constexpr std::uint32_t kProbeSize = 96;   // pixels a side of the pictures that only tell what is seen
constexpr double kEnough = 0.75;           // share of places that must be seen to be content
constexpr double kBehind = 0.05;           // radii: a place lies in the surface, up to rounding and its slope
constexpr std::size_t kLarge = 2'000'000;  // triangles; larger models are not tried from all sides

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

/// Centre, places and radius; no direction yet.
CloseUp ball_of(const Drawing& drawing) {
  const double3 first = to_double(drawing.focus.front());
  CloseUp close_up;
  double3 sum;
  double extent = 0;
  for (const float3 place : drawing.focus) {
    const double distance = length(to_double(place) - first);
    if (distance > kNear) continue;
    close_up.places.push_back(place);
    sum = sum + to_double(place);
    extent = std::max(extent, distance);
  }
  close_up.center = sum * (1 / static_cast<double>(close_up.places.size()));
  close_up.radius = std::max(0.08, 2 * extent);
  return close_up;
}

// Against the surface and against its back, a little from above and the side so that depth shows; then from
// all sides, those that look at the surface first.
std::vector<double3> directions(double3 normal, std::size_t triangles) {
  const double3 tilt{0.25, 0.3, 0.2};
  std::vector<double3> all;
  if (dot(normal, normal) > 0) all = {normal + tilt, normal * -1 + tilt};
  if (triangles > kLarge && !all.empty()) return all;
  std::vector<double3> around;
  for (const double x : {-1.0, 0.0, 1.0}) {
    for (const double y : {-1.0, 0.0, 1.0}) {
      for (const double z : {-1.0, 0.0, 1.0}) {
        const double3 side{x, y, z};
        if (dot(side, side) > 0) around.push_back(side * (1 / length(side)));
      }
    }
  }
  // The three-quarter view is the most usual: it decides where the surface does not.
  const double3 wanted = normal + double3{0.075, 0.055, 0.1};
  std::stable_sort(around.begin(), around.end(),
                   [&](double3 a, double3 b) { return dot(a, wanted) > dot(b, wanted); });
  all.insert(all.end(), around.begin(), around.end());
  return all;
}

/// Share of places that nothing hides.
double share_seen(const Drawing& drawing, const CloseUp& close_up, const std::stop_token& stop) {
  const Camera camera = camera_of(close_up, kProbeSize);
  const Visibility seen = compute_visibility(drawing, camera, kProbeSize, stop);
  std::size_t count = 0;
  for (const float3 place : close_up.places) {
    const Projected at = camera.project(place);
    const auto size = static_cast<float>(kProbeSize);
    if (!(at.inverse_depth > 0) || !(at.x >= 0 && at.x < size && at.y >= 0 && at.y < size)) continue;
    const double nearest = static_cast<double>(
        seen.depths[static_cast<std::size_t>(at.y) * kProbeSize + static_cast<std::size_t>(at.x)]);
    const double depth = 1 / static_cast<double>(at.inverse_depth);
    if (nearest <= 0 || 1 / nearest > depth - kBehind * close_up.radius) ++count;
  }
  return static_cast<double>(count) / static_cast<double>(close_up.places.size());
}

}  // namespace

CloseUp find_close_up(const Drawing& drawing, const std::stop_token& stop) {
  CloseUp close_up = ball_of(drawing);
  const Nearest nearest = nearest_triangle(drawing, close_up.center);
  close_up.radius = std::min(std::max(close_up.radius, nearest.longest_edge), 0.8);
  const std::vector<double3> candidates = directions(nearest.normal, drawing.indices.size() / 3);
  double best = 0;
  double3 best_back = candidates.front();
  for (const double3 candidate : candidates) {
    close_up.back = candidate;
    const double share = share_seen(drawing, close_up, stop);
    if (share > best) {
      best = share;
      best_back = candidate;
    }
    if (share >= kEnough) break;
  }
  close_up.back = best_back;
  if (best > 0) return close_up;
  // Cut just before the place that is nearest to the eye.
  const double3 back = best_back * (1 / length(best_back));
  for (const float3 place : close_up.places)
    close_up.cut = std::max(close_up.cut, dot(to_double(place) - close_up.center, back) / close_up.radius);
  close_up.cut += kBehind;
  return close_up;
}

Camera camera_of(const CloseUp& close_up, std::uint32_t size) {
  Camera camera = camera_for_ball(close_up.back, close_up.center, close_up.radius, size);
  if (close_up.cut > 0) camera.near = camera.depth(close_up.center) - close_up.cut * close_up.radius;
  return camera;
}

}  // namespace meshgate
