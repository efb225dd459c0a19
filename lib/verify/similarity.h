#pragma once
// Moves, turns, uniform scales and reflections.
#include <array>
#include <vector>

#include "meshgate/geometry.h"

namespace meshgate {

/// A similarity: p ↦ scale · R · p + offset, where R is a rotation, or with a reflection when `mirrored`.
struct Similarity {
  double scale = 1;
  std::array<double3, 3> rows{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};  ///< of R
  double3 offset;
  bool mirrored = false;  ///< det R = −1

  [[nodiscard]] double3 turn(double3 v) const { return {dot(rows[0], v), dot(rows[1], v), dot(rows[2], v)}; }
  [[nodiscard]] double3 operator()(double3 p) const { return turn(p) * scale + offset; }
  [[nodiscard]] Matrix4 matrix() const;
  /// The angle of the rotation, of R without its reflection; degrees.
  [[nodiscard]] double angle_deg() const;
};

/// The transform that does `first`, then `second`.
Similarity compose(const Similarity& second, const Similarity& first);
/// The transform that undoes `pose`.
Similarity inverse(const Similarity& pose);

/// A turn about the axis through `centre` along `axis`, by its length in radians (Rodrigues).
Similarity turn_about(double3 axis, double3 centre);

/// Turns below this many degrees are told as none.
inline constexpr double kNoTurn = 0.5;

/// The way that a pose moves the middle of a box.
double middle_way(const Similarity& pose, const Box3& box);

/// The largest way that a pose moves a corner of a box.
double largest_way(const Similarity& pose, const Box3& box);

/// The 24 turns by right angles about a point, then the 24 with a reflection; the first one changes nothing.
std::vector<Similarity> turns_about(double3 centre);

}  // namespace meshgate
