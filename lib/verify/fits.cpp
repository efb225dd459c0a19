#include "verify/fits.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "core/counter_random.h"

namespace meshgate {
namespace {

constexpr std::size_t kTrials = 400;
// Trials are counted on at most this many points; the winner on all.
constexpr std::size_t kCounted = 500;
constexpr double kRadialCosine = 0.966;  // 15°
constexpr double kPlaneCosine = 0.990;   // 8°

struct Sphere {
  double3 centre;
  double radius = 0;
  bool convex = false;
};

bool is_on(const Sphere& sphere, const SurfacePoint& p, double tolerance) {
  const double3 out = p.point - sphere.centre;
  const double distance = length(out);
  if (!(std::abs(distance - sphere.radius) <= tolerance)) return false;
  const double along = dot(out, p.normal) * (sphere.convex ? 1 : -1);
  return along >= kRadialCosine * distance;
}

bool is_on(const PlaneFit& plane, const SurfacePoint& p, double tolerance) {
  return dot(plane.normal, p.normal) >= kPlaneCosine &&
         std::abs(dot(plane.normal, p.point) - plane.offset) <= tolerance;
}

template <class Shape>
std::vector<std::uint32_t> inliers_of(const Shape& shape, std::span<const SurfacePoint> points,
                                      std::span<const std::uint32_t> among, double tolerance) {
  std::vector<std::uint32_t> inliers;
  for (const std::uint32_t i : among) {
    if (is_on(shape, points[i], tolerance)) inliers.push_back(i);
  }
  return inliers;
}

std::vector<std::uint32_t> thinned(const std::vector<std::uint32_t>& all, std::size_t most) {
  const std::size_t stride = std::max<std::size_t>(1, all.size() / most);
  std::vector<std::uint32_t> some;
  for (std::size_t i = 0; i < all.size(); i += stride) some.push_back(all[i]);
  return some;
}

// The sphere whose radii the two normals are: both centres p − r n, with one r, are as near as can be.
bool sphere_of(const SurfacePoint& p, const SurfacePoint& q, Sphere& sphere) {
  const double3 apart = p.point - q.point, turn = p.normal - q.normal;
  const double square = dot(turn, turn);
  // Normals that are nearly parallel say nothing about the radius.
  if (square < 0.01) return false;
  const double radius = dot(apart, turn) / square;
  sphere.convex = radius > 0;
  sphere.radius = std::abs(radius);
  sphere.centre = ((p.point - p.normal * radius) + (q.point - q.normal * radius)) * 0.5;
  return sphere.radius > 0 && std::isfinite(sphere.radius);
}

// Solves a symmetric 4×4 system by Gauss elimination with pivots; false when it is singular.
using Row = std::array<double, 5>;
bool solve(std::array<Row, 4> a, std::array<double, 4>& x) {
  for (std::size_t i = 0; i < 4; ++i) {
    std::size_t pivot = i;
    for (std::size_t r = i + 1; r < 4; ++r) {
      if (std::abs(a[r][i]) > std::abs(a[pivot][i])) pivot = r;
    }
    std::swap(a[i], a[pivot]);
    if (!(std::abs(a[i][i]) > 1e-12)) return false;
    for (std::size_t r = i + 1; r < 4; ++r) {
      const double factor = a[r][i] / a[i][i];
      for (std::size_t c = i; c < 5; ++c) a[r][c] -= factor * a[i][c];
    }
  }
  for (std::size_t i = 4; i-- > 0;) {
    double sum = a[i][4];
    for (std::size_t c = i + 1; c < 4; ++c) sum -= a[i][c] * x[c];
    x[i] = sum / a[i][i];
  }
  return true;
}

}  // namespace

bool improve_sphere(std::span<const double3> points, double3& centre, double& radius) {
  if (points.size() < 4) return false;
  for (int step = 0; step < 20; ++step) {
    std::array<Row, 4> normal{};
    for (const double3& p : points) {
      const double3 out = p - centre;
      const double distance = length(out);
      if (!(distance > 0)) continue;
      const std::array<double, 4> row{-out.x / distance, -out.y / distance, -out.z / distance, -1};
      const double rest = radius - distance;
      for (std::size_t r = 0; r < 4; ++r) {
        for (std::size_t c = 0; c < 4; ++c) normal[r][c] += row[r] * row[c];
        normal[r][4] += row[r] * rest;
      }
    }
    for (Row& row : normal) {
      for (double& value : row) value /= static_cast<double>(points.size());
    }
    std::array<double, 4> change{};
    if (!solve(normal, change)) return false;
    centre = centre + double3{change[0], change[1], change[2]};
    radius += change[3];
    const double moved = std::max({std::abs(change[0]), std::abs(change[1]), std::abs(change[2])});
    if (moved < 1e-12 * radius) break;
  }
  return radius > 0 && std::isfinite(radius) && std::isfinite(dot(centre, centre));
}

std::optional<SphereFit> fit_sphere(std::span<const SurfacePoint> points, double tolerance, double largest,
                                    std::size_t fewest, std::uint64_t seed) {
  if (points.size() < std::max<std::size_t>(fewest, 8)) return std::nullopt;
  std::vector<std::uint32_t> all(points.size());
  std::iota(all.begin(), all.end(), 0U);
  const std::vector<std::uint32_t> counted = thinned(all, kCounted);
  Sphere best;
  std::size_t most = 0;
  for (std::size_t trial = 0; trial < kTrials; ++trial) {
    const auto pick = [&](std::uint64_t which) {
      return static_cast<std::size_t>(random_unit(seed, 2 * trial + which) *
                                      static_cast<double>(points.size()));
    };
    Sphere sphere;
    if (!sphere_of(points[pick(0)], points[pick(1)], sphere) || sphere.radius > largest) continue;
    const std::size_t count = inliers_of(sphere, points, counted, tolerance).size();
    if (count <= most) continue;
    most = count;
    best = sphere;
  }
  if (most == 0) return std::nullopt;
  std::vector<std::uint32_t> inliers;
  for (int round = 0; round < 3; ++round) {
    inliers = inliers_of(best, points, all, tolerance);
    std::vector<double3> on;
    for (const std::uint32_t i : inliers) on.push_back(points[i].point);
    Sphere better = best;
    if (!improve_sphere(on, better.centre, better.radius) || better.radius > largest) break;
    if (inliers_of(better, points, all, tolerance).size() < inliers.size()) break;
    best = better;
  }
  inliers = inliers_of(best, points, all, tolerance);
  if (inliers.size() < std::max<std::size_t>(fewest, 4)) return std::nullopt;
  double squares = 0;
  for (const std::uint32_t i : inliers) {
    const double off = length(points[i].point - best.centre) - best.radius;
    squares += off * off;
  }
  const double residual = std::sqrt(squares / static_cast<double>(inliers.size()));
  return SphereFit{best.centre, best.radius, best.convex, std::move(inliers), residual};
}

std::vector<PlaneFit> fit_planes(std::span<const SurfacePoint> points, double tolerance, std::size_t fewest,
                                 std::size_t most, std::uint64_t seed) {
  std::vector<PlaneFit> planes;
  std::vector<std::uint32_t> left(points.size());
  std::iota(left.begin(), left.end(), 0U);
  while (planes.size() < most && left.size() >= std::max<std::size_t>(fewest, 1)) {
    const std::vector<std::uint32_t> counted = thinned(left, kCounted);
    PlaneFit best;
    std::size_t count = 0;
    for (std::size_t trial = 0; trial < kTrials / 4; ++trial) {
      const double place = random_unit(seed + planes.size(), trial) * static_cast<double>(left.size());
      const SurfacePoint& p = points[left[static_cast<std::size_t>(place)]];
      const PlaneFit plane{p.normal, p.point, dot(p.normal, p.point), {}};
      const std::size_t on = inliers_of(plane, points, counted, tolerance).size();
      if (on <= count) continue;
      count = on;
      best = plane;
    }
    if (count == 0) break;
    best.inliers = inliers_of(best, points, left, tolerance);
    if (best.inliers.size() < fewest) break;
    double3 sum, normal;
    for (const std::uint32_t i : best.inliers) {
      sum = sum + points[i].point;
      normal = normal + points[i].normal;
    }
    best.centre = sum * (1 / static_cast<double>(best.inliers.size()));
    best.normal = normal * (1 / length(normal));
    best.offset = dot(best.normal, best.centre);
    std::vector<std::uint32_t> rest;
    std::set_difference(left.begin(), left.end(), best.inliers.begin(), best.inliers.end(),
                        std::back_inserter(rest));
    left = std::move(rest);
    planes.push_back(std::move(best));
  }
  return planes;
}

}  // namespace meshgate
