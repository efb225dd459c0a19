#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <random>

#include "asset/predicates.h"

using namespace meshgate;

namespace {

__extension__ using Int = __int128;

int sign_of(Int value) { return value > 0 ? 1 : value < 0 ? -1 : 0; }

struct Point {
  std::int64_t x, y, z;
};

Int determinant(const Point& a, const Point& b, const Point& c, const Point& d) {
  const Int ux = a.x - d.x, uy = a.y - d.y, uz = a.z - d.z;
  const Int vx = b.x - d.x, vy = b.y - d.y, vz = b.z - d.z;
  const Int wx = c.x - d.x, wy = c.y - d.y, wz = c.z - d.z;
  return ux * (vy * wz - vz * wy) - uy * (vx * wz - vz * wx) + uz * (vx * wy - vy * wx);
}

float3 to_float3(const Point& p, int exponent) {
  return {std::ldexp(static_cast<float>(p.x), exponent), std::ldexp(static_cast<float>(p.y), exponent),
          std::ldexp(static_cast<float>(p.z), exponent)};
}

}  // namespace

TEST_CASE("orient3d: a counter-clockwise triangle seen from above is positive", "[predicates]") {
  CHECK(orient3d({0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}) == 1);
  CHECK(orient3d({0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {0, 0, -1}) == -1);
  CHECK(orient3d({0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {7, -3, 0}) == 0);
  CHECK(orient2d({0, 0}, {1, 0}, {0, 1}) == 1);
  CHECK(orient2d({0, 0}, {0, 1}, {1, 0}) == -1);
  CHECK(orient2d({0, 0}, {1, 1}, {3, 3}) == 0);
}

TEST_CASE("orient3d: agrees with integers, near planes and at every scale", "[predicates]") {
  std::mt19937 random(7);
  // Small ranges give many exact zeros, 2^24 uses every bit of a float.
  for (const std::int64_t range : {3, 40, 5000, 1 << 24}) {
    std::uniform_int_distribution<std::int64_t> coordinate(-range, range);
    for (int i = 0; i < 4000; ++i) {
      Point p[4];
      for (Point& point : p) point = {coordinate(random), coordinate(random), coordinate(random)};
      if (i % 2 == 0) {
        // d close to the plane of a, b, c: a + (b − a)·s + (c − a)·t, rounded.
        const auto mix = [&](std::int64_t a, std::int64_t b, std::int64_t c) { return (2 * a + b + c) / 4; };
        p[3] = {mix(p[0].x, p[1].x, p[2].x), mix(p[0].y, p[1].y, p[2].y), mix(p[0].z, p[1].z, p[2].z)};
      }
      const int expected = -sign_of(determinant(p[0], p[1], p[2], p[3]));
      for (const int exponent : {0, -140, 100}) {
        float3 f[4];
        for (int k = 0; k < 4; ++k) f[k] = to_float3(p[k], exponent);
        REQUIRE(orient3d(f[0], f[1], f[2], f[3]) == expected);
        REQUIRE(orient3d(f[1], f[2], f[0], f[3]) == expected);
        REQUIRE(orient3d(f[1], f[0], f[2], f[3]) == -expected);
        REQUIRE(orient3d(f[3], f[0], f[2], f[1]) == expected);  // an even permutation
      }
    }
  }
}

TEST_CASE("orient2d: agrees with integers", "[predicates]") {
  std::mt19937 random(8);
  for (const std::int64_t range : {3, 300, 1 << 24}) {
    std::uniform_int_distribution<std::int64_t> coordinate(-range, range);
    for (int i = 0; i < 4000; ++i) {
      const std::int64_t ax = coordinate(random), ay = coordinate(random), bx = coordinate(random),
                         by = coordinate(random);
      std::int64_t cx = coordinate(random), cy = coordinate(random);
      if (i % 2 == 0) {
        cx = (ax + bx) / 2;
        cy = (ay + by) / 2;
      }
      const int expected = sign_of(Int{ax - cx} * (by - cy) - Int{ay - cy} * (bx - cx));
      const auto f = [](std::int64_t v) { return static_cast<float>(v); };
      REQUIRE(orient2d({f(ax), f(ay)}, {f(bx), f(by)}, {f(cx), f(cy)}) == expected);
    }
  }
}

TEST_CASE("orient3d: exact where differences round even in double", "[predicates]") {
  // The plane x = y through points of very different size; d misses it by the last bit of 1e-30.
  const float3 a{1e30F, 1e30F, 0}, b{-1e30F, -1e30F, 1}, c{3, 3, 1e20F};
  const float small = 1e-30F;
  CHECK(orient3d(a, b, c, {small, small, 5}) == 0);
  const int above = orient3d(a, b, c, {std::nextafter(small, 1.0F), small, 5});
  CHECK(above != 0);
  CHECK(orient3d(a, b, c, {small, std::nextafter(small, 1.0F), 5}) == -above);
  const float tiny = std::numeric_limits<float>::denorm_min(), huge = std::numeric_limits<float>::max();
  CHECK(orient3d({0, 0, 0}, {tiny, 0, 0}, {0, tiny, 0}, {0, 0, tiny}) == 1);
  CHECK(orient3d({0, 0, 0}, {huge, 0, 0}, {0, huge, 0}, {0, 0, huge}) == 1);
  CHECK(orient3d({-huge, -huge, -huge}, {huge, 0, 0}, {0, huge, 0}, {0, 0, huge}) != 0);
}

TEST_CASE("collinear: decided in space, not in one projection", "[predicates]") {
  CHECK(exactly_collinear({0, 0, 0}, {1, 2, 3}, {2, 4, 6}));
  CHECK(exactly_collinear({1, 1, 1}, {1, 1, 1}, {5, 0, 2}));
  CHECK_FALSE(exactly_collinear({0, 0, 0}, {0, 0, 1}, {0, 1, 1}));
  CHECK_FALSE(exactly_collinear({0, 0, 0}, {1, 1, 1}, {2, 2, std::nextafter(2.0F, 3.0F)}));
}
