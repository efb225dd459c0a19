#include "verify/joint_shape.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "asset/nearest_float.h"

namespace meshgate {
namespace {

constexpr double kSphereTolerance = 0.01;  // of the extent of the points
constexpr double kLeastSolidAngle = 2.5;   // of a ball's points, steradians; a third of a sphere is 4.2
constexpr double kSameCentre = 0.35;       // of the radius
constexpr double kSameRadius = 0.35;
constexpr double kMostlyBall = 0.7;  // of a feature's points on the sphere
// Least variance of the normals' components: 0 for a cylinder or cone, (1 − cos a)² / 12 for a cap of the
// half angle a, 1/12 for a hemisphere. Beyond kOverhanging the sphere is more than that.
constexpr double kSpread = 0.008, kOverhanging = 0.12;
constexpr double kLeastShare = 0.02;  // of the points of a side that make a face of a dovetail
constexpr std::size_t kMostPlanes = 12, kFewest = 12;
constexpr double kUndercut = 0.05;       // sine of 3°
constexpr double kUpright = 0.985;       // cosine of 10°: a plane along the cut face
constexpr double kSteep = 0.7;           // sine of 45°
constexpr double kLeastWalls = 0.15;     // of the points: steep ones
constexpr double kAround = 0.6;          // mean of the walls' directions: 1 for a step, 0 when closed
constexpr double kLeastReceiver = 0.25;  // of the male area

// Smallest eigenvalue of the covariance of the normals (of a symmetric 3×3 matrix, Smith 1961).
double spread_of(const JointSide& side, const std::vector<std::uint32_t>& points) {
  double3 mean;
  for (const std::uint32_t i : points) mean = mean + side.points[i].normal;
  const double share = 1 / static_cast<double>(points.size());
  mean = mean * share;
  double xx = 0, yy = 0, zz = 0, xy = 0, yz = 0, zx = 0;
  for (const std::uint32_t i : points) {
    const double3 n = side.points[i].normal - mean;
    xx += n.x * n.x * share;
    yy += n.y * n.y * share;
    zz += n.z * n.z * share;
    xy += n.x * n.y * share;
    yz += n.y * n.z * share;
    zx += n.z * n.x * share;
  }
  const double q = (xx + yy + zz) / 3;
  const double off = xy * xy + yz * yz + zx * zx;
  const double p = std::sqrt(((xx - q) * (xx - q) + (yy - q) * (yy - q) + (zz - q) * (zz - q) + 2 * off) / 6);
  if (!(p > 1e-12)) return q;
  const double a = (xx - q) / p, b = (yy - q) / p, c = (zz - q) / p;
  const double u = xy / p, v = yz / p, w = zx / p;
  const double half = (a * (b * c - v * v) - u * (u * c - v * w) + w * (u * v - b * w)) / 2;
  constexpr double kThirdTurn = 2.0943951023931953;
  return q + 2 * p * std::cos(std::acos(std::clamp(half, -1.0, 1.0)) / 3 + kThirdTurn);
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

std::optional<SphereFit> sphere_of(const JointSide& side) {
  const double size = extent_of({&side, 1}), tolerance = kSphereTolerance * size;
  std::optional<SphereFit> fit = fit_sphere(side.points, tolerance, size, kFewest, 21);
  if (!fit) return fit;
  const double area = static_cast<double>(fit->inliers.size()) * side.area_each;
  if (area < kLeastSolidAngle * fit->radius * fit->radius) return std::nullopt;
  const double spread = spread_of(side, fit->inliers);
  const double share = static_cast<double>(fit->inliers.size()) / static_cast<double>(side.points.size());
  if (spread < kSpread || (share < kMostlyBall && spread < kOverhanging)) return std::nullopt;
  fit_to_corners(side, tolerance, *fit);
  return fit;
}

bool same_place(const SphereFit& ball, const SphereFit& socket) {
  return length(ball.centre - socket.centre) <= kSameCentre * ball.radius &&
         std::abs(ball.radius - socket.radius) <= kSameRadius * ball.radius;
}

// How the points of a side stand on its cut face.
struct Walls {
  double height = 0;    // mean, along the normal of the cut face
  double steep = 0;     // share of the points
  double one_way = 0;   // length of the mean of the walls' directions
  bool convex = false;  // the walls look away from their middle
};

Walls walls_of(const JointSide& side, const CutPlane& cut) {
  Walls walls;
  if (side.points.empty()) return walls;
  double3 middle, directions;
  for (const SurfacePoint& p : side.points) middle = middle + p.point;
  middle = middle * (1 / static_cast<double>(side.points.size()));
  double outward = 0, weight = 0;
  for (const SurfacePoint& p : side.points) {
    const double3 lateral = p.normal - cut.normal * dot(p.normal, cut.normal);
    const double size = length(lateral);
    walls.height += cut.height(p.point);
    walls.steep += size > kSteep ? 1 : 0;
    outward += dot(lateral, p.point - middle);
    directions = directions + lateral;
    weight += size;
  }
  walls.height /= static_cast<double>(side.points.size());
  walls.steep /= static_cast<double>(side.points.size());
  walls.one_way = weight > 0 ? length(directions) / weight : 1;
  walls.convex = outward > 0;
  return walls;
}

bool stands(const JointSide& side, const CutPlane& cut, double tolerance) {
  const Walls walls = walls_of(side, cut);
  return side.points.size() >= kFewest && walls.height > tolerance && walls.convex &&
         walls.steep >= kLeastWalls && walls.one_way <= kAround;
}

// Whether a side has something that the other one stands in.
bool receives(const JointSide& side, const JointSide& male, const CutPlane& cut) {
  const Walls walls = walls_of(side, cut);
  return side.area() >= kLeastReceiver * male.area() && walls.height < 0 && !walls.convex;
}

void measure_gap(const JointSide& male, Joint& joint) {
  joint.gap = summarize(male.gaps);
  const Box3 box = box_of({&male, 1});
  joint.centre = nearest_float(box.middle());
}

std::optional<Joint> ball_joint(const JointSides& sides, const CutPlanes& cuts) {
  for (std::uint32_t male = 0; male < 2; ++male) {
    const std::optional<SphereFit> ball = sphere_of(sides[male]);
    if (!ball || !ball->convex) continue;
    JointSide round = sides[male];
    for (std::size_t i = 0; i < ball->inliers.size(); ++i) round.gaps[i] = round.gaps[ball->inliers[i]];
    round.gaps.resize(ball->inliers.size());
    Joint joint;
    measure_gap(round, joint);
    joint.kind = JointKind::kBall;
    joint.male = male;
    joint.radius = ball->radius;
    joint.centre = nearest_float(ball->centre);
    const JointSide& other = sides[1 - male];
    const std::optional<SphereFit> socket = sphere_of(other);
    if (socket && !socket->convex && same_place(*ball, *socket)) {
      joint.socket_radius = socket->radius;
      joint.socket_offset = length(socket->centre - ball->centre);
    } else {
      const std::vector<CutPlane>& planes = cuts.of_side[1 - male];
      joint.one_sided = planes.empty() || !receives(other, sides[male], planes.back());
    }
    return joint;
  }
  return std::nullopt;
}

// Planes that look back at the cut face, all of them along one direction and from both of its ends.
bool is_undercut(const JointSide& side, const CutPlane& cut, double tolerance) {
  const auto fewest = std::max<std::size_t>(
      kFewest, static_cast<std::size_t>(kLeastShare * static_cast<double>(side.points.size())));
  double3 direction;
  double one = 0, opposite = 0, all = 0;
  for (const PlaneFit& plane : fit_planes(side.points, tolerance, fewest, kMostPlanes, 31)) {
    const double along = dot(plane.normal, cut.normal);
    if (along > -kUndercut || along < -kUpright) continue;
    const double3 lateral = plane.normal - cut.normal * along;
    const double3 unit = lateral * (1 / length(lateral));
    const auto weight = static_cast<double>(plane.inliers.size());
    if (all == 0) direction = unit;  // of the largest
    all += weight;
    one += dot(unit, direction) > 0.8 ? weight : 0;
    opposite += dot(unit, direction) < -0.8 ? weight : 0;
  }
  return one > 0 && opposite > 0 && one + opposite >= 0.8 * all;
}

double3 unit_of(double3 v) {
  const double size = length(v);
  return size > 0 ? v * (1 / size) : double3{0, 0, 0};
}

}  // namespace

std::optional<Joint> classify_feature(const JointSides& sides, const CutPlanes& cuts) {
  const bool known = !cuts.of_side[0].empty() && !cuts.of_side[1].empty();
  std::optional<Joint> joint = ball_joint(sides, cuts);
  for (std::uint32_t male = 0; !joint && known && male < 2; ++male) {
    const CutPlane& cut = cuts.of_side[male].back();
    if (!stands(sides[male], cut, cuts.tolerance)) continue;
    joint.emplace();
    joint->male = male;
    joint->kind = is_undercut(sides[male], cut, cuts.tolerance) ? JointKind::kDovetail : JointKind::kPin;
    joint->one_sided = !receives(sides[1 - male], sides[male], cuts.of_side[1 - male].back());
    measure_gap(sides[male], *joint);
  }
  if (!joint) return joint;
  if (known) joint->axis = cuts.of_side[*joint->male].back().normal;
  joint->area = sides[0].area();
  joint->extent = extent_of(sides);
  return joint;
}

Joint plane_joint(const JointSides& sides) {
  const JointSide& side = sides[0];
  Joint joint;
  double3 normals, sum;
  for (const SurfacePoint& p : side.points) {
    normals = normals + p.normal;
    sum = sum + p.point;
  }
  joint.axis = unit_of(normals);
  joint.gap = summarize(side.gaps);
  if (!side.points.empty()) joint.centre = nearest_float(sum * (1 / static_cast<double>(side.points.size())));
  joint.area = side.area();
  joint.extent = extent_of(sides);
  return joint;
}

}  // namespace meshgate
