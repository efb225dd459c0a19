#pragma once
// Matrices as translation, rotation and scale.
#include <array>
#include <optional>

#include "meshgate/geometry.h"

namespace meshgate {

/// A unit quaternion, x y z w.
using Quaternion = std::array<double, 4>;

/// Of an orthogonal matrix without mirroring (the upper 3×3 part).
Quaternion to_quaternion(const Matrix4& rotation);

/// The upper 3×3 part of a matrix as outer · diag(scale) · inner, where outer and inner are rotations: any
/// matrix is such a product, also one that shears, mirrors (a scale is negative) or flattens (one is 0).
struct Factors {
  Quaternion outer{0, 0, 0, 1};
  std::array<double, 3> scale{1, 1, 1};
  Quaternion inner{0, 0, 0, 1};
};
/// By one-sided Jacobi rotations; exact to rounding. All elements must be finite.
Factors factorize(const Matrix4& matrix);

/// Whether the matrix is affine and its columns are at right angles to within `tolerance` of their lengths
/// and not zero: then it is one translation, rotation and scale.
bool is_trs(const Matrix4& matrix, double tolerance);

}  // namespace meshgate
