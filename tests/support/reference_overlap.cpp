#include "support/reference_overlap.h"

#include <cmath>
#include <vector>

namespace meshgate::test {
namespace {

constexpr double kZero = 1e-7;

struct Corners {
  double3 a, b, c, normal;
};

Corners corners_of(const Triangle& t) {
  const double3 a = to_double(t[0]), b = to_double(t[1]), c = to_double(t[2]);
  return {a, b, c, cross(b - a, c - a)};
}

// Signed distances to the three edges within the triangle's plane, inside positive.
std::array<double, 3> inward(const Corners& t, double3 p) {
  return {dot(cross(t.b - t.a, p - t.a), t.normal), dot(cross(t.c - t.b, p - t.b), t.normal),
          dot(cross(t.a - t.c, p - t.c), t.normal)};
}

bool strictly_inside(const Corners& t, double3 p) {
  for (const double d : inward(t, p)) {
    if (d <= kZero) return false;
  }
  return std::abs(dot(t.normal, p - t.a)) <= kZero;
}

// The part of a convex polygon (or segment, or point) where `distance` is not negative.
template <class Distance>
std::vector<double3> clip(const std::vector<double3>& polygon, Distance distance) {
  std::vector<double3> kept;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const double3 p = polygon[i], q = polygon[(i + 1) % polygon.size()];
    const double dp = distance(p), dq = distance(q);
    if (dp >= -kZero) kept.push_back(p);
    if ((dp > kZero && dq < -kZero) || (dp < -kZero && dq > kZero))
      kept.push_back(p + (q - p) * (dp / (dp - dq)));
  }
  return kept;
}

}  // namespace

TriangleOverlap reference_overlap(const Triangle& first, const Triangle& second) {
  const Corners s = corners_of(first), t = corners_of(second);
  const auto height = [&](double3 p) { return dot(t.normal, p - t.a); };
  const bool coplanar =
      std::abs(height(s.a)) <= kZero && std::abs(height(s.b)) <= kZero && std::abs(height(s.c)) <= kZero;
  std::vector<double3> common{s.a, s.b, s.c};
  if (!coplanar) {
    common = clip(common, height);
    common = clip(common, [&](double3 p) { return -height(p); });
  }
  for (std::size_t edge = 0; edge < 3; ++edge)
    common = clip(common, [&](double3 p) { return inward(t, p)[edge]; });
  if (common.empty()) return TriangleOverlap::kNone;
  // The middle of a convex set is inside whatever any of its points is inside of.
  double3 middle;
  for (const double3& p : common) middle = middle + p * (1.0 / static_cast<double>(common.size()));
  if (coplanar)
    return strictly_inside(s, middle) && strictly_inside(t, middle) ? TriangleOverlap::kCoplanar
                                                                    : TriangleOverlap::kNone;
  return strictly_inside(s, middle) || strictly_inside(t, middle) ? TriangleOverlap::kCrossing
                                                                  : TriangleOverlap::kNone;
}

}  // namespace meshgate::test
