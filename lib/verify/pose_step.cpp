#include "verify/pose_step.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace meshgate {
namespace {

// Solves the symmetric positive system of seven unknowns by Cholesky; false when it is singular.
using Vector7 = std::array<double, 7>;
bool solve(std::array<Vector7, 7> a, Vector7 b, Vector7& x) {
  for (std::size_t i = 0; i < 7; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = a[i][j];
      for (std::size_t k = 0; k < j; ++k) sum -= a[i][k] * a[j][k];
      if (i != j) {
        a[i][j] = sum / a[j][j];
      } else {
        if (!(sum > 0)) return false;
        a[i][i] = std::sqrt(sum);
      }
    }
  }
  for (std::size_t i = 0; i < 7; ++i) {
    double sum = b[i];
    for (std::size_t k = 0; k < i; ++k) sum -= a[i][k] * x[k];
    x[i] = sum / a[i][i];
  }
  for (std::size_t i = 7; i-- > 0;) {
    double sum = x[i];
    for (std::size_t k = i + 1; k < 7; ++k) sum -= a[k][i] * x[k];
    x[i] = sum / a[i][i];
  }
  return true;
}

}  // namespace

std::optional<PoseStep> step_towards(std::span<const PointPair> pairs, const StepFrame& frame) {
  std::array<Vector7, 7> a{};
  Vector7 b{};
  for (const PointPair& pair : pairs) {
    const double3 p = (pair.point - frame.centre) * (1 / frame.size);
    const double3 q = (pair.target - frame.centre) * (1 / frame.size);
    const double3 n = pair.normal;
    const double3 turn = cross(p, n);
    const Vector7 row{turn.x, turn.y, turn.z, n.x, n.y, n.z, dot(p, n)};
    const double rest = dot(q - p, n);
    for (std::size_t r = 0; r < 7; ++r) {
      for (std::size_t c = 0; c <= r; ++c) a[r][c] += row[r] * row[c];
      b[r] += row[r] * rest;
    }
  }
  double trace = 0;
  for (std::size_t r = 0; r < 7; ++r) trace += a[r][r];
  if (!(trace > 0)) return std::nullopt;
  // Damping holds what the surface leaves free, as a ball its turning.
  for (std::size_t r = 0; r < 7; ++r) a[r][r] += 1e-9 * trace;
  const auto fix = [&](std::size_t unknown) {
    for (std::size_t i = 0; i < 7; ++i) a[std::max(unknown, i)][std::min(unknown, i)] = 0;
    a[unknown][unknown] = trace;
    b[unknown] = 0;
  };
  if (frame.freedom != PoseFreedom::kSimilarity) fix(6);
  if (frame.freedom == PoseFreedom::kMoves) {
    for (const std::size_t unknown : {0U, 1U, 2U}) fix(unknown);
  }
  Vector7 x{};
  if (!solve(a, b, x)) return std::nullopt;
  PoseStep step;
  step.size = std::sqrt(std::inner_product(x.begin(), x.end(), x.begin(), 0.0));
  step.change = turn_about({x[0], x[1], x[2]}, {});
  step.change.scale = std::exp(std::clamp(x[6], -0.5, 0.5));
  // About the centre: c + s R (x − c) + t.
  const double3 shift = double3{x[3], x[4], x[5]} * frame.size;
  step.change.offset = frame.centre + shift - step.change.turn(frame.centre) * step.change.scale;
  return step;
}

}  // namespace meshgate
