#pragma once
// The nearest point of a surface, for millions of points.
#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <stop_token>
#include <vector>

#include "asset/box_tree.h"
#include "core/buffer.h"
#include "meshgate/geometry.h"
#include "meshgate/mesh.h"

namespace meshgate {

/// Where a point meets the surface.
struct ClosestHit {
  float distance = std::numeric_limits<float>::infinity();  ///< never negative; rounded from double
  std::uint32_t face = kNoIndex;                            ///< kNoIndex: no face within the limit
  float3 point;                                             ///< on the face
};

/// Point of a triangle that is nearest to a point, and the square of its distance. Computed in double: the
/// interior by the plane, else the nearest of the three edges; a degenerate triangle is its edges.
struct TrianglePoint {
  double3 point;
  double squared = 0;
};
TrianglePoint closest_on_triangle(double3 p, const std::array<float3, 3>& triangle);

/// Numbers of the finite points along a Morton curve: the order in which to ask. O(n log n), parallel.
std::vector<std::uint32_t> curve_through(std::span<const float3> points, const std::stop_token& stop);

/// Four triangles, for tests of all four at once. Unused lanes are anything finite.
struct TrianglePacket {
  alignas(16) std::array<std::array<float, 4>, 9> coordinates{};  ///< x, y, z of the three corners

  void set(std::size_t lane, const std::array<float3, 3>& triangle);
  [[nodiscard]] std::array<float3, 3> triangle(std::size_t lane) const;
};

/// Lanes of triangles that are surely farther from a point than the root of `squared`; others may be, too.
/// Quick, in float: worth it where many triangles are about as near as the nearest one, far from a fine
/// surface. Never a lane whose triangle is as near.
unsigned farther_lanes(const TrianglePacket& triangles, float3 point, double squared);

/// Triangles prepared for questions of distance. Faces with an index out of range or a corner that is not
/// finite are left out; degenerate ones count as the segments they are.
///
/// Of several faces at the same distance the one with the smallest number answers, whatever the order of the
/// questions. Coordinates may have any finite size. Faces by the dozen that lie together, seen from more than
/// 2^16 times the size of their place away, look the same: one of the nearest answers then, its distance
/// right to 2^-26 of itself. 80 bytes a face; the spans are not needed afterwards.
class ClosestPoint {
 public:
  static constexpr float kAnyDistance = std::numeric_limits<float>::infinity();

  ClosestPoint() = default;
  /// O(n log n), parallel, the same for any number of threads. Throws Cancelled and std::bad_alloc.
  ClosestPoint(std::span<const float3> positions, std::span<const std::uint32_t> indices,
               const std::stop_token& stop);

  [[nodiscard]] bool empty() const { return tree_.size() == 0; }
  [[nodiscard]] const BoxTree& tree() const { return tree_; }
  /// Corners of the face in a slot of the tree.
  [[nodiscard]] std::array<float3, 3> triangle(std::size_t slot) const {
    return triangles_[slot / 4].triangle(slot % 4);
  }

  /// The nearest point at most `max_distance` away. No hit for a point that is not finite and for an empty
  /// surface. Expected O(log n); may be called from several threads.
  [[nodiscard]] ClosestHit find(float3 point, float max_distance = kAnyDistance) const;

  /// The same, quicker for points that follow each other closely: `start` is where the last answer of such a
  /// series was found, kNoIndex at first.
  [[nodiscard]] ClosestHit find_from(float3 point, float max_distance, std::uint32_t& start) const;

  /// The same for many points in any order, one hit each: they are taken along a Morton curve, each search
  /// starting with the answer of the one before, by all threads. About 1 µs a point and thread.
  [[nodiscard]] std::vector<ClosestHit> find_all(std::span<const float3> points, float max_distance,
                                                 const std::stop_token& stop) const;

 private:
  struct Best;
  struct Node;
  struct PlainView;
  struct WideView;
  [[nodiscard]] bool is_plain(float3 point) const;
  void test_slot(double3 point, std::size_t slot, Best& best) const;
  template <class View>
  void search(const View& view, Node root, Best& best) const;
  void look_from_afar(double3 point, Node crowd, const Box3& box, Best& best) const;
  void search_all(float3 point, Best& best) const;
  [[nodiscard]] static ClosestHit hit(const Best& best, float max_distance);

  BoxTree tree_;
  Buffer<TrianglePacket> triangles_;  // by slot of the tree
  double3 centre_;                    // of the bounds
  double plain_reach_squared_ = -1;   // so far from the centre float tells boxes apart
};

}  // namespace meshgate
