#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <vector>

#include "asset/predicates.h"
#include "asset/triangle_overlap.h"
#include "support/reference_overlap.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

Triangle random_triangle(std::mt19937& random, int range) {
  std::uniform_int_distribution<int> coordinate(0, range);
  const auto point = [&] {
    return float3{static_cast<float>(coordinate(random)), static_cast<float>(coordinate(random)),
                  static_cast<float>(coordinate(random))};
  };
  while (true) {
    const Triangle t{point(), point(), point()};
    if (has_area(t[0], t[1], t[2])) return t;
  }
}

}  // namespace

TEST_CASE("overlap: touching is not crossing", "[overlap]") {
  const Triangle flat{float3{0, 0, 0}, float3{4, 0, 0}, float3{0, 4, 0}};
  const auto with = [&](float3 a, float3 b, float3 c) { return overlap_of(flat, {a, b, c}); };
  CHECK(with({1, 1, -1}, {1, 1, 1}, {1, 2, 1}) == TriangleOverlap::kCrossing);
  CHECK(with({1, 1, 1}, {1, 1, 2}, {1, 2, 2}) == TriangleOverlap::kNone);
  // A corner in the inside of the other counts, on its edge it does not.
  CHECK(with({1, 1, 0}, {1, 1, 2}, {1, 2, 2}) == TriangleOverlap::kCrossing);
  CHECK(with({2, 0, 0}, {2, 0, 2}, {2, -2, 2}) == TriangleOverlap::kNone);
  // An edge along an edge (a T-junction) does not count; an edge through the inside does.
  CHECK(with({1, 0, 0}, {3, 0, 0}, {2, 0, 2}) == TriangleOverlap::kNone);
  CHECK(with({1, 1, 0}, {2, 1, 0}, {2, 1, 2}) == TriangleOverlap::kCrossing);
  // In one plane: areas must overlap.
  CHECK(with({1, 1, 0}, {5, 1, 0}, {5, 5, 0}) == TriangleOverlap::kCoplanar);
  CHECK(with({1, 0, 0}, {3, 0, 0}, {2, -2, 0}) == TriangleOverlap::kNone);
  CHECK(with({0, 0, 0}, {4, 0, 0}, {0, 4, 0}) == TriangleOverlap::kCoplanar);
}

TEST_CASE("overlap: agrees with a clipping reference", "[overlap]") {
  std::mt19937 random(11);
  std::size_t seen[3] = {};
  for (const int range : {1, 2, 3, 6, 20}) {
    for (int i = 0; i < 8000; ++i) {
      const Triangle s = random_triangle(random, range);
      Triangle t = random_triangle(random, range);
      if (i % 4 == 0) {
        for (float3& p : t) p.z = s[0].z;  // more of them in one plane
        if (!has_area(t[0], t[1], t[2])) continue;
      }
      const TriangleOverlap expected = reference_overlap(s, t);
      const bool shares = std::any_of(
          s.begin(), s.end(), [&](const float3& p) { return std::find(t.begin(), t.end(), p) != t.end(); });
      if (shares) continue;
      ++seen[static_cast<std::size_t>(expected)];
      CAPTURE(range, i);
      REQUIRE(overlap_of(s, t) == expected);
      REQUIRE(overlap_of(t, s) == expected);
      REQUIRE(overlap_of({s[1], s[2], s[0]}, {t[1], t[0], t[2]}) == expected);
    }
  }
  for (const std::size_t count : seen) CHECK(count > 50);
}

TEST_CASE("overlap: neighbours at a corner and at an edge agree with the reference", "[overlap]") {
  std::mt19937 random(12);
  std::size_t seen[2][3] = {};
  for (const int range : {1, 2, 3, 6}) {
    for (int i = 0; i < 20000; ++i) {
      const Triangle s = random_triangle(random, range);
      Triangle t = random_triangle(random, range);
      const bool edge = i % 2 == 0;
      t[0] = s[0];
      if (edge) t[1] = s[1];
      if (!has_area(t[0], t[1], t[2])) continue;
      const auto shared = std::count_if(
          s.begin(), s.end(), [&](const float3& p) { return std::find(t.begin(), t.end(), p) != t.end(); });
      if (shared != (edge ? 2 : 1)) continue;
      const TriangleOverlap expected = reference_overlap(s, t);
      ++seen[edge][static_cast<std::size_t>(expected)];
      CAPTURE(range, i, edge);
      if (edge) {
        REQUIRE(overlap_at_edge(s, t) == expected);
        REQUIRE(overlap_at_edge({s[1], s[0], s[2]}, {t[1], t[0], t[2]}) == expected);
      } else {
        REQUIRE(overlap_at_corner(s, t) == expected);
        REQUIRE(overlap_at_corner(t, s) == expected);
        REQUIRE(overlap_at_corner({s[0], s[2], s[1]}, t) == expected);
      }
    }
  }
  for (const std::size_t count : seen[0]) CHECK(count > 50);
  CHECK(seen[1][static_cast<std::size_t>(TriangleOverlap::kCoplanar)] > 50);
  CHECK(seen[1][static_cast<std::size_t>(TriangleOverlap::kCrossing)] == 0);
}
