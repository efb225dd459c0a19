#include "verify/joint_shape.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <set>

#include "asset/nearest_float.h"

namespace meshgate {
namespace {

constexpr double kSphereTolerance = 0.01, kPlaneTolerance = 0.004;  // of the extent of the points
constexpr double kLeastSolidAngle = 2.5;  // of a ball's points, steradians; a third of a sphere is 4.2
constexpr double kSameCentre = 0.35;      // of the radius
constexpr double kSameRadius = 0.35;
constexpr double kLeastShare = 0.008;  // of the points of a side that make a shape
constexpr std::size_t kMostPlanes = 12;
constexpr double kUndercut = 0.05;  // sine of 3°
constexpr double kUpright = 0.985;  // cosine of 10°: a plane along the cut face

double extent_of(const JointSide& zero, const JointSide& one) {
  Box3 box;
  for (const JointSide* side : {&zero, &one}) {
    for (const SurfacePoint& p : side->points) box.add(nearest_float(p.point));
  }
  return box.empty() ? 0 : length(to_double(box.max) - to_double(box.min));
}

std::size_t fewest_of(const JointSide& side) {
  return std::max<std::size_t>(
      24, static_cast<std::size_t>(kLeastShare * static_cast<double>(side.points.size())));
}

std::vector<std::uint32_t> all_points(const JointSide& side) {
  std::vector<std::uint32_t> all(side.points.size());
  for (std::uint32_t i = 0; i < all.size(); ++i) all[i] = i;
  return all;
}

// Points off the largest plane, when that holds a good part of them: the cut face would hide a small ball.
std::vector<std::uint32_t> off_cut_face(const JointSide& side, double extent) {
  std::vector<std::uint32_t> rest = all_points(side);
  constexpr double kCutFace = 0.2;
  const auto fewest = static_cast<std::size_t>(kCutFace * static_cast<double>(side.points.size()));
  for (const PlaneFit& plane : fit_planes(side.points, kPlaneTolerance * extent, fewest, 1, 41)) {
    std::vector<std::uint32_t> others;
    std::set_difference(rest.begin(), rest.end(), plane.inliers.begin(), plane.inliers.end(),
                        std::back_inserter(others));
    rest = std::move(others);
  }
  return rest;
}

// Moves a sphere to the corners of its faces: these lie on it, points of the faces a little inside.
void fit_to_corners(const JointSide& side, double tolerance, SphereFit& fit) {
  std::set<std::uint32_t> corners;
  for (const std::uint32_t i : fit.inliers) {
    for (std::size_t k = 0; k < 3; ++k)
      corners.insert(side.body->indices()[3 * std::size_t{side.faces[i]} + k]);
  }
  std::vector<double3> on;
  for (const std::uint32_t corner : corners) {
    const double3 p = to_double(side.body->positions()[corner]);
    if (std::abs(length(p - fit.centre) - fit.radius) <= tolerance) on.push_back(p);
  }
  double3 centre = fit.centre;
  double radius = fit.radius;
  if (on.size() < 12 || !improve_sphere(on, centre, radius) || std::abs(radius - fit.radius) > tolerance)
    return;
  fit.centre = centre;
  fit.radius = radius;
}

std::optional<SphereFit> sphere_of(const JointSide& side, double extent) {
  const std::vector<std::uint32_t> rest = off_cut_face(side, extent);
  std::vector<SurfacePoint> points;
  Box3 box;
  for (const std::uint32_t i : rest) {
    points.push_back(side.points[i]);
    box.add(nearest_float(side.points[i].point));
  }
  if (points.size() < fewest_of(side)) return std::nullopt;
  const double size = length(to_double(box.max) - to_double(box.min)), tolerance = kSphereTolerance * size;
  std::optional<SphereFit> fit = fit_sphere(points, tolerance, size, fewest_of(side), 21);
  if (!fit) return fit;
  for (std::uint32_t& i : fit->inliers) i = rest[i];
  const double area = static_cast<double>(fit->inliers.size()) * side.area_each;
  if (area < kLeastSolidAngle * fit->radius * fit->radius) return std::nullopt;
  fit_to_corners(side, tolerance, *fit);
  return fit;
}

bool same_place(const SphereFit& ball, const SphereFit& socket) {
  return length(ball.centre - socket.centre) <= kSameCentre * ball.radius &&
         std::abs(ball.radius - socket.radius) <= kSameRadius * ball.radius;
}

DistanceStats gap_of(const JointSide& side, const std::vector<std::uint32_t>& points) {
  std::vector<float> gaps;
  for (const std::uint32_t i : points) gaps.push_back(side.gaps[i]);
  return summarize(std::move(gaps));
}

// Direction out of the cut face: the mean normal of the points that are not on the joint itself.
double3 cut_axis(const JointSide& side, const std::vector<std::uint32_t>& without) {
  double3 sum;
  for (std::uint32_t i = 0; i < side.points.size(); ++i) {
    if (!std::binary_search(without.begin(), without.end(), i)) sum = sum + side.points[i].normal;
  }
  const double size = length(sum);
  return size > 0 ? sum * (1 / size) : double3{0, 0, 0};
}

std::optional<Joint> ball_joint(const std::array<const JointSide*, 2>& sides, double extent) {
  const std::array<std::optional<SphereFit>, 2> fits{sphere_of(*sides[0], extent),
                                                     sphere_of(*sides[1], extent)};
  for (std::uint32_t male = 0; male < 2; ++male) {
    const std::optional<SphereFit>&ball = fits[male], &socket = fits[1 - male];
    if (!ball || !ball->convex) continue;
    Joint joint;
    joint.kind = JointKind::kBall;
    joint.male = male;
    joint.radius = ball->radius;
    joint.centre = nearest_float(ball->centre);
    joint.axis = cut_axis(*sides[male], ball->inliers);
    joint.gap = gap_of(*sides[male], ball->inliers);
    joint.one_sided = !(socket && !socket->convex && same_place(*ball, *socket));
    if (!joint.one_sided) joint.socket_radius = socket->radius;
    return joint;
  }
  return std::nullopt;
}

// The planes of a side, seen from its cut face.
struct Relief {
  double3 axis;                       // normal of the cut face
  std::vector<std::uint32_t> flanks;  // points of planes that look back at the cut face
  bool undercut = false;              // from two opposite sides
  bool standing = false;              // something stands on the cut face
  bool sunk = false;                  // something goes into it
  std::vector<std::uint32_t> raised;  // points off the cut plane
};

Relief relief_of(const JointSide& side, double extent) {
  Relief relief;
  const double tolerance = kPlaneTolerance * extent;
  const std::vector<PlaneFit> planes = fit_planes(side.points, tolerance, fewest_of(side), kMostPlanes, 31);
  if (planes.empty()) return relief;
  // The cut face is the outermost of the large planes of its direction for a groove, the innermost for a
  // tongue: the largest is it in either case.
  const PlaneFit& cut = planes.front();
  relief.axis = cut.normal;
  std::vector<double3> flank_normals;
  for (const PlaneFit& plane : planes) {
    const double along = dot(plane.normal, cut.normal);
    if (along > kUpright) {
      const double height = dot(cut.normal, plane.centre) - cut.offset;
      if (std::abs(height) > 4 * tolerance) {
        (height > 0 ? relief.standing : relief.sunk) = true;
        relief.raised.insert(relief.raised.end(), plane.inliers.begin(), plane.inliers.end());
      }
      continue;
    }
    relief.raised.insert(relief.raised.end(), plane.inliers.begin(), plane.inliers.end());
    if (along > -kUndercut || along < -kUpright) continue;
    flank_normals.push_back(plane.normal - cut.normal * along);
    relief.flanks.insert(relief.flanks.end(), plane.inliers.begin(), plane.inliers.end());
  }
  for (const double3& u : flank_normals) {
    for (const double3& v : flank_normals)
      relief.undercut = relief.undercut || dot(u, v) < -0.8 * length(u) * length(v);
  }
  std::sort(relief.raised.begin(), relief.raised.end());
  return relief;
}

Joint flat_joint(const std::array<const JointSide*, 2>& sides, double extent) {
  const std::array<Relief, 2> reliefs{relief_of(*sides[0], extent), relief_of(*sides[1], extent)};
  Joint joint;
  for (std::uint32_t male = 0; male < 2; ++male) {
    const Relief &own = reliefs[male], &other = reliefs[1 - male];
    if (!own.standing || own.sunk) continue;
    joint.kind = own.undercut ? JointKind::kDovetail : JointKind::kPeg;
    joint.male = male;
    joint.axis = own.axis;
    joint.one_sided = !other.sunk;
    joint.gap = gap_of(*sides[male], own.raised);
    double3 sum;
    for (const std::uint32_t i : own.raised) sum = sum + sides[male]->points[i].point;
    joint.centre = nearest_float(sum * (1 / static_cast<double>(own.raised.size())));
    return joint;
  }
  const JointSide& side = *sides[0];
  joint.axis = reliefs[0].axis;
  joint.gap = gap_of(side, all_points(side));
  double3 sum;
  for (const SurfacePoint& p : side.points) sum = sum + p.point;
  if (!side.points.empty()) joint.centre = nearest_float(sum * (1 / static_cast<double>(side.points.size())));
  return joint;
}

}  // namespace

Joint classify_joint(const JointSide& zero, const JointSide& one) {
  const double extent = extent_of(zero, one);
  const std::array<const JointSide*, 2> sides{&zero, &one};
  std::optional<Joint> ball = ball_joint(sides, extent);
  Joint joint = ball ? *ball : flat_joint(sides, extent);
  joint.area = static_cast<double>(zero.points.size()) * zero.area_each;
  joint.extent = extent;
  return joint;
}

}  // namespace meshgate
