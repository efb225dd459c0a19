#pragma once
// The two sides of a place where parts meet, as points, and the planes that they were cut along.
#include <array>
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "verify/body.h"
#include "verify/fits.h"

namespace meshgate {

/// Points of one part that face the other part, or are inside of it, at one place.
struct JointSide {
  const Body* body = nullptr;
  std::vector<SurfacePoint> points;
  std::vector<std::uint32_t> faces;    ///< of the body, one a point
  std::vector<float> gaps;             ///< to the other part, negative inside of it; one a point
  std::vector<std::uint32_t> nearest;  ///< face of the other part that the gap leads to; one a point
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

/// Numbers of faces, for each side.
using JointFaces = std::array<std::vector<std::uint32_t>, 2>;

/// A box where two bodies may meet.
struct JointPlace {
  std::array<const Body*, 2> bodies{};
  std::vector<const Body*> between;  ///< others, which hide what is behind them
  Box3 box;
  double band = 0;  ///< so far away (units) do they still face each other
  std::stop_token stop;
};

/// The faces of a side that touch the box, ascending.
std::vector<std::uint32_t> faces_touching(const JointPlace& place, std::size_t side);

/// Takes `count` samples of the faces, but for those in the cuts, and keeps the points in the box, and not in
/// the cuts, where the bodies meet. Seeded. O(count · log).
JointSide sample_side(const JointPlace& place, std::size_t side, std::span<const std::uint32_t> faces,
                      const CutPlanes& cuts, std::size_t count);

/// Some points of a side, by their numbers.
JointSide part_of(const JointSide& side, const std::vector<std::uint32_t>& chosen);

/// Distance of neighbouring points, of the side where they are farther apart.
double spacing_of(const JointSides& sides);

/// Box of the points of one side, or of both; its diagonal in units, 0 without a point.
Box3 box_of(std::span<const JointSide> sides);
double extent_of(std::span<const JointSide> sides);

}  // namespace meshgate
