#include "verify/joint_features.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "asset/nearest_float.h"
#include "verify/joint_pieces.h"
#include "verify/joint_shape.h"
#include "verify/sight.h"

namespace meshgate {
namespace {

constexpr double kPlaneTolerance = 0.004;  // of the extent of the points
constexpr double kBackToBack = -0.985;     // of the normals of both sides' cut faces
constexpr double kLeastCutFace = 0.02;     // of the points of a side
constexpr double kLeastFeature = 0.004;    // of the area of both sides
constexpr double kAnotherCut = 0.2;        // of the points: so many may be a further cut face
constexpr std::size_t kFewest = 24, kMostPlanes = 12, kMostFeatures = 64;
constexpr int kMostCuts = 4;

// Numbers of points, for each side.
using Chosen = std::array<std::vector<std::uint32_t>, 2>;

std::size_t count(const Chosen& chosen) { return chosen[0].size() + chosen[1].size(); }

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

Chosen all_of(const JointSides& sides) {
  Chosen all;
  for (std::size_t side = 0; side < 2; ++side) {
    for (std::uint32_t i = 0; i < sides[side].points.size(); ++i) all[side].push_back(i);
  }
  return all;
}

JointSides parts_of(const JointSides& sides, const Chosen& chosen) {
  return {part_of(sides[0], chosen[0]), part_of(sides[1], chosen[1])};
}

// Points of both sides that lie together. Both are in it, so that a gap does not tear the place apart.
std::vector<Chosen> by_place(const JointSides& sides, const Chosen& chosen, double band) {
  std::vector<float3> points;
  for (std::size_t side = 0; side < 2; ++side) {
    for (const std::uint32_t i : chosen[side]) points.push_back(nearest_float(sides[side].points[i].point));
  }
  std::vector<std::uint32_t> all(points.size());
  for (std::uint32_t i = 0; i < all.size(); ++i) all[i] = i;
  std::vector<Chosen> places;
  for (const Region& region : find_regions(points, all, 1, std::max(3 * spacing_of(sides), band))) {
    Chosen& place = places.emplace_back();
    for (const std::uint32_t i : region.members) {
      const bool first = i < chosen[0].size();
      place[first ? 0 : 1].push_back(first ? chosen[0][i] : chosen[1][i - chosen[0].size()]);
    }
  }
  return places;
}

class Separation {
 public:
  Separation(const JointPlace& place, const JointFaces& faces, const JointSides& sides)
      : place_(place), faces_(faces), sides_(sides), tolerance_(kPlaneTolerance * extent_of(sides)) {}

  std::vector<JointFeature> run() {
    const Chosen all = all_of(sides_);
    all_ = count(all);
    CutPlanes cuts;
    cuts.tolerance = tolerance_;
    separate(all, cuts, 0);
    return std::move(features_);
  }

 private:
  void separate(const Chosen& among, CutPlanes cuts, int depth) {
    add_cut_planes(among, cuts);
    take_pieces(cuts);
    Chosen off;
    for (std::size_t side = 0; side < 2; ++side) {
      for (const std::uint32_t i : among[side]) {
        if (!cuts.hold(side, sides_[side].points[i]) && is_free(side, sides_[side].faces[i]))
          off[side].push_back(i);
      }
    }
    Chosen rest;
    const std::vector<Chosen> places = by_place(sides_, off, place_.band);
    for (const Chosen& place : places) {
      if (keep(parts_of(sides_, place), faces_, cuts)) continue;
      for (std::size_t side = 0; side < 2; ++side)
        rest[side].insert(rest[side].end(), place[side].begin(), place[side].end());
    }
    for (std::vector<std::uint32_t>& numbers : rest) std::sort(numbers.begin(), numbers.end());
    // The flanks of a tongue are two places where nothing touches its top.
    if (places.size() > 1 && keep(parts_of(sides_, rest), faces_, cuts)) return;
    const bool is_cut = static_cast<double>(count(rest)) >= kAnotherCut * static_cast<double>(all_);
    if (is_cut && count(rest) < count(among) && depth + 1 < kMostCuts)
      separate(rest, std::move(cuts), depth + 1);
  }

  // Keeps each connected piece that is a joint; its faces are free no more.
  void take_pieces(const CutPlanes& cuts) {
    if (cuts.of_side[0].empty()) return;
    for (const JointPiece& piece : find_pieces(place_, faces_, sides_, cuts)) {
      const std::size_t before = features_.size();
      // What hangs together at its far end only, as by the skin, is several things, or the two flanks of one.
      const std::vector<Chosen> places = by_place(piece.sides, all_of(piece.sides), place_.band);
      for (const Chosen& place : places) keep(parts_of(piece.sides, place), piece.faces, cuts);
      if (features_.size() == before && places.size() > 1) keep(piece.sides, piece.faces, cuts);
      for (std::size_t i = before; i < features_.size(); ++i) take_faces(features_[i]);
    }
  }

  void take_faces(const JointFeature& feature) {
    for (std::size_t side = 0; side < 2; ++side) {
      const Surface& surface = place_.bodies[side]->surface().surface();
      std::erase_if(faces_[side], [&](std::uint32_t face) {
        return std::binary_search(feature.faces[side].begin(), feature.faces[side].end(), face) &&
               meet(surface.box(face), feature.box);
      });
    }
  }

  [[nodiscard]] bool is_free(std::size_t side, std::uint32_t face) const {
    return std::binary_search(faces_[side].begin(), faces_[side].end(), face);
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

  bool keep(const JointSides& parts, const JointFaces& faces, const CutPlanes& cuts) {
    const double least = kLeastFeature * (sides_[0].area() + sides_[1].area());
    if (parts[0].points.size() + parts[1].points.size() < kFewest ||
        parts[0].area() + parts[1].area() < least || features_.size() >= kMostFeatures)
      return false;
    const std::optional<Joint> joint = classify_feature(parts, cuts);
    if (!joint) return false;
    features_.push_back({*joint, grown(box_of(parts), spacing_of(parts)), faces, cuts});
    return true;
  }

  const JointPlace& place_;
  JointFaces faces_;  // that no feature took
  const JointSides& sides_;
  double tolerance_;
  std::size_t all_ = 0;
  std::vector<JointFeature> features_;
};

}  // namespace

std::vector<JointFeature> find_features(const JointPlace& place, const JointFaces& faces,
                                        const JointSides& sides) {
  return Separation(place, faces, sides).run();
}

}  // namespace meshgate
