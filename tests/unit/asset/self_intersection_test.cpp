#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <set>

#include "asset/facts.h"
#include "asset/predicates.h"
#include "core/parallel.h"
#include "support/mesh_builder.h"
#include "support/reference_overlap.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

SelfIntersection search(const Shape& shape) {
  const Asset asset = make_asset(shape);
  const AssetFacts facts(asset, {});
  return facts.surfaces().front().self_intersection();
}

Shape grid_soup(std::uint32_t seed, std::size_t faces, int range) {
  std::mt19937 random(seed);
  Shape shape;
  for (int z = 0; z < range; ++z) {
    for (int y = 0; y < range; ++y) {
      for (int x = 0; x < range; ++x)
        shape.positions.push_back({static_cast<float>(x), static_cast<float>(y), static_cast<float>(z)});
    }
  }
  while (shape.faces() < faces) {
    for (int k = 0; k < 3; ++k)
      shape.indices.push_back(static_cast<std::uint32_t>(random() % shape.positions.size()));
  }
  return shape;
}

struct Expected {
  std::set<std::size_t> crossing, coplanar, all;
};

Expected brute_force(const Shape& shape) {
  Expected expected;
  const auto triangle = [&](std::size_t f) {
    return Triangle{shape.positions[shape.indices[3 * f]], shape.positions[shape.indices[3 * f + 1]],
                    shape.positions[shape.indices[3 * f + 2]]};
  };
  for (std::size_t f = 0; f < shape.faces(); ++f) {
    for (std::size_t g = 0; g < f; ++g) {
      const Triangle s = triangle(f), t = triangle(g);
      if (!has_area(s[0], s[1], s[2]) || !has_area(t[0], t[1], t[2])) continue;
      if (std::is_permutation(s.begin(), s.end(), t.begin())) continue;
      const TriangleOverlap overlap = reference_overlap(s, t);
      if (overlap == TriangleOverlap::kNone) continue;
      (overlap == TriangleOverlap::kCrossing ? expected.crossing : expected.coplanar).insert({f, g});
      expected.all.insert({f, g});
    }
  }
  return expected;
}

}  // namespace

TEST_CASE("self-intersection: clean closed meshes have none", "[intersection]") {
  for (const Shape& shape : {cube(), torus(50, 30), sphere(20), shuffled(torus(50, 30), 5)}) {
    const SelfIntersection found = search(shape);
    CHECK(found.faces == 0);
    CHECK_FALSE(found.gave_up);
  }
}

TEST_CASE("self-intersection: agrees with all pairs of the reference", "[intersection]") {
  for (std::uint32_t seed = 0; seed < 80; ++seed) {
    const Shape shape = grid_soup(seed, 4 + seed / 2, 3 + static_cast<int>(seed % 4));
    const Expected expected = brute_force(shape);
    const SelfIntersection found = search(shape);
    CAPTURE(seed);
    if (shape.faces() <= 9) {  // of more, a face may have settled before it met both kinds
      CHECK(found.crossing_faces == expected.crossing.size());
      CHECK(found.coplanar_faces == expected.coplanar.size());
    }
    REQUIRE(found.faces == expected.all.size());
    for (const std::size_t face : expected.all)
      CHECK((found.crossing.test(face) || found.coplanar.test(face)));
  }
}

TEST_CASE("self-intersection: faces that meet very many others are all found", "[intersection]") {
  const Shape shape = grid_soup(77, 1500, 5);
  CHECK(search(shape).faces == brute_force(shape).all.size());
}

TEST_CASE("self-intersection: two spheres through each other", "[intersection]") {
  const Shape shape = joined(sphere(12), placed(sphere(12), 1, {0.9F, 0.1F, 0.05F}));
  const SelfIntersection found = search(shape);
  CHECK(found.crossing_faces > 40);
  CHECK(found.coplanar_faces == 0);
  REQUIRE(found.witnesses.size() == kMaxWitnesses);
  // A witness names a face of either sphere.
  for (const OverlappingPair& pair : found.witnesses) {
    CHECK(pair.face < 8 * 144);
    CHECK(pair.other >= 8 * 144);
  }
  CHECK(search(shuffled(shape, 9)).faces == found.faces);
  CHECK(search(placed(shape, 1024, {0, 0, 0})).faces == found.faces);
}

TEST_CASE("self-intersection: touching bodies do not intersect, overlapping sides lie in one plane",
          "[intersection]") {
  CHECK(search(joined(cube(), placed(cube(), 1, {2, 2, 0}))).faces == 0);  // along an edge
  const SelfIntersection stacked = search(joined(cube(), placed(cube(), 1, {1, 0, 2})));
  CHECK(stacked.coplanar_faces == 4);
  CHECK(stacked.crossing_faces > 0);  // walls that stand on the inside of the face below
}

TEST_CASE("self-intersection: copies are duplicates, not intersections", "[intersection]") {
  CHECK(search(joined(sphere(6), sphere(6))).faces == 0);
}

TEST_CASE("self-intersection: many layers on one another cost no square", "[intersection]") {
  // Slightly different heights would not touch; the same plane, divided differently, does.
  Shape shape;
  for (int layer = 0; layer < 3000; ++layer) {
    const auto x = static_cast<float>(layer) * 0.001F;
    shape = joined(shape, Shape{{{x, 0, 0}, {x + 10, 0, 0}, {x, 10, 0}}, {0, 1, 2}});
  }
  const SelfIntersection found = search(shape);
  CHECK(found.coplanar_faces == 3000);
  CHECK_FALSE(found.gave_up);
}

TEST_CASE("self-intersection: the same for any number of threads", "[intersection][parallel]") {
  const Shape shape = joined(grid_soup(5, 4000, 9), placed(torus(80, 60), 2, {4, 4, 4}));
  SelfIntersection one, many;
  run_with_threads(1, [&] { one = search(shape); });
  run_with_threads(8, [&] { many = search(shape); });
  CHECK(one.crossing.words() == many.crossing.words());
  CHECK(one.coplanar.words() == many.coplanar.words());
}
