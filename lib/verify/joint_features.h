#pragma once
// What stands out of a cut or sinks into it, each thing by itself: one cut may hold several joints.
#include <array>
#include <span>
#include <vector>

#include "verify/fits.h"
#include "verify/joints.h"

namespace meshgate {

/// The points of one part that face the other part, or are inside of it, at one place.
struct JointSide {
  const Body* body = nullptr;
  std::vector<SurfacePoint> points;
  std::vector<std::uint32_t> faces;  ///< of the body, one a point
  std::vector<float> gaps;           ///< to the other part, negative inside of it; one a point
  double area_each = 0;

  [[nodiscard]] double area() const { return static_cast<double>(points.size()) * area_each; }
};
using JointSides = std::array<JointSide, 2>;

/// The plane of a cut, seen from one side: `normal` is unit and looks out of that part's material.
struct CutPlane {
  double3 normal;
  double offset = 0;

  [[nodiscard]] double height(double3 point) const { return dot(normal, point) - offset; }
};

/// The planes that two parts were cut along at one place, for each side, and how far (units) a point of a cut
/// face may be off its plane.
struct CutPlanes {
  std::array<std::vector<CutPlane>, 2> of_side;
  double tolerance = 0;

  /// Whether a point of a side belongs to a cut face.
  [[nodiscard]] bool hold(std::size_t side, const SurfacePoint& p) const;
};

/// A ball, tongue or pin at one place, with what receives it.
struct JointFeature {
  Joint joint;     ///< as the points that were given show it; `male` is 0 or 1, a and b are not set
  Box3 box;        ///< of its points
  CutPlanes cuts;  ///< the last plane of each side is the one that it stands on
};

/// Takes the cut faces away from the points where two parts meet, gathers what is left by place, and keeps
/// what is a joint. The cut face of two planes back to back is the one whose points are spread most: it lies
/// around what stands on it. What is no joint by itself is tried together (the flanks of a tongue), then as
/// another cut face (of a step). Points are held together over `reach` units. Largest first.
std::vector<JointFeature> find_features(const JointSides& sides, double reach);

/// Box of the points of one side, or of both; its diagonal in units, 0 without a point.
Box3 box_of(std::span<const JointSide> sides);
double extent_of(std::span<const JointSide> sides);

}  // namespace meshgate
