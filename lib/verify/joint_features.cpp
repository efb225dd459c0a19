#include "verify/joint_features.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "asset/nearest_float.h"
#include "verify/joint_shape.h"

namespace meshgate {
namespace {

constexpr double kPlaneTolerance = 0.004;  // of the extent of the points
constexpr double kAlong = 0.990;           // cosine of 8°: a face of the cut
constexpr double kBackToBack = -0.985;     // of the normals of both sides' cut faces
constexpr double kLeastCutFace = 0.02;     // of the points of a side
constexpr double kLeastFeature = 0.004;    // of the points of both sides
constexpr double kAnotherCut = 0.2;        // of the points: so many may be a further cut face
constexpr std::size_t kFewest = 24, kMostPlanes = 12, kMostFeatures = 32;
constexpr int kMostCuts = 4;

// Numbers of points, for each side.
using Chosen = std::array<std::vector<std::uint32_t>, 2>;

std::size_t count(const Chosen& chosen) { return chosen[0].size() + chosen[1].size(); }

JointSide part_of(const JointSide& side, const std::vector<std::uint32_t>& chosen) {
  JointSide part;
  part.body = side.body;
  part.area_each = side.area_each;
  for (const std::uint32_t i : chosen) {
    part.points.push_back(side.points[i]);
    part.faces.push_back(side.faces[i]);
    part.gaps.push_back(side.gaps[i]);
  }
  return part;
}

// How far the points of a plane are spread in it: the area of their ellipse of inertia, over π.
double spread_of(const PlaneFit& plane, const std::vector<SurfacePoint>& points) {
  const double3 other = std::abs(plane.normal.x) < 0.7 ? double3{1, 0, 0} : double3{0, 1, 0};
  const double3 across = cross(plane.normal, other) * (1 / length(cross(plane.normal, other)));
  const double3 along = cross(plane.normal, across);
  double uu = 0, uv = 0, vv = 0;
  for (const std::uint32_t i : plane.inliers) {
    const double3 arm = points[i].point - plane.centre;
    const double u = dot(arm, across), v = dot(arm, along);
    uu += u * u;
    uv += u * v;
    vv += v * v;
  }
  return std::sqrt(std::max(uu * vv - uv * uv, 0.0)) / static_cast<double>(plane.inliers.size());
}

class Separation {
 public:
  Separation(const JointSides& sides, double reach)
      : sides_(sides), reach_(reach), tolerance_(kPlaneTolerance * extent_of(sides)) {}

  std::vector<JointFeature> run() {
    Chosen all;
    for (std::size_t side = 0; side < 2; ++side) {
      for (std::uint32_t i = 0; i < sides_[side].points.size(); ++i) all[side].push_back(i);
    }
    all_ = count(all);
    CutPlanes cuts;
    cuts.tolerance = tolerance_;
    separate(all, cuts, 0);
    return std::move(features_);
  }

 private:
  void separate(const Chosen& among, CutPlanes cuts, int depth) {
    add_cut_planes(among, cuts);
    Chosen off;
    for (std::size_t side = 0; side < 2; ++side) {
      for (const std::uint32_t i : among[side]) {
        if (!cuts.hold(side, sides_[side].points[i])) off[side].push_back(i);
      }
    }
    Chosen rest;
    const std::vector<Chosen> places = by_place(off);
    for (const Chosen& place : places) {
      if (keep(place, cuts)) continue;
      for (std::size_t side = 0; side < 2; ++side)
        rest[side].insert(rest[side].end(), place[side].begin(), place[side].end());
    }
    for (std::vector<std::uint32_t>& numbers : rest) std::sort(numbers.begin(), numbers.end());
    // The flanks of a tongue are two places where nothing touches its top.
    if (places.size() > 1 && keep(rest, cuts)) return;
    const bool is_cut = static_cast<double>(count(rest)) >= kAnotherCut * static_cast<double>(all_);
    if (is_cut && count(rest) < count(among) && depth + 1 < kMostCuts)
      separate(rest, std::move(cuts), depth + 1);
  }

  // The planes back to back of which the points are spread most; else the one of either side.
  void add_cut_planes(const Chosen& among, CutPlanes& cuts) const {
    std::array<std::vector<CutPlane>, 2> planes;
    std::array<std::vector<double>, 2> spreads;
    for (std::size_t side = 0; side < 2; ++side) {
      const JointSide part = part_of(sides_[side], among[side]);
      const auto fewest = std::max<std::size_t>(
          kFewest, static_cast<std::size_t>(kLeastCutFace * static_cast<double>(part.points.size())));
      for (const PlaneFit& plane : fit_planes(part.points, tolerance_, fewest, kMostPlanes, 31)) {
        planes[side].push_back({plane.normal, plane.offset});
        spreads[side].push_back(spread_of(plane, part.points));
      }
    }
    double most = 0;
    std::optional<std::array<CutPlane, 2>> best;
    const auto offer = [&](const CutPlane& zero, const CutPlane& one, double spread) {
      if (spread <= most) return;
      most = spread;
      best = {zero, one};
    };
    for (std::size_t i = 0; i < planes[0].size(); ++i) {
      for (std::size_t k = 0; k < planes[1].size(); ++k) {
        if (dot(planes[0][i].normal, planes[1][k].normal) < kBackToBack)
          offer(planes[0][i], planes[1][k], spreads[0][i] + spreads[1][k]);
      }
    }
    const auto turned = [](const CutPlane& plane) { return CutPlane{plane.normal * -1, -plane.offset}; };
    for (std::size_t i = 0; !best && i < planes[0].size(); ++i)
      offer(planes[0][i], turned(planes[0][i]), spreads[0][i]);
    for (std::size_t k = 0; !best && k < planes[1].size(); ++k)
      offer(turned(planes[1][k]), planes[1][k], spreads[1][k]);
    if (!best) return;
    for (std::size_t side = 0; side < 2; ++side) cuts.of_side[side].push_back((*best)[side]);
  }

  [[nodiscard]] std::vector<Chosen> by_place(const Chosen& off) const {
    std::vector<float3> points;
    for (std::size_t side = 0; side < 2; ++side) {
      for (const std::uint32_t i : off[side]) points.push_back(nearest_float(sides_[side].points[i].point));
    }
    std::vector<std::uint32_t> all(points.size());
    for (std::uint32_t i = 0; i < all.size(); ++i) all[i] = i;
    std::vector<Chosen> places;
    for (const Region& region : find_regions(points, all, 1, reach_)) {
      Chosen& place = places.emplace_back();
      for (const std::uint32_t i : region.members) {
        const bool first = i < off[0].size();
        place[first ? 0 : 1].push_back(first ? off[0][i] : off[1][i - off[0].size()]);
      }
    }
    return places;
  }

  bool keep(const Chosen& place, const CutPlanes& cuts) {
    const auto fewest =
        std::max<std::size_t>(kFewest, static_cast<std::size_t>(kLeastFeature * static_cast<double>(all_)));
    if (count(place) < fewest || features_.size() >= kMostFeatures) return false;
    const JointSides parts{part_of(sides_[0], place[0]), part_of(sides_[1], place[1])};
    const std::optional<Joint> joint = classify_feature(parts, cuts);
    if (!joint) return false;
    JointFeature& feature = features_.emplace_back();
    feature.joint = *joint;
    feature.cuts = cuts;
    feature.box = box_of(parts);
    return true;
  }

  const JointSides& sides_;
  double reach_, tolerance_;
  std::size_t all_ = 0;
  std::vector<JointFeature> features_;
};

}  // namespace

bool CutPlanes::hold(std::size_t side, const SurfacePoint& p) const {
  return std::any_of(of_side[side].begin(), of_side[side].end(), [&](const CutPlane& plane) {
    return dot(plane.normal, p.normal) >= kAlong && std::abs(plane.height(p.point)) <= tolerance;
  });
}

Box3 box_of(std::span<const JointSide> sides) {
  Box3 box;
  for (const JointSide& side : sides) {
    for (const SurfacePoint& p : side.points) box.add(nearest_float(p.point));
  }
  return box;
}

double extent_of(std::span<const JointSide> sides) {
  const Box3 box = box_of(sides);
  return box.empty() ? 0 : length(to_double(box.max) - to_double(box.min));
}

std::vector<JointFeature> find_features(const JointSides& sides, double reach) {
  return Separation(sides, reach).run();
}

}  // namespace meshgate
