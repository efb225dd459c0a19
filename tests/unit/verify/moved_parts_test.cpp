// Parts of the figure that lie elsewhere than they were cut from: exchanged, pulled apart, laid out, or a
// little off. They are told as moved, and all else is measured with them in their places.
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>

#include "support/figure.h"
#include "support/rule_cases.h"
#include "support/solid_shapes.h"
#include "support/verify_cases.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

using Rules = std::set<std::string>;
using Parts = std::vector<FigurePart>;

Parts parts_with(FigureJoint joint) {
  FigureSpec spec;
  spec.cell = 6;
  spec.joint = joint;
  spec.ball_sides = 24;
  return figure_parts(spec);
}

const Parts& ball_parts() {
  static const Parts kParts = parts_with(FigureJoint::kBall);
  return kParts;
}

InputReport judge_parts(const Parts& parts, const std::string& joint = "ball", double unit_mm = 1) {
  static const Asset kSource = [] {
    Asset asset = make_asset(figure(6));
    asset.path = "figure.glb";
    asset.format = "glb";
    return asset;
  }();
  return judge(kSource, asset_of_parts(parts), "split:character:a:" + joint, unit_mm);
}

void move(Shape& shape, double3 way) {
  map(shape, [&](double3 p) { return p + way; });
}

std::string layout_of(const Finding& finding) {
  for (const auto& [name, value] : finding.evidence) {
    if (name == "layout") return std::get<std::string>(value);
  }
  return {};
}

Parts exploded(Parts parts) {
  for (FigurePart& part : parts) move(part.shape, middle_of(part.shape) * 0.5);
  return parts;
}

}  // namespace

TEST_CASE("moved parts: an exploded view, and a ball that does not belong to it", "[verify][moved]") {
  Parts parts = exploded(ball_parts());
  parts.push_back({"ball", placed(sphere(12), 11, {-170, 33, 5})});
  const InputReport report = judge_parts(parts);
  INFO(describe_findings(report));
  REQUIRE(rules_of(report) == Rules{"parts/foreign-geometry", "parts/frame-changed"});
  CHECK(finding_of_rule(report, "parts/foreign-geometry").element == "/parts/6");
  CHECK(metric_of(report, "parts_put_back") == 6);
  const Finding& finding = finding_of_rule(report, "parts/frame-changed");
  CHECK(finding.severity == Severity::kWarning);
  CHECK(layout_of(finding) == "apart");
  CHECK(evidence_of(finding, "factor") == Approx(1.5).epsilon(0.02));
  CHECK(metric_of(report, "coverage") == 1);
  CHECK(metric_of(report, "joints") == 5);
  // The gap of a joint is that of parts in their places.
  CHECK(metric_of(report, "joints/1/gap_median") == Approx(0.2).margin(0.03));
}

TEST_CASE("moved parts: laid out side by side, turned", "[verify][moved]") {
  Parts parts = ball_parts();
  double x = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    Shape& shape = parts[i].shape;
    const double angle = 0.7 * static_cast<double>(i);
    map(shape, [&](double3 p) {
      return double3{p.x, std::cos(angle) * p.y - std::sin(angle) * p.z,
                     std::sin(angle) * p.y + std::cos(angle) * p.z};
    });
    Box3 box;
    for (const float3& p : shape.positions) box.add(p);
    move(shape, double3{x, 0, 0} - to_double(box.min));
    x += static_cast<double>(box.max.x - box.min.x) + 10;
  }
  const InputReport report = judge_parts(parts);
  INFO(describe_findings(report));
  REQUIRE(rules_of(report) == Rules{"parts/frame-changed"});
  const Finding& finding = finding_of_rule(report, "parts/frame-changed");
  CHECK(finding.severity == Severity::kWarning);
  CHECK(layout_of(finding) == "on-plate");
  CHECK(evidence_of(finding, "parts_moved") == 6);
  CHECK(metric_of(report, "coverage") == 1);
  CHECK(metric_of(report, "joints/1/gap_median") == Approx(0.2).margin(0.03));
}

TEST_CASE("moved parts: two that changed places", "[verify][moved]") {
  Parts parts = ball_parts();
  Shape &one = parts[1].shape, &other = parts[4].shape;  // head and left leg
  const double3 way = middle_of(other) - middle_of(one);
  move(one, way);
  move(other, way * -1);
  const InputReport report = judge_parts(parts);
  INFO(describe_findings(report));
  REQUIRE(rules_of(report) == Rules{"parts/frame-changed"});
  const Finding& finding = finding_of_rule(report, "parts/frame-changed");
  CHECK(finding.severity == Severity::kError);
  CHECK(layout_of(finding) == "exchanged");
}

TEST_CASE("moved parts: one that is not there leaves a gap", "[verify][moved]") {
  Parts parts = exploded(ball_parts());
  parts.erase(parts.begin() + 2);  // an arm
  const InputReport report = judge_parts(parts);
  INFO(describe_findings(report));
  CHECK(rules_of(report) == Rules{"parts/count", "parts/frame-changed", "parts/missing-surface"});
}

TEST_CASE("moved parts: a whole result that is turned by any angle is told as a whole", "[verify][moved]") {
  Parts parts = ball_parts();
  const double c = std::cos(0.65), s = std::sin(0.65);
  for (FigurePart& part : parts) {
    map(part.shape, [&](double3 p) {
      const double3 q{c * p.x - s * p.y, s * p.x + c * p.y, p.z};
      return double3{q.x, c * q.y - s * q.z, s * q.y + c * q.z};
    });
  }
  const InputReport report = judge_parts(parts);
  INFO(describe_findings(report));
  CHECK(rules_of(report) == Rules{"parts/frame-changed"});
  CHECK(metric_of(report, "pose_angle_deg") > 30);
  CHECK(metric_of(report, "parts_put_back") == 0);
}

// Below the tolerance of the other measures: 0.64 mm here.
TEST_CASE("moved parts: one that is a little off", "[verify][moved]") {
  const auto shifted = [](double by) {
    Parts parts = parts_with(FigureJoint::kNone);
    move(parts[1].shape, {0, by, 0});  // the head, off the neck
    return judge_parts(parts, "none");
  };
  const InputReport report = shifted(0.3);
  INFO(describe_findings(report));
  REQUIRE(rules_of(report) == Rules{"parts/frame-changed"});
  const Finding& finding = finding_of_rule(report, "parts/frame-changed");
  CHECK(finding.severity == Severity::kWarning);
  CHECK(evidence_of(finding, "move_mm") == Approx(0.3).margin(0.01));
  CHECK(metric_of(report, "parts/2/offset") == Approx(0.3).margin(0.01));
  CHECK(metric_of(report, "parts_put_back") == 0);
  CHECK(rules_of(shifted(0.11)) == Rules{"parts/frame-changed"});
  expect_silent("parts/frame-changed", shifted(0.09).findings);
}

TEST_CASE("moved parts: rounded positions are no offset", "[verify][moved]") {
  Parts parts = parts_with(FigureJoint::kNone);
  for (FigurePart& part : parts) {
    map(part.shape, [](double3 p) {
      const auto step = [](double x) { return std::round(x / 0.4) * 0.4; };
      return double3{step(p.x), step(p.y), step(p.z)};
    });
  }
  const InputReport report = judge_parts(parts, "none");
  INFO(describe_findings(report));
  expect_silent("parts/frame-changed", report.findings);
}

TEST_CASE("moved parts: a whole result that is a little off is told once", "[verify][moved]") {
  Parts parts = ball_parts();
  for (FigurePart& part : parts) move(part.shape, {0.4, 0, 0});
  const InputReport report = judge_parts(parts);
  INFO(describe_findings(report));
  REQUIRE(rules_of(report) == Rules{"parts/frame-changed"});
  const Finding& finding = finding_of_rule(report, "parts/frame-changed");
  CHECK(finding.severity == Severity::kWarning);
  CHECK(evidence_of(finding, "move") == Approx(0.4).margin(0.01));
  CHECK(metric_of(report, "pose_scale") == 1);
}

namespace {

void quad(Shape& shape, std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
  shape.indices.insert(shape.indices.end(), {a, b, c, a, c, d});
}

/// A block from (0, 0, 0) to (8, 6, 4) with a tower on it from (1, 1, 4) to (3, 4, 9); or one of the two.
Shape block_and_tower(bool block, bool tower) {
  Shape shape;
  shape.positions = {{0, 0, 0}, {8, 0, 0}, {8, 6, 0}, {0, 6, 0}, {0, 0, 4}, {8, 0, 4}, {8, 6, 4}, {0, 6, 4},
                     {1, 1, 4}, {3, 1, 4}, {3, 4, 4}, {1, 4, 4}, {1, 1, 9}, {3, 1, 9}, {3, 4, 9}, {1, 4, 9}};
  if (block) {
    quad(shape, 0, 3, 2, 1);
    for (std::uint32_t i = 0; i < 4; ++i) {
      const std::uint32_t k = (i + 1) % 4;
      quad(shape, i, k, 4 + k, 4 + i);
      quad(shape, 4 + i, 4 + k, 8 + k, 8 + i);  // the top, around the tower
    }
    if (!tower) quad(shape, 8, 9, 10, 11);
  }
  if (tower) {
    for (std::uint32_t i = 0; i < 4; ++i) quad(shape, 8 + i, 8 + (i + 1) % 4, 12 + (i + 1) % 4, 12 + i);
    quad(shape, 12, 13, 14, 15);
    if (!block) quad(shape, 8, 11, 10, 9);
  }
  return shape;
}

InputReport judge_two(double3 block_by, double3 tower_by) {
  Asset source = make_asset(block_and_tower(true, true));
  source.path = "source.glb";
  source.format = "glb";
  Parts parts{{"block", block_and_tower(true, false)}, {"tower", block_and_tower(false, true)}};
  move(parts[0].shape, block_by);
  move(parts[1].shape, tower_by);
  return judge(source, asset_of_parts(parts), "split:general:low", 10);
}

}  // namespace

TEST_CASE("moved parts: two parts of a model, in place and pulled apart", "[verify][moved]") {
  CHECK(judge_two({}, {}).findings.empty());
  // Along the line of their middles.
  const double3 way = (double3{2, 2.5, 6.5} - double3{4, 3, 2}) * 0.4;
  const InputReport report = judge_two(way * -1, way);
  INFO(describe_findings(report));
  REQUIRE(rules_of(report) == Rules{"parts/frame-changed"});
  const Finding& finding = finding_of_rule(report, "parts/frame-changed");
  CHECK(layout_of(finding) == "apart");
  CHECK(finding.severity == Severity::kWarning);
  CHECK(metric_of(report, "parts_put_back") == 2);
  CHECK(metric_of(report, "coverage") == 1);
}

TEST_CASE("moved parts: two parts that were moved alike by a little are a whole that was",
          "[verify][moved]") {
  // The diagonal is 13.5. Most faces run along the move, so that they stay where they are.
  const InputReport moved = judge_two({0.027, 0, 0}, {0.027, 0, 0});
  INFO(describe_findings(moved));
  REQUIRE(rules_of(moved) == Rules{"parts/frame-changed"});
  const Finding& finding = finding_of_rule(moved, "parts/frame-changed");
  CHECK(finding.severity == Severity::kWarning);
  CHECK(evidence_of(finding, "move") == Approx(0.027).epsilon(0.01));
  CHECK(metric_of(moved, "parts/1/offset") == 0);
  // Less than 0.1 % of the diagonal is the same place, for all parts together as well.
  const InputReport near = judge_two({0.0125, 0, 0}, {0.0125, 0, 0});
  INFO(describe_findings(near));
  CHECK(near.findings.empty());
  // One part by itself is not.
  const InputReport one = judge_two({0, 0, 0}, {0.0125, 0, 0});
  CHECK(rules_of(one) == Rules{"parts/frame-changed"});
  CHECK(finding_of_rule(one, "parts/frame-changed").element == "/parts/1");
}

TEST_CASE("moved parts: a frame that changed, and one part of two beside its place", "[verify][moved]") {
  const InputReport report = judge_two({0, 0, 50}, {0, -7, 50});
  INFO(describe_findings(report));
  CHECK(metric_of(report, "parts_put_back") == 1);
  CHECK(metric_of(report, "coverage") == 1);
}

namespace {

using Outline = std::vector<std::array<float, 2>>;

// A body and an arm; the other arm differs by a little in the width of its end.
const Outline kBody{{-18, -20}, {18, -20}, {18, -4}, {18, 4}, {18, 20}, {-18, 20}, {-18, 4}, {-18, -4}};
const Outline kLeft{{-18, 4}, {-50, 3}, {-50, -3}, {-18, -4}};

}  // namespace

TEST_CASE("moved: parts that nearly fit each other's places go to their own", "[verify][moved]") {
  const float wide = GENERATE(3.05F, 3.1F);
  const Outline kRight{{18, -4}, {50, -wide}, {50, wide}, {18, 4}};
  CAPTURE(wide);
  const Asset source =
      make_asset(joined(joined(prism(kBody, 20, {2, 6}), prism(kLeft, 20, {3})), prism(kRight, 20, {3})));
  Parts parts{{"body", prism(kBody, 20)}, {"left", prism(kLeft, 20)}, {"right", prism(kRight, 20)}};
  REQUIRE(judge(source, asset_of_parts(parts), "split:general:medium").findings.empty());
  SECTION("pulled apart") {
    for (FigurePart& part : parts) move(part.shape, middle_of(part.shape) * 0.5);
  }
  SECTION("exchanged") {
    move(parts[1].shape, {68, 0, 0});
    move(parts[2].shape, {-68, 0, 0});
  }
  const InputReport report = judge(source, asset_of_parts(parts), "split:general:medium");
  INFO(describe_findings(report));
  CHECK(rules_of(report) == Rules{"parts/frame-changed"});
  CHECK(finding_of_rule(report, "parts/frame-changed").message.find("turned") == std::string::npos);
}
