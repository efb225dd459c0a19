#pragma once
// Small value types of geometry. Right-handed; lengths in the units of the file.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace meshgate {

struct float2 {
  float x = 0, y = 0;
  friend bool operator==(const float2&, const float2&) = default;
};
struct float3 {
  float x = 0, y = 0, z = 0;
  friend bool operator==(const float3&, const float3&) = default;
};
struct float4 {
  float x = 0, y = 0, z = 0, w = 0;
  friend bool operator==(const float4&, const float4&) = default;
};
struct double3 {
  double x = 0, y = 0, z = 0;
};

inline bool is_finite(float3 p) { return std::isfinite(p.x) && std::isfinite(p.y) && std::isfinite(p.z); }
inline double3 to_double(float3 p) { return {p.x, p.y, p.z}; }
inline double3 operator-(double3 a, double3 b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
inline double3 operator+(double3 a, double3 b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
inline double3 operator*(double3 a, double s) { return {a.x * s, a.y * s, a.z * s}; }
inline double dot(double3 a, double3 b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
inline double3 cross(double3 a, double3 b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
inline double length(double3 a) { return std::sqrt(dot(a, a)); }

/// Axis-aligned box; empty (min > max) until a point is added.
struct Box3 {
  float3 min{std::numeric_limits<float>::max(), std::numeric_limits<float>::max(),
             std::numeric_limits<float>::max()};
  float3 max{std::numeric_limits<float>::lowest(), std::numeric_limits<float>::lowest(),
             std::numeric_limits<float>::lowest()};

  [[nodiscard]] bool empty() const { return min.x > max.x; }
  /// Of eight, by the bits of `i`: x, y and z are the largest where bit 0, 1 and 2 are set.
  [[nodiscard]] double3 corner(unsigned i) const {
    return {(i & 1U) != 0 ? max.x : min.x, (i & 2U) != 0 ? max.y : min.y, (i & 4U) != 0 ? max.z : min.z};
  }
  [[nodiscard]] double3 middle() const { return (to_double(min) + to_double(max)) * 0.5; }
  /// Borders belong to the box; what is not finite is in none.
  [[nodiscard]] bool contains(float3 p) const {
    return p.x >= min.x && p.x <= max.x && p.y >= min.y && p.y <= max.y && p.z >= min.z && p.z <= max.z;
  }
  void add(float3 p) {
    min = {std::min(min.x, p.x), std::min(min.y, p.y), std::min(min.z, p.z)};
    max = {std::max(max.x, p.x), std::max(max.y, p.y), std::max(max.z, p.z)};
  }
  void add(const Box3& other) {
    if (other.empty()) return;
    add(other.min);
    add(other.max);
  }
};

/// Column-major 4×4 matrix, as in glTF: element (row r, column c) is `m[4 * c + r]`.
struct Matrix4 {
  std::array<double, 16> m{1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
  friend bool operator==(const Matrix4&, const Matrix4&) = default;
};
Matrix4 operator*(const Matrix4& a, const Matrix4& b);
/// Transforms a point (w = 1).
double3 transform_point(const Matrix4& matrix, double3 point);
/// Determinant of the upper 3×3 part: its sign tells a mirrored node, its size the volume factor.
double determinant3(const Matrix4& matrix);

}  // namespace meshgate
