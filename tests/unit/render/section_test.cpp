#include <catch2/catch.hpp>
#include <cmath>

#include "render/section.h"
#include "support/mesh_builder.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

/// Area inside of a closed line.
double area_of(const Outline& outline) {
  double twice = 0;
  for (std::size_t i = 0; i < outline.points.size(); ++i) {
    const auto &a = outline.points[i], &b = outline.points[(i + 1) % outline.points.size()];
    twice += a[0] * b[1] - a[1] * b[0];
  }
  return std::abs(twice) / 2;
}

std::vector<Outline> cut(const Shape& shape, const Plane& plane) {
  return cut_by_plane(shape.positions, shape.indices, plane);
}

const Plane kAcross{{0, 0, 0.25}, {1, 0, 0}, {0, 1, 0}};

}  // namespace

TEST_CASE("section: a cube is cut in a square, wherever the plane stands", "[render]") {
  for (const double z : {-0.999, -0.5, 0.0, 0.3, 0.999}) {
    INFO(z);
    const std::vector<Outline> outlines = cut(cube(), {{0, 0, z}, {1, 0, 0}, {0, 1, 0}});
    REQUIRE(outlines.size() == 1);
    CHECK(outlines[0].closed);
    CHECK(area_of(outlines[0]) == Approx(4));
  }
  CHECK(cut(cube(), {{0, 0, 1.5}, {1, 0, 0}, {0, 1, 0}}).empty());
}

TEST_CASE("section: a plane through corners and edges leaves no gap", "[render]") {
  // The diagonal plane holds four corners of the cube and two of its edges.
  const double s = std::sqrt(0.5);
  const std::vector<Outline> outlines = cut(cube(), {{0, 0, 0}, {s, s, 0}, {0, 0, 1}});
  double area = 0;
  for (const Outline& outline : outlines) {
    CHECK(outline.closed);
    area += area_of(outline);
  }
  CHECK(area == Approx(4 * std::sqrt(2)));
}

TEST_CASE("section: a torus is cut in two rings, or two discs", "[render]") {
  const Shape shape = torus(64, 32);
  for (const Plane& plane :
       {Plane{{0, 0, 0.01}, {1, 0, 0}, {0, 1, 0}}, Plane{{0.01, 0, 0}, {0, 1, 0}, {0, 0, 1}},
        Plane{{0, 0.01, 0}, {1, 0, 0}, {0, 0, 1}}}) {
    const std::vector<Outline> outlines = cut(shape, plane);
    CHECK(outlines.size() == 2);
    for (const Outline& outline : outlines) CHECK(outline.closed);
  }
}

TEST_CASE("section: an open surface gives an open line, in one piece", "[render]") {
  Shape open = cube();
  open.indices.erase(open.indices.begin(), open.indices.begin() + 3);
  bool found = false;
  for (const Plane& plane :
       {kAcross, Plane{{0, 0.25, 0}, {1, 0, 0}, {0, 0, 1}}, Plane{{0.25, 0, 0}, {0, 1, 0}, {0, 0, 1}}}) {
    const std::vector<Outline> outlines = cut(open, plane);
    REQUIRE(outlines.size() == 1);
    found = found || !outlines[0].closed;
  }
  CHECK(found);
}

TEST_CASE("section: what is broken does no harm", "[render]") {
  Shape broken = cube();
  broken.indices[4] = 4'000'000'000U;
  broken.positions[2].x = NAN;
  for (const Outline& outline : cut(broken, kAcross)) {
    for (const auto& point : outline.points) CHECK(std::isfinite(point[0] + point[1]));
  }
  // A fin: three faces at one edge.
  Shape fin = cube();
  fin.positions.push_back({0, 0, 4});
  fin.indices.insert(fin.indices.end(), {fin.indices[0], fin.indices[1], 8});
  CHECK_FALSE(cut(fin, {{0, 0, -0.5}, {1, 0, 0}, {0, 1, 0}}).empty());
  CHECK(cut(Shape{}, kAcross).empty());
}

TEST_CASE("section: a square takes its part of a line", "[render]") {
  const Outline square = cut(cube(), kAcross).at(0);
  const std::vector<Outline> inside = clip_to_square(square, 0.5);
  REQUIRE(inside.size() == 1);
  CHECK(area_of(inside[0]) == Approx(1));
  CHECK(area_of(clip_to_square(square, 5).at(0)) == Approx(4));
  CHECK(clip_to_square({{{3, 3}, {4, 3}, {4, 4}}, true}, 1).empty());
  const std::vector<Outline> runs =
      clip_to_square({{{0, 0}, {0.5, 0}, {9, 0}, {9, 1}, {0.5, 0.5}, {0, 0.5}}, false}, 1);
  REQUIRE(runs.size() == 2);
  CHECK(runs[0].points.size() == 2);
}
