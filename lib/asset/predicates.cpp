#include "asset/predicates.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace meshgate {
namespace {

__extension__ using int128 = __int128;

constexpr double kEpsilon = 0x1p-53;
constexpr double kBound2d = (3 + 16 * kEpsilon) * kEpsilon;
constexpr double kBound3d = (7 + 56 * kEpsilon) * kEpsilon;

int sign_of(double value) { return value > 0 ? 1 : value < 0 ? -1 : 0; }

// A sum without rounding: components that do not overlap, in order of size (Shewchuk's grow-expansion).
template <std::size_t kCapacity>
class ExactSum {
 public:
  void add(double term) {
    std::size_t kept = 0;
    double rest = term;
    for (std::size_t i = 0; i < size_; ++i) {
      const double sum = rest + parts_[i];
      const double virtual_part = sum - rest;
      const double error = (rest - (sum - virtual_part)) + (parts_[i] - virtual_part);
      if (error != 0) parts_[kept++] = error;
      rest = sum;
    }
    if (rest != 0) parts_[kept++] = rest;
    size_ = kept;
  }
  [[nodiscard]] int sign() const { return size_ == 0 ? 0 : sign_of(parts_[size_ - 1]); }

 private:
  std::array<double, kCapacity> parts_{};
  std::size_t size_ = 0;
};

int orient2d_exact(float2 a, float2 b, float2 c) {
  const auto product = [](float p, float q) { return static_cast<double>(p) * static_cast<double>(q); };
  ExactSum<6> sum;
  sum.add(product(a.x, b.y));
  sum.add(-product(a.y, b.x));
  sum.add(product(b.x, c.y));
  sum.add(-product(b.y, c.x));
  sum.add(product(c.x, a.y));
  sum.add(-product(c.y, a.x));
  return sum.sign();
}

// Adds ± the determinant of the rows a, b, c: products of two floats are exact in double, the third factor
// splits the product into two doubles.
void add_determinant(ExactSum<48>& sum, double sign, float3 a, float3 b, float3 c) {
  const auto add = [&](double factor, float p, float q, float r) {
    const double pq = factor * static_cast<double>(p) * static_cast<double>(q);
    const double high = pq * static_cast<double>(r);
    sum.add(std::fma(pq, static_cast<double>(r), -high));
    sum.add(high);
  };
  add(sign, a.x, b.y, c.z);
  add(-sign, a.x, b.z, c.y);
  add(sign, a.y, b.z, c.x);
  add(-sign, a.y, b.x, c.z);
  add(sign, a.z, b.x, c.y);
  add(-sign, a.z, b.y, c.x);
}

int orient3d_exact(float3 a, float3 b, float3 c, float3 d) {
  // det(a−d, b−d, c−d) without a difference, which could round.
  ExactSum<48> sum;
  add_determinant(sum, 1, a, b, c);
  add_determinant(sum, -1, b, c, d);
  add_determinant(sum, 1, c, d, a);
  add_determinant(sum, -1, d, a, b);
  return -sum.sign();
}

struct Rows {
  double ax, ay, az, bx, by, bz, cx, cy, cz;
};

// The determinant in integers of 128 bits, when all differences are multiples of one power of two and at most
// 2^40 times it: then nothing can overflow. Usual for flat parts of models that were drawn on a grid.
bool sign_in_integers(const Rows& r, double largest, int& sign) {
  int exponent = 0;
  std::frexp(largest, &exponent);
  const int shift = 40 - exponent;
  if (shift < -900 || shift > 900) return false;
  const double scale = std::ldexp(1.0, shift);
  std::array<std::int64_t, 9> n{};
  const std::array<double, 9> values{r.ax, r.ay, r.az, r.bx, r.by, r.bz, r.cx, r.cy, r.cz};
  for (std::size_t i = 0; i < 9; ++i) {
    const double scaled = values[i] * scale;
    n[i] = static_cast<std::int64_t>(scaled);
    if (static_cast<double>(n[i]) != scaled) return false;
  }
  const auto minor = [&](std::size_t i, std::size_t j, std::size_t k, std::size_t l) {
    return static_cast<int128>(n[i]) * n[j] - static_cast<int128>(n[k]) * n[l];
  };
  const int128 det = n[2] * minor(3, 7, 6, 4) + n[5] * minor(6, 1, 0, 7) + n[8] * minor(0, 4, 3, 1);
  sign = det > 0 ? 1 : det < 0 ? -1 : 0;
  return true;
}

// Whether p − q is exactly `difference`.
bool is_exact(float p, float q, double difference) {
  const double pd = static_cast<double>(p), qd = static_cast<double>(q);
  const double virtual_q = pd - difference;
  return (pd - (difference + virtual_q)) + (virtual_q - qd) == 0;
}

}  // namespace

int orient2d(float2 a, float2 b, float2 c) {
  const double acx = static_cast<double>(a.x) - static_cast<double>(c.x);
  const double bcx = static_cast<double>(b.x) - static_cast<double>(c.x);
  const double acy = static_cast<double>(a.y) - static_cast<double>(c.y);
  const double bcy = static_cast<double>(b.y) - static_cast<double>(c.y);
  const double left = acx * bcy, right = acy * bcx;
  const double det = left - right;
  if (std::abs(det) > kBound2d * (std::abs(left) + std::abs(right))) return sign_of(det);
  // A product is zero only where two coordinates are equal: nothing was rounded to it. So it is wherever a
  // corner is one of the edge's ends.
  if (left == 0 && right == 0) return 0;
  return orient2d_exact(a, b, c);
}

int orient3d(float3 a, float3 b, float3 c, float3 d) {
  const double3 da = to_double(d);
  const double3 u = to_double(a) - da, v = to_double(b) - da, w = to_double(c) - da;
  const double vxwy = v.x * w.y, wxvy = w.x * v.y;
  const double wxuy = w.x * u.y, uxwy = u.x * w.y;
  const double uxvy = u.x * v.y, vxuy = v.x * u.y;
  const double det = u.z * (vxwy - wxvy) + v.z * (wxuy - uxwy) + w.z * (uxvy - vxuy);
  const double permanent = (std::abs(vxwy) + std::abs(wxvy)) * std::abs(u.z) +
                           (std::abs(wxuy) + std::abs(uxwy)) * std::abs(v.z) +
                           (std::abs(uxvy) + std::abs(vxuy)) * std::abs(w.z);
  if (std::abs(det) > kBound3d * permanent) return -sign_of(det);
  const bool exact = is_exact(a.x, d.x, u.x) && is_exact(a.y, d.y, u.y) && is_exact(a.z, d.z, u.z) &&
                     is_exact(b.x, d.x, v.x) && is_exact(b.y, d.y, v.y) && is_exact(b.z, d.z, v.z) &&
                     is_exact(c.x, d.x, w.x) && is_exact(c.y, d.y, w.y) && is_exact(c.z, d.z, w.z);
  if (exact) {
    // Products with an exact zero do not round: all of them zero is a true zero.
    if (permanent == 0) return 0;
    const double largest =
        std::max({std::abs(u.x), std::abs(u.y), std::abs(u.z), std::abs(v.x), std::abs(v.y), std::abs(v.z),
                  std::abs(w.x), std::abs(w.y), std::abs(w.z)});
    int sign = 0;
    if (sign_in_integers({u.x, u.y, u.z, v.x, v.y, v.z, w.x, w.y, w.z}, largest, sign)) return -sign;
  }
  return orient3d_exact(a, b, c, d);
}

bool exactly_collinear(float3 a, float3 b, float3 c) {
  return orient2d({a.x, a.y}, {b.x, b.y}, {c.x, c.y}) == 0 &&
         orient2d({a.y, a.z}, {b.y, b.z}, {c.y, c.z}) == 0 &&
         orient2d({a.z, a.x}, {b.z, b.x}, {c.z, c.x}) == 0;
}

Projection projection_of(float3 a, float3 b, float3 c) {
  const double3 n = cross(to_double(b) - to_double(a), to_double(c) - to_double(a));
  const double x = std::abs(n.x), y = std::abs(n.y), z = std::abs(n.z);
  const Projection best = x >= y && x >= z ? Projection::kYz : y >= z ? Projection::kZx : Projection::kXy;
  // The largest component is a true one unless all are rounded from nothing.
  for (const Projection candidate : {best, Projection::kYz, Projection::kZx, Projection::kXy}) {
    if (orient2d(project(a, candidate), project(b, candidate), project(c, candidate)) != 0) return candidate;
  }
  return best;
}

}  // namespace meshgate
