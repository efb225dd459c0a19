#pragma once
// Cutting polygons with more than three corners into triangles.
#include <cstdint>
#include <span>
#include <vector>

#include "meshgate/geometry.h"

namespace meshgate {

/// Cuts polygons; keeps scratch memory between calls.
///
/// A polygon of n corners always gives n − 2 triangles with its winding. Convex ones become fans, concave
/// ones are cut by ear clipping in the plane that shows them largest, so non-planar and keyholed polygons
/// work. A polygon that crosses itself has no right answer: it gets n − 2 triangles all the same.
class PolygonCutter {
 public:
  /// `budget` bounds the point-in-triangle tests of all polygons together; beyond it polygons become fans.
  explicit PolygonCutter(std::uint64_t budget) : budget_(budget) {}

  /// Corners of the triangles, as indices into `corners`, three each. Valid until the next call.
  std::span<const std::uint32_t> cut(std::span<const float3> corners);

  /// Concave polygons that became fans because the budget was used up.
  [[nodiscard]] std::uint64_t fanned() const { return fanned_; }

 private:
  struct Point {
    double x, y;
  };
  bool cut_quad(std::span<const float3> corners);
  bool project(std::span<const float3> corners);
  [[nodiscard]] bool is_convex() const;
  void fan(std::size_t count);
  void clip_ears();
  [[nodiscard]] double turn(std::uint32_t i) const;
  bool is_ear(std::uint32_t i);
  void clip(std::uint32_t i);
  void update_blocking(std::uint32_t i);

  std::uint64_t budget_;
  std::uint64_t fanned_ = 0;
  std::vector<Point> points_;
  std::vector<std::uint32_t> previous_, next_;
  std::vector<std::uint8_t> blocking_;   // corners that may lie in an ear: not convex, not clipped
  std::vector<std::uint32_t> blockers_;  // all of those, and some that no longer are
  std::vector<std::uint32_t> triangles_;
};

}  // namespace meshgate
