#pragma once
// How often a surface winds around a point: also for surfaces with holes, where crossings mean nothing.
#include <array>
#include <stop_token>
#include <vector>

#include "asset/closest_point.h"

namespace meshgate {

/// Signed solid angle of a triangle seen from a point, 4π for all around (van Oosterom & Strackee 1983).
double solid_angle(const std::array<float3, 3>& triangle, double3 point);

/// The generalised winding number (Jacobson 2013): the solid angle that the faces fill, seen from the point,
/// over 4π. 1 inside of a closed surface that faces outwards, 0 outside, in between near holes.
///
/// Fast evaluation of Barill et al. 2018: a node of the tree that is far away is one dipole. Off by less than
/// 0.03 for ordinary surfaces. 40 bytes a face besides the tree, which must outlive it.
class WindingNumber {
 public:
  WindingNumber() = default;
  /// O(n), parallel, the same for any number of threads.
  WindingNumber(const ClosestPoint& surface, const std::stop_token& stop);

  /// Expected O(log n); may be called from several threads. 0 for a point that is not finite.
  [[nodiscard]] double at(float3 point) const;

 private:
  struct Dipole {
    float3 centre;     // of area
    float radius = 0;  // of a ball around the centre with all faces of the node
    double3 normal;    // sum of area vectors
    double area = 0;
  };
  [[nodiscard]] Dipole merged(const Dipole* children, std::size_t count, const BoxPacket& boxes) const;

  const ClosestPoint* surface_ = nullptr;
  std::vector<std::vector<Dipole>> levels_;  // entry i of level k stands for node i there
};

}  // namespace meshgate
