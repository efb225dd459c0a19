#include "formats/detail/usd_xform.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

namespace meshgate {
namespace {

Matrix4 translation(const std::vector<double>& v) {
  Matrix4 matrix;
  for (std::size_t i = 0; i < 3; ++i) matrix.m[12 + i] = v[i];
  return matrix;
}

Matrix4 scaling(const std::vector<double>& v) {
  Matrix4 matrix;
  for (std::size_t i = 0; i < 3; ++i) matrix.m[5 * i] = v[i];
  return matrix;
}

Matrix4 rotation(std::size_t axis, double degrees) {
  const double angle = degrees * std::numbers::pi / 180;
  // Right angles are common, and are to stay exact.
  const bool right = std::fmod(degrees, 90) == 0;
  const double c = right ? std::round(std::cos(angle)) : std::cos(angle);
  const double s = right ? std::round(std::sin(angle)) : std::sin(angle);
  const std::size_t a = (axis + 1) % 3, b = (axis + 2) % 3;
  Matrix4 matrix;
  matrix.m[4 * a + a] = c;
  matrix.m[4 * a + b] = s;
  matrix.m[4 * b + a] = -s;
  matrix.m[4 * b + b] = c;
  return matrix;
}

// x, y, z, w.
Matrix4 from_quaternion(const std::vector<double>& q) {
  const double norm = std::sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
  const double scale = norm > 0 ? 1 / norm : 1;
  const double x = q[0] * scale, y = q[1] * scale, z = q[2] * scale, w = q[3] * scale;
  Matrix4 matrix;
  matrix.m = {1 - 2 * (y * y + z * z),
              2 * (x * y + z * w),
              2 * (x * z - y * w),
              0,
              2 * (x * y - z * w),
              1 - 2 * (x * x + z * z),
              2 * (y * z + x * w),
              0,
              2 * (x * z + y * w),
              2 * (y * z - x * w),
              1 - 2 * (x * x + y * y),
              0,
              0,
              0,
              0,
              1};
  return matrix;
}

// Inverse of a matrix whose last row is 0 0 0 1.
std::optional<Matrix4> inverse(const Matrix4& matrix) {
  const auto& m = matrix.m;
  const double determinant = determinant3(matrix);
  if (determinant == 0 || !std::isfinite(determinant)) return std::nullopt;
  const auto at = [&](std::size_t row, std::size_t column) { return m[4 * column + row]; };
  Matrix4 result;
  for (std::size_t r = 0; r < 3; ++r) {
    for (std::size_t c = 0; c < 3; ++c) {
      // The cofactor of the transposed place.
      const std::size_t r1 = (c + 1) % 3, r2 = (c + 2) % 3, c1 = (r + 1) % 3, c2 = (r + 2) % 3;
      result.m[4 * c + r] = (at(r1, c1) * at(r2, c2) - at(r1, c2) * at(r2, c1)) / determinant;
    }
  }
  for (std::size_t r = 0; r < 3; ++r) {
    double sum = 0;
    for (std::size_t c = 0; c < 3; ++c) sum += result.m[4 * c + r] * m[12 + c];
    result.m[12 + r] = -sum;
  }
  return result;
}

// "rotateXYZ" turns about x first, so the matrix of x stands last.
std::optional<Matrix4> euler(std::string_view order, const std::vector<double>& degrees) {
  Matrix4 matrix;
  for (const char axis : order) {
    if (axis < 'X' || axis > 'Z') return std::nullopt;
    const auto number = static_cast<std::size_t>(axis - 'X');
    matrix = rotation(number, degrees.size() == 1 ? degrees[0] : degrees[number]) * matrix;
  }
  return matrix;
}

std::optional<Matrix4> matrix_of(std::string_view kind, const UsdValue& value) {
  const std::vector<double>& v = value.exact;
  if (std::any_of(v.begin(), v.end(), [](double x) { return !std::isfinite(x); })) return std::nullopt;
  if (kind == "translate" && v.size() == 3) return translation(v);
  if (kind == "scale" && v.size() == 3) return scaling(v);
  if (kind == "orient" && v.size() == 4) return from_quaternion(v);
  if (kind.starts_with("rotate")) {
    const std::string_view order = kind.substr(6);
    if (order.size() == v.size() && (v.size() == 1 || v.size() == 3)) return euler(order, v);
  }
  // Rows of a matrix for row vectors are the columns of ours.
  if (kind == "transform" && v.size() == 16) {
    Matrix4 matrix;
    std::copy(v.begin(), v.end(), matrix.m.begin());
    return matrix;
  }
  return std::nullopt;
}

}  // namespace

UsdPlace read_usd_place(const UsdStage& stage, std::uint32_t prim) {
  UsdPlace place;
  const UsdValue order = stage.value(prim, "xformOpOrder");
  for (const std::string& name : order.texts) {
    if (name == "!resetXformStack!") {
      place.resets = true;
      place.local = {};
      continue;
    }
    std::string_view operation = name;
    const bool inverted = operation.starts_with("!invert!");
    if (inverted) operation.remove_prefix(8);
    const UsdOpinion opinion = stage.find_value(prim, operation);
    std::optional<Matrix4> matrix;
    if (opinion && operation.starts_with("xformOp:")) {
      std::string_view kind = operation.substr(8);
      kind = kind.substr(0, kind.find(':'));
      matrix = matrix_of(kind, stage.value(opinion));
      place.animated = place.animated || opinion.property->animated;
    }
    if (matrix && inverted) matrix = inverse(*matrix);
    if (matrix) {
      place.local = place.local * *matrix;
    } else {
      place.damaged = true;
    }
  }
  return place;
}

}  // namespace meshgate
