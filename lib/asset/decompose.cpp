#include "asset/decompose.h"

#include <algorithm>
#include <cmath>

namespace meshgate {
namespace {

using Columns = std::array<double3, 3>;

Columns columns_of(const Matrix4& matrix) {
  const auto& m = matrix.m;
  return {double3{m[0], m[1], m[2]}, double3{m[4], m[5], m[6]}, double3{m[8], m[9], m[10]}};
}

Matrix4 matrix_of(const Columns& c) {
  Matrix4 matrix;
  matrix.m = {c[0].x, c[0].y, c[0].z, 0, c[1].x, c[1].y, c[1].z, 0, c[2].x, c[2].y, c[2].z, 0, 0, 0, 0, 1};
  return matrix;
}

// Turns columns p and q of `a` (and of `v` with them) in their plane so that they are at right angles.
bool rotate_pair(std::size_t p, std::size_t q, Columns& a, Columns& v) {
  const double alpha = dot(a[p], a[p]), beta = dot(a[q], a[q]), gamma = dot(a[p], a[q]);
  if (std::abs(gamma) <= 1e-16 * std::sqrt(alpha * beta)) return false;
  const double zeta = (beta - alpha) / (2 * gamma);
  const double t = (zeta < 0 ? -1 : 1) / (std::abs(zeta) + std::sqrt(1 + zeta * zeta));
  const double c = 1 / std::sqrt(1 + t * t), s = c * t;
  for (Columns* columns : {&a, &v}) {
    const double3 first = (*columns)[p], second = (*columns)[q];
    (*columns)[p] = first * c - second * s;
    (*columns)[q] = first * s + second * c;
  }
  return true;
}

double3 any_across(double3 n) {
  const double3 axis = std::abs(n.x) < 0.6 ? double3{1, 0, 0} : double3{0, 1, 0};
  const double3 across = cross(n, axis);
  return across * (1 / length(across));
}

// Orthonormal, right-handed columns along those of `a`; columns without length get what is missing. The
// lengths go to `scale`, negative where the hand had to change.
Columns orthonormal(const Columns& a, std::array<double, 3>& scale) {
  const double largest = std::max({length(a[0]), length(a[1]), length(a[2])});
  Columns u{};
  std::array<bool, 3> has{};
  for (std::size_t i = 0; i < 3; ++i) {
    scale[i] = length(a[i]);
    has[i] = scale[i] > 1e-14 * largest;
    if (has[i]) u[i] = a[i] * (1 / scale[i]);
    if (!has[i]) scale[i] = 0;
  }
  for (std::size_t i = 0; i < 3; ++i) {
    if (has[i]) continue;
    const std::size_t j = (i + 1) % 3, k = (i + 2) % 3;
    u[i] = has[j] && has[k] ? cross(u[j], u[k])
           : has[j]         ? any_across(u[j])
           : has[k]         ? any_across(u[k])
                            : double3{i == 0 ? 1.0 : 0, i == 1 ? 1.0 : 0, i == 2 ? 1.0 : 0};
    has[i] = true;
  }
  if (dot(cross(u[0], u[1]), u[2]) < 0) {
    u[2] = u[2] * -1;
    scale[2] = -scale[2];
  }
  return u;
}

}  // namespace

Quaternion to_quaternion(const Matrix4& rotation) {
  const Columns c = columns_of(rotation);
  const double trace = c[0].x + c[1].y + c[2].z;
  Quaternion q;
  if (trace > 0) {
    const double s = 2 * std::sqrt(1 + trace);
    q = {(c[1].z - c[2].y) / s, (c[2].x - c[0].z) / s, (c[0].y - c[1].x) / s, s / 4};
  } else if (c[0].x > c[1].y && c[0].x > c[2].z) {
    const double s = 2 * std::sqrt(1 + c[0].x - c[1].y - c[2].z);
    q = {s / 4, (c[1].x + c[0].y) / s, (c[2].x + c[0].z) / s, (c[1].z - c[2].y) / s};
  } else if (c[1].y > c[2].z) {
    const double s = 2 * std::sqrt(1 + c[1].y - c[0].x - c[2].z);
    q = {(c[1].x + c[0].y) / s, s / 4, (c[2].y + c[1].z) / s, (c[2].x - c[0].z) / s};
  } else {
    const double s = 2 * std::sqrt(1 + c[2].z - c[0].x - c[1].y);
    q = {(c[2].x + c[0].z) / s, (c[2].y + c[1].z) / s, s / 4, (c[0].y - c[1].x) / s};
  }
  const double size = std::sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
  for (double& component : q) component /= size;
  return q;
}

Factors factorize(const Matrix4& matrix) {
  constexpr int kMaxSweeps = 40;  // a handful is the rule
  Columns a = columns_of(matrix), v = columns_of(Matrix4{});
  for (int sweep = 0; sweep < kMaxSweeps; ++sweep) {
    const bool first = rotate_pair(0, 1, a, v), second = rotate_pair(0, 2, a, v),
               third = rotate_pair(1, 2, a, v);
    if (!first && !second && !third) break;
  }
  // matrix · v = a, so matrix = outer · scale · vᵀ.
  Factors factors;
  factors.outer = to_quaternion(matrix_of(orthonormal(a, factors.scale)));
  const Quaternion turned = to_quaternion(matrix_of(v));
  factors.inner = {-turned[0], -turned[1], -turned[2], turned[3]};
  return factors;
}

bool is_trs(const Matrix4& matrix, double tolerance) {
  const auto& m = matrix.m;
  if (m[3] != 0 || m[7] != 0 || m[11] != 0 || m[15] != 1 || determinant3(matrix) == 0) return false;
  const Columns c = columns_of(matrix);
  const auto skewed = [&](double3 a, double3 b) {
    return std::abs(dot(a, b)) > tolerance * length(a) * length(b);
  };
  return !skewed(c[0], c[1]) && !skewed(c[1], c[2]) && !skewed(c[0], c[2]);
}

}  // namespace meshgate
