// Which faces of one soup bound the same solid, against the solids that it was built of.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "support/figure.h"
#include "support/mesh_builder.h"
#include "support/verify_cases.h"
#include "verify/body.h"
#include "verify/flat_mesh.h"
#include "verify/solids.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

Solids solids_of(const Shape& shape) {
  const Body body(flat_of(shape), {});
  return compute_solids(body.surface().surface(), body.surface().topology(), {});
}

// Slices of a slanted cake that touch along their cuts and the common axis. Points on the edges of the cuts
// lie as near as `step` to each other; neighbours divide some quads of the cut between them alike and others
// not, as two programs that cap the same cut would.
std::vector<Shape> cake(std::size_t slices, double step, std::uint32_t seed) {
  constexpr double kTurn = 6.283185307179586;
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> part(0, 1);
  std::vector<double> heights{0};
  for (int i = 0; i < 6; ++i) {
    heights.push_back(heights.back() + 0.5 + 2 * part(random));
    heights.push_back(heights.back() + step * (1 + part(random)));
  }
  const auto rows = static_cast<std::uint32_t>(heights.size());
  const double3 x{0.6, 0.64, 0.48}, y{-0.8, 0.48, 0.36}, z{0, -0.6, 0.8};
  // Written with four decimals, as six digits are here.
  const auto point = [&](double radius, std::size_t at, double height) {
    const double angle = kTurn * static_cast<double>(at) / static_cast<double>(slices) + 0.3;
    const double3 p =
        double3{58, 60, 47} + x * (radius * std::cos(angle)) + y * (radius * std::sin(angle)) + z * height;
    const auto rounded = [](double v) { return static_cast<float>(std::round(v * 1e4) / 1e4); };
    return float3{rounded(p.x), rounded(p.y), rounded(p.z)};
  };
  std::vector<Shape> parts(slices);
  for (std::size_t slice = 0; slice < slices; ++slice) {
    Shape& shape = parts[slice];
    for (const double height : heights) {
      shape.positions.push_back(point(0, 0, height));
      shape.positions.push_back(point(9, slice, height));
      shape.positions.push_back(point(9, (slice + 1) % slices, height));
    }
    const auto add = [&](std::uint32_t a, std::uint32_t b, std::uint32_t c) {
      shape.indices.insert(shape.indices.end(), {a, b, c});
    };
    const auto quad = [&](std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
      const bool other = part(random) < 0.5;
      add(a, b, other ? d : c);
      add(other ? b : a, c, d);
    };
    for (std::uint32_t row = 0; row + 1 < rows; ++row) {
      const std::uint32_t low = 3 * row, high = low + 3;
      quad(low, low + 1, high + 1, high);
      quad(low + 1, low + 2, high + 2, high + 1);
      quad(low + 2, low, high, high + 2);
    }
    const std::uint32_t top = 3 * (rows - 1);
    add(0, 2, 1);
    add(top, top + 1, top + 2);
  }
  return parts;
}

// A slice of a loaf of 4 × 4 cells, from one x to the next; its underside lacks the columns `hole_from` to
// `hole_to`, so that both of its ends run to the rim of a hole. Cells of the ends are divided as `flip` says.
Shape loaf_slice(int x, int hole_from, int hole_to, bool flip_low, bool flip_high) {
  Shape shape;
  const double3 u{0.6, 0.64, 0.48}, v{-0.8, 0.48, 0.36}, w{0, -0.6, 0.8};
  const auto point = [&](int px, int py, int pz) {
    const double3 p = double3{40, 70, 20} + u * (3.1 * px) + v * (1.7 * py) + w * (2.3 * pz);
    const auto rounded = [](double c) { return static_cast<float>(std::round(c * 1e4) / 1e4); };
    shape.positions.push_back({rounded(p.x), rounded(p.y), rounded(p.z)});
    return static_cast<std::uint32_t>(shape.positions.size() - 1);
  };
  const auto quad = [&](std::array<std::uint32_t, 4> c, bool flip) {
    if (flip) std::rotate(c.begin(), c.begin() + 1, c.end());
    shape.indices.insert(shape.indices.end(), {c[0], c[1], c[2], c[0], c[2], c[3]});
  };
  for (int i = 0; i < 4; ++i) {
    for (int k = 0; k < 4; ++k) {
      quad({point(x, i, k), point(x, i, k + 1), point(x, i + 1, k + 1), point(x, i + 1, k)}, flip_low);
      quad({point(x + 1, i, k), point(x + 1, i + 1, k), point(x + 1, i + 1, k + 1), point(x + 1, i, k + 1)},
           flip_high);
    }
    const int h = x + 1;
    if (i < hole_from || i >= hole_to)
      quad({point(x, i, 0), point(x, i + 1, 0), point(h, i + 1, 0), point(h, i, 0)}, false);
    quad({point(x, i, 4), point(h, i, 4), point(h, i + 1, 4), point(x, i + 1, 4)}, false);
    quad({point(x, 0, i), point(h, 0, i), point(h, 0, i + 1), point(x, 0, i + 1)}, false);
    quad({point(x, 4, i), point(x, 4, i + 1), point(h, 4, i + 1), point(h, 4, i)}, false);
  }
  return shape;
}

// As an OBJ has it: shapes one after the other in one mesh, each a group with a name.
PartList parts_of_groups(const std::vector<Shape>& groups) {
  Shape soup;
  std::vector<FaceRange> ranges;
  for (const Shape& group : groups) {
    const auto first = static_cast<std::uint32_t>(soup.faces());
    ranges.push_back({first, static_cast<std::uint32_t>(group.faces()), kNoIndex,
                      "group_" + std::to_string(ranges.size())});
    soup = joined(soup, group);
  }
  Asset asset = make_asset(soup);
  asset.scene.meshes[0].groups = ranges;
  return split_into_parts(asset.scene, PartShape::kSolid, {});
}

// Faces `from` up to `to` of a shape.
Shape faces_of(const Shape& shape, std::size_t from, std::size_t to) {
  Shape kept = shape;
  kept.indices.assign(shape.indices.begin() + static_cast<std::ptrdiff_t>(3 * from),
                      shape.indices.begin() + static_cast<std::ptrdiff_t>(3 * to));
  return kept;
}

void check_each_is_one(const std::vector<Shape>& parts) {
  Shape soup;
  std::vector<std::size_t> part_of;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    soup = joined(soup, parts[i]);
    part_of.resize(soup.faces(), i);
  }
  const Solids solids = solids_of(soup);
  REQUIRE(solids.count == parts.size());
  for (std::size_t face = 0; face < part_of.size(); ++face) REQUIRE(solids.of_face[face] == part_of[face]);
}

}  // namespace

TEST_CASE("solids: parts that touch along a rim stay two", "[verify][solids]") {
  // Two boxes that share a face: their rims are the same vertices.
  const Shape both = joined(cube(), placed(cube(), 1, {2, 0, 0}));
  const Solids solids = solids_of(both);
  CHECK(solids.count == 2);
  for (std::size_t face = 0; face < 24; ++face) CHECK(solids.of_face[face] == face / 12);
  // All parts of the figure in one soup.
  FigureSpec spec;
  spec.cell = 6;
  spec.joint = FigureJoint::kNone;
  Shape soup;
  std::vector<std::size_t> ends;
  for (const FigurePart& part : figure_parts(spec)) {
    soup = joined(soup, part.shape);
    ends.push_back(soup.faces());
  }
  const Solids parts = solids_of(soup);
  REQUIRE(parts.count == 6);
  std::size_t part = 0;
  for (std::size_t face = 0; face < soup.faces(); ++face) {
    part += face == ends[part];
    REQUIRE(parts.of_face[face] == part);
  }
}

TEST_CASE("solids: a part that is there several times is so many solids", "[verify][solids]") {
  const Shape ball = sphere(4), other = placed(sphere(4), 1, {3, 0, 0});
  const Solids thrice = solids_of(joined(joined(ball, other), joined(ball, ball)));
  REQUIRE(thrice.count == 4);
  for (std::size_t face = 0; face < 4 * ball.faces(); ++face)
    REQUIRE(thrice.of_face[face] == face / ball.faces());
  // One face that is there twice is no solid.
  Shape twice = ball;
  twice.indices.insert(twice.indices.end(), ball.indices.begin(), ball.indices.begin() + 3);
  CHECK(solids_of(twice).count == 1);
}

// Edges as short as the rounding of their ends: the faces around them are in no certain order.
TEST_CASE("solids: slivers on a common cut do not join what it parts", "[verify][solids]") {
  const double step = GENERATE(1e-2, 1e-3, 3e-4);
  const std::size_t slices = GENERATE(3U, 4U, 7U);
  for (std::uint32_t seed = 0; seed < 6; ++seed) {
    INFO(slices << " slices, steps of " << step << ", seed " << seed);
    Shape soup;
    std::vector<std::size_t> slice_of;
    const std::vector<Shape> parts = cake(slices, step, seed);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      soup = joined(soup, parts[i]);
      slice_of.resize(soup.faces(), i);
    }
    const Solids solids = solids_of(soup);
    REQUIRE(solids.count == slices);
    for (std::size_t face = 0; face < slice_of.size(); ++face)
      REQUIRE(solids.of_face[face] == slice_of[face]);
  }
}

// The cut faces of both look the same way then: which of them belongs to which skin is all the same, but not
// to each other's.
TEST_CASE("solids: one that is inside out does not grow together with those beside it", "[verify][solids]") {
  const double step = 1e-2;
  for (std::uint32_t seed = 0; seed < 6; ++seed) {
    for (std::size_t turned = 0; turned < 2; ++turned) {
      INFO("seed " << seed << ", slice " << turned);
      std::vector<Shape> parts = cake(5, step, seed);
      parts[turned] = turned_over(parts[turned]);
      Shape soup;
      for (const Shape& part : parts) soup = joined(soup, part);
      CHECK(solids_of(soup).count == 5);
    }
  }
}

TEST_CASE("solids: a cavity belongs to the one around it, also where that touches another",
          "[verify][solids]") {
  // Two boxes on each other; the upper one has a void.
  const Shape lower = placed(cube(), 1, {0, 0, -2}), upper = cube();
  const Shape hole = turned_over(placed(sphere(3), 0.5F, {0.1F, 0, 0}));
  const Asset asset = make_asset(joined(joined(lower, hole), upper));
  const PartList list = split_into_parts(asset.scene, PartShape::kSolid, {});
  REQUIRE(list.parts.size() == 2);
  CHECK(list.parts[0].face_count() == 12);
  CHECK(list.parts[1].face_count() == 12 + hole.faces());
  // Beside a part, or between its arms, one that is inside out stays a part.
  const Asset beside = make_asset(joined(lower, placed(hole, 1, {5, 0, 0})));
  CHECK(split_into_parts(beside.scene, PartShape::kSolid, {}).parts.size() == 2);
}

TEST_CASE("solids: those that touch along an edge or in a corner stay two", "[verify][solids]") {
  for (const float3 offset : {float3{2, 2, 0}, float3{2, 2, 2}, float3{-2, 0, 2}}) {
    const Solids solids = solids_of(joined(cube(), placed(cube(), 1, offset)));
    REQUIRE(solids.count == 2);
    for (std::size_t face = 0; face < 24; ++face) CHECK(solids.of_face[face] == face / 12);
  }
}

// At the rim of the hole the cut faces of two parts are the only two on an edge.
TEST_CASE("solids: parts of an open body stay apart where their cut ends at the hole", "[verify][solids]") {
  const auto [from, to] = GENERATE(std::pair{0, 4}, std::pair{1, 3}, std::pair{0, 1}, std::pair{0, 0});
  const bool alike = GENERATE(true, false);
  INFO("hole from " << from << " to " << to << (alike ? ", cuts divided alike" : ""));
  std::vector<Shape> parts;
  for (int x = 0; x < 4; ++x) parts.push_back(loaf_slice(x, from, to, x % 2 == 0, alike == (x % 2 != 0)));
  check_each_is_one(parts);
  for (std::size_t turned = 0; alike && turned < parts.size(); ++turned) {
    INFO("inside out: slice " << turned);
    Shape soup;
    for (std::size_t i = 0; i < parts.size(); ++i)
      soup = joined(soup, i == turned ? turned_over(parts[i]) : parts[i]);
    CHECK(solids_of(soup).count == 4);
  }
}

TEST_CASE("solids: both sides of a leaf are one", "[verify][solids]") {
  // As open as can be, on both sides the same faces; beside it two bodies that touch.
  Shape leaf;
  for (int i = 0; i < 12; ++i)
    leaf.positions.push_back({static_cast<float>(i % 4), static_cast<float>(i / 4), i == 5 ? 0.4F : 0.0F});
  for (std::uint32_t row = 0; row < 2; ++row) {
    for (std::uint32_t column = 0; column < 3; ++column) {
      const std::uint32_t a = 4 * row + column;
      leaf.indices.insert(leaf.indices.end(), {a, a + 1, a + 5, a, a + 5, a + 4});
    }
  }
  const Shape both = joined(leaf, turned_over(leaf));
  CHECK(solids_of(both).count == 1);
  const Shape boxes = placed(joined(cube(), placed(cube(), 1, {2, 0, 0})), 1, {20, 0, 0});
  CHECK(solids_of(joined(boxes, both)).count == 3);
}

TEST_CASE("solids: groups of an open body are its parts, however they touch", "[verify][solids]") {
  const bool alike = GENERATE(true, false);
  std::vector<Shape> groups;
  for (int x = 0; x < 3; ++x) groups.push_back(loaf_slice(x, 0, 4, x % 2 == 0, alike == (x % 2 != 0)));
  const PartList list = parts_of_groups(groups);
  CHECK(list.kind == PartKind::kGroups);
  REQUIRE(list.parts.size() == 3);
  CHECK(list.parts[1].name == "group_1");
  CHECK(list.parts[1].face_count() == groups[1].faces());
}

// Three parts that meet in a line along the rim of the hole: around it the outer ones have air between them
// that looks like material. Their names tell them apart.
TEST_CASE("solids: groups that meet in a line at the rim of a hole are parts", "[verify][solids]") {
  // Wedges of a cake without the sector below, whose axis is where they meet.
  const auto wedge = [](double from, double to) {
    Shape shape;
    for (const float z : {0.0F, 3.0F}) {
      shape.positions.push_back({0, 0, z});
      for (const double angle : {from, to})
        shape.positions.push_back(
            {static_cast<float>(5 * std::cos(angle)), static_cast<float>(5 * std::sin(angle)), z});
    }
    shape.indices = {0, 2, 1, 3, 4, 5, 0, 1, 4, 0, 4, 3, 1, 2, 5, 1, 5, 4, 2, 0, 3, 2, 3, 5};
    return shape;
  };
  // Those at both ends are open there: the sector's sides belong to the hole.
  Shape first = wedge(0, 1), last = wedge(2, 3);
  first.indices.erase(first.indices.begin() + 6, first.indices.begin() + 12);
  last.indices.erase(last.indices.begin() + 18, last.indices.end());
  const PartList list = parts_of_groups({first, wedge(1, 2), last});
  CHECK(list.kind == PartKind::kGroups);
  CHECK(list.parts.size() == 3);
}

TEST_CASE("solids: groups that go on in each other are no parts", "[verify][solids]") {
  const Shape ball = sphere(4);
  const std::size_t half = ball.faces() / 2;
  CHECK(parts_of_groups({faces_of(ball, 0, half), faces_of(ball, half, ball.faces())}).parts.size() == 1);
  // Open, and cut into groups through its skin.
  const PartList open = parts_of_groups({faces_of(ball, 0, half), faces_of(ball, half, ball.faces() - 9)});
  CHECK(open.kind == PartKind::kComponents);
  // The skin and the cut face of each part by themselves.
  std::vector<Shape> groups;
  for (const Shape& box : {cube(), placed(cube(), 1, {2, 0, 0})}) {
    Shape cap = box, skin = box;
    cap.indices.clear();
    skin.indices.clear();
    for (std::size_t i = 0; i < box.indices.size(); i += 3) {
      bool on_cut = true;
      for (std::size_t k = i; k < i + 3; ++k) on_cut = on_cut && box.positions[box.indices[k]].x == 1;
      Shape& own = on_cut ? cap : skin;
      own.indices.insert(own.indices.end(), box.indices.begin() + static_cast<std::ptrdiff_t>(i),
                         box.indices.begin() + static_cast<std::ptrdiff_t>(i + 3));
    }
    REQUIRE(cap.faces() == 2);
    groups.insert(groups.end(), {skin, cap});
  }
  const PartList list = parts_of_groups(groups);
  CHECK(list.kind == PartKind::kComponents);
  CHECK(list.parts.size() == 2);
}
