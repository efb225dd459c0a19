// Round and nearly symmetric parts: what a skin leaves open, and what only looks like another pose.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <utility>

#include "support/figure.h"
#include "support/rule_cases.h"
#include "support/solid_shapes.h"
#include "support/verify_cases.h"
#include "verify/similarity.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

using Rules = std::set<std::string>;
using Parts = std::vector<FigurePart>;
using Profile =
    std::vector<std::array<double, 2>>;  // radius, height; from axis to axis, outwards on the right

constexpr double kPi = 3.14159265358979323846;
constexpr double kDegree = 0.017453292519943295;

// The mirror image, its faces still looking outwards.
void mirror(Shape& shape) {
  map(shape, [](double3 p) { return double3{p.x, -p.y, p.z}; });
  for (std::size_t i = 0; i + 2 < shape.indices.size(); i += 3)
    std::swap(shape.indices[i + 1], shape.indices[i + 2]);
}

void turn_in_place(Shape& shape, double3 axis, double degrees) {
  const Similarity turn = turn_about(axis * (degrees * kDegree / length(axis)), middle_of(shape));
  map(shape, [&](double3 p) { return turn(p); });
}

std::string turn_of(const InputReport& report) {
  return finding_of_rule(report, "parts/frame-changed").message;
}

// A profile turned about z.
Shape turned(const Profile& profile, std::uint32_t sides) {
  Shape shape;
  const auto point = [&](const std::array<double, 2>& rz, std::uint32_t side) {
    const double angle = 2 * kPi * side / sides;
    return float3{static_cast<float>(rz[0] * std::cos(angle)), static_cast<float>(rz[0] * std::sin(angle)),
                  static_cast<float>(rz[1])};
  };
  const auto add = [&](float3 a, float3 b, float3 c) {
    for (const float3 p : {a, b, c}) {
      shape.indices.push_back(static_cast<std::uint32_t>(shape.positions.size()));
      shape.positions.push_back(p);
    }
  };
  for (std::size_t i = 0; i + 1 < profile.size(); ++i) {
    for (std::uint32_t side = 0; side < sides; ++side) {
      const float3 a = point(profile[i], side), b = point(profile[i], (side + 1) % sides);
      const float3 c = point(profile[i + 1], side), d = point(profile[i + 1], (side + 1) % sides);
      if (profile[i][0] > 0) add(a, b, c);
      if (profile[i + 1][0] > 0) add(b, d, c);
    }
  }
  return shape;
}

// An arc about a point of the axis, from one height to another.
void add_arc(Profile& profile, double middle, double radius, double from, double to, std::size_t steps) {
  const double first = std::asin((from - middle) / radius), last = std::asin((to - middle) / radius);
  for (std::size_t i = 0; i <= steps; ++i) {
    const double angle = first + (last - first) * static_cast<double>(i) / static_cast<double>(steps);
    profile.push_back({std::max(0.0, radius * std::cos(angle)), middle + radius * std::sin(angle)});
  }
}

Profile chain(std::initializer_list<Profile> profiles) {
  Profile all;
  for (const Profile& profile : profiles) all.insert(all.end(), profile.begin(), profile.end());
  return all;
}

constexpr std::uint32_t kSides = 60;

// A head, a ball of 10 on a neck of 6, on a body: cut at 43 with a ball joint of 3 in 3.3 on the axis.
Profile head_skin() {
  Profile skin{{6, 43}};
  add_arc(skin, 52, 10, 44, 62, 24);
  skin.back()[0] = 0;
  return skin;
}
const Profile kBodySkin{{0, 0}, {16, 0}, {16, 20}, {14, 36}, {6, 40}, {6, 43}};
Profile joint_arc(double radius, bool downwards) {
  Profile arc;
  add_arc(arc, 41.2, radius, 41.2 - radius, 43, 12);
  arc.front()[0] = 0;
  if (downwards) std::reverse(arc.begin(), arc.end());
  return arc;
}
Shape snowman() { return turned(chain({kBodySkin, head_skin()}), kSides); }
Parts snowman_parts() {
  return {{"body", turned(chain({kBodySkin, joint_arc(3.3, true)}), kSides)},
          {"head", turned(chain({joint_arc(3, false), head_skin()}), kSides)}};
}

// Two balls and a rod between, cut where the rod begins.
Profile ball_skin(double middle, bool lower) {
  const double stub = std::sqrt(100.0 - 9.0);
  Profile skin;
  add_arc(skin, middle, 10, lower ? middle - 10 : middle - stub, lower ? middle + stub : middle + 10, 24);
  (lower ? skin.front() : skin.back())[0] = 0;
  return skin;
}
Shape dumbbell() { return turned(chain({ball_skin(-20, true), ball_skin(20, false)}), kSides); }
Parts dumbbell_parts() {
  return {{"low", turned(chain({ball_skin(-20, true), {{3, -10}, {0, -10}}}), kSides)},
          {"rod", turned({{0, -10}, {3, -10}, {3, 10}, {0, 10}}, kSides)},
          {"high", turned(chain({{{0, 10}, {3, 10}}, ball_skin(20, false)}), kSides)}};
}

// Rings `from` to `to` of 96 of a torus of 10 with a tube of 3, closed by flat ends unless it is the whole.
Shape tube(std::uint32_t from, std::uint32_t to) {
  constexpr std::uint32_t kRings = 96, kAround = 40;
  Shape shape;
  const auto at = [&](std::uint32_t ring, std::uint32_t side, double radius) {
    const double a = 2 * kPi * (ring % kRings) / kRings, b = 2 * kPi * (side % kAround) / kAround;
    const double r = 10 + radius * std::cos(b);
    return float3{static_cast<float>(r * std::cos(a)), static_cast<float>(r * std::sin(a)),
                  static_cast<float>(radius * std::sin(b))};
  };
  const auto add = [&](float3 a, float3 b, float3 c) {
    for (const float3 p : {a, b, c}) {
      shape.indices.push_back(static_cast<std::uint32_t>(shape.positions.size()));
      shape.positions.push_back(p);
    }
  };
  for (std::uint32_t side = 0; side < kAround; ++side) {
    for (std::uint32_t ring = from; ring < to; ++ring) {
      const float3 a = at(ring, side, 3), b = at(ring + 1, side, 3);
      const float3 c = at(ring + 1, side + 1, 3), d = at(ring, side + 1, 3);
      add(a, b, c);
      add(a, c, d);
    }
    if (to - from == kRings) continue;
    add(at(from, 0, 0), at(from, side, 3), at(from, side + 1, 3));
    add(at(to, 0, 0), at(to, side + 1, 3), at(to, side, 3));
  }
  return shape;
}

InputReport judge_split(const Asset& source, const Parts& parts,
                        const std::string& expectation = "general:medium") {
  return judge(source, asset_of_parts(parts), "split:" + expectation);
}

}  // namespace

TEST_CASE("round parts: a head is turned back about the middle of its ball", "[verify][moved]") {
  const Asset source = model_of(snowman());
  Parts parts = snowman_parts();
  INFO(describe_findings(judge_split(source, parts)));
  REQUIRE(judge_split(source, parts).findings.empty());
  // The turn about the axis of the neck is open: the shortest is told.
  turn_in_place(parts[1].shape, {1, 0, 0}, 28.5);
  const InputReport report = judge_split(source, parts);
  INFO(describe_findings(report));
  CHECK(rules_of(report) == Rules{"parts/frame-changed"});
  CHECK(turn_of(report).find("turned by 28.5") != std::string::npos);
}

TEST_CASE("round parts: one that is turned does not pull the others aside", "[verify][moved]") {
  const Asset source = model_of(dumbbell());
  Parts parts = dumbbell_parts();
  INFO(describe_findings(judge_split(source, parts)));
  REQUIRE(judge_split(source, parts).findings.empty());
  SECTION("turned where it is") {
    turn_in_place(parts[2].shape, {1, 0.2, 0.3}, 40);
    const InputReport report = judge_split(source, parts);
    INFO(describe_findings(report));
    CHECK(rules_of(report) == Rules{"parts/frame-changed"});
    CHECK(turn_of(report).find("\"high\"") != std::string::npos);
    CHECK(turn_of(report).find("scaled") == std::string::npos);
  }
  SECTION("all moved by less than is told, the rod along itself") {
    std::swap(parts[1], parts[2]);
    for (FigurePart& part : parts) map(part.shape, [](double3 p) { return p + double3{0, 0, 0.052}; });
    const InputReport report = judge_split(source, parts);
    INFO(describe_findings(report));
    CHECK(report.findings.empty());
  }
}

TEST_CASE("round parts: a piece of a tube that was scaled", "[verify][moved]") {
  const Asset source = model_of(tube(0, 96));
  Parts parts{{"piece", tube(0, 35)}, {"rest", tube(35, 96)}};
  INFO(describe_findings(judge_split(source, parts)));
  REQUIRE(judge_split(source, parts).findings.empty());
  const double3 middle = middle_of(parts[0].shape);
  map(parts[0].shape, [&](double3 p) { return middle + (p - middle) * 0.8; });
  const InputReport report = judge_split(source, parts);
  INFO(describe_findings(report));
  CHECK(rules_of(report) == Rules{"parts/frame-changed"});
  CHECK(turn_of(report).find("scaled by 0.8") != std::string::npos);
}

namespace {

// A box with a low bump beside one edge: nearly its own mirror image, and its own after half a turn.
Shape bumped(Shape box, double reach) {
  map(box, [reach](double3 p) {
    const double off = std::hypot(p.x - 8, p.y - 3) / reach;
    const bool top = p.z > 4.9;
    return top && off < 1 ? p + double3{0, 0, 0.6 * (1 - off)} : p;
  });
  return box;
}

}  // namespace

TEST_CASE("round parts: the mirror image of what is nearly its own", "[verify][moved]") {
  // Cells are crossed the same way on both sides of y = 0 only when mirrored twice: half and its image.
  Shape half = grid_box(24, {26, 6, 10});
  map(half, [](double3 p) { return p + double3{0, 3, 0}; });
  Shape other = half;
  mirror(other);
  // Halves that touch, joined by their common side: two bodies in one model, each its own part.
  const Shape right = bumped(half, 2);
  const Asset source = model_of(joined(right, other));
  Parts parts{{"right", right}, {"left", other}};
  INFO(describe_findings(judge_split(source, parts)));
  INFO(describe_findings(judge_split(source, parts)));
  REQUIRE(judge_split(source, parts).findings.empty());
  SECTION("the whole") {
    for (FigurePart& part : parts) mirror(part.shape);
    const InputReport report = judge_split(source, parts);
    INFO(describe_findings(report));
    CHECK(rules_of(report) == Rules{"parts/mirrored"});
  }
}

TEST_CASE("round parts: a mirrored part that nearly fits after half a turn", "[verify][moved]") {
  Shape base = grid_box(20, {26, 12, 10});
  map(base, [](double3 p) { return p - double3{0, 0, 10}; });
  Shape top = bumped(grid_box(24, {26, 12, 10}), 3);
  map(top, [](double3 p) { return double3{p.x * (1 - 0.02 * (p.z + 5)), p.y, p.z}; });
  const Asset source = model_of(joined(base, top));
  Parts parts{{"base", base}, {"top", top}};
  INFO(describe_findings(judge_split(source, parts)));
  INFO(describe_findings(judge_split(source, parts)));
  REQUIRE(judge_split(source, parts).findings.empty());
  mirror(parts[1].shape);
  map(parts[1].shape, [](double3 p) { return p + double3{3, 0, 0}; });
  const InputReport report = judge_split(source, parts);
  INFO(describe_findings(report));
  CHECK(rules_of(report) == Rules{"parts/mirrored"});
}
