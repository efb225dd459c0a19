// The figure's parts against the figure: a clean split is silent, each planted fault raises its rule and no
// other, and measured numbers are those that were built.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "support/figure.h"
#include "support/rule_cases.h"
#include "support/verify_cases.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

using Rules = std::set<std::string>;

constexpr double kCell = 6;

FigureSpec spec_of(FigureJoint joint) {
  FigureSpec spec;
  spec.cell = kCell;
  spec.joint = joint;
  return spec;
}

// Built once: every case begins with the same figure.
const Shape& whole_figure() {
  static const Shape kWhole = figure(kCell);
  return kWhole;
}
const std::vector<FigurePart>& ball_parts() {
  static const std::vector<FigurePart> kParts = figure_parts(spec_of(FigureJoint::kBall));
  return kParts;
}
const Asset& source() {
  static const Asset kSource = [] {
    Asset asset = make_asset(whole_figure());
    asset.path = "figure.glb";
    asset.format = "glb";
    paint(asset);
    return asset;
  }();
  return kSource;
}

Asset painted(const std::vector<FigurePart>& parts, int shift = 0) {
  Asset asset = asset_of_parts(parts);
  paint(asset, shift);
  return asset;
}

constexpr const char* kExpect = "split:character:a:ball";
constexpr const char* kPlainExpect = "split:character:a:none";

InputReport judge_parts(const std::vector<FigurePart>& parts, const char* expect = kExpect,
                        double unit_mm = 1) {
  return judge(source(), painted(parts), expect, unit_mm);
}

// Without textures, whose coordinates would follow parts that a test moves.
InputReport judge_bare(const std::vector<FigurePart>& parts, const char* expect = kExpect) {
  Asset bare = make_asset(whole_figure());
  bare.path = "figure.glb";
  bare.format = "glb";
  return judge(bare, asset_of_parts(parts), expect);
}

FigurePart& part_of(std::vector<FigurePart>& parts, const std::string& name) {
  return *std::find_if(parts.begin(), parts.end(), [&](const FigurePart& part) { return part.name == name; });
}

template <class Map>
std::vector<FigurePart> mapped(std::vector<FigurePart> parts, Map map) {
  for (FigurePart& part : parts) {
    for (float3& p : part.shape.positions) {
      const double3 q = map(to_double(p));
      p = {static_cast<float>(q.x), static_cast<float>(q.y), static_cast<float>(q.z)};
    }
  }
  return parts;
}

}  // namespace

TEST_CASE("figure: closed parts whose volumes add up", "[verify][figure]") {
  const Shape& whole = whole_figure();
  double sum = 0;
  for (const FigurePart& part : figure_parts(spec_of(FigureJoint::kNone))) sum += volume_of(part.shape);
  CHECK(volume_of(whole) > 0);
  CHECK(sum == Approx(volume_of(whole)).epsilon(1e-6));
}

TEST_CASE("verify: a clean split has no finding", "[verify][parts]") {
  const auto [joint, expect] = GENERATE(table<FigureJoint, const char*>({
      {FigureJoint::kBall, "split:character:a:ball"},
      {FigureJoint::kDovetail, "split:character:a:dovetail"},
      {FigureJoint::kPin, "split:character:a:pin"},
      {FigureJoint::kNone, "split:character:a:none"},
      {FigureJoint::kBall, "split:general:medium"},
  }));
  const InputReport report = judge_parts(figure_parts(spec_of(joint)), expect);
  INFO(expect << "\n" << describe_findings(report));
  CHECK(report.findings.empty());
  CHECK(report.not_checked.empty());
  CHECK(metric_of(report, "parts") == 6);
  CHECK(metric_of(report, "joints") == 5);
  CHECK(metric_of(report, "coverage") == 1);
  CHECK(metric_of(report, "contacts") == 5);
  expect_silent("parts/count", report.findings);
  expect_silent("parts/missing-surface", report.findings);
  expect_silent("parts/foreign-geometry", report.findings);
  expect_silent("parts/volume-mismatch", report.findings);
  expect_silent("parts/overlap", report.findings);
  expect_silent("parts/joint-missing", report.findings);
  expect_silent("parts/joint-clearance", report.findings);
  expect_silent("parts/detached", report.findings);
  expect_silent("parts/contained", report.findings);
  expect_silent("parts/duplicate", report.findings);
  expect_silent("parts/empty", report.findings);
  expect_silent("parts/frame-changed", report.findings);
  expect_silent("parts/mirrored", report.findings);
  expect_silent("parts/inverted", report.findings);
  expect_silent("parts/not-watertight", report.findings);
  expect_silent("parts/multiple-shells", report.findings);
  expect_silent("parts/name-collision", report.findings);
  expect_silent("parts/texture-lost", report.findings);
  expect_silent("parts/color-drift", report.findings);
  expect_silent("parts/unreadable", report.findings);
  expect_silent("parts/format", report.findings);
  expect_silent("parts/one-piece", report.findings);
}

TEST_CASE("verify: measured numbers are those that were built", "[verify][parts]") {
  const InputReport report = judge_parts(ball_parts());
  double sum = 0;
  for (const FigurePart& part : ball_parts()) sum += volume_of(part.shape);
  CHECK(metric_of(report, "result_volume") == Approx(sum).epsilon(1e-3));
  CHECK(metric_of(report, "source_volume") == Approx(volume_of(whole_figure())).epsilon(1e-3));
  for (int joint = 1; joint <= 5; ++joint) {
    const std::string name = "joints/" + std::to_string(joint) + "/";
    INFO(name);
    CHECK(metric_of(report, name + "radius_mm") == Approx(4).margin(0.01));
    CHECK(metric_of(report, name + "socket_radius_mm") == Approx(4.2).margin(0.01));
    CHECK(metric_of(report, name + "gap_median_mm") == Approx(0.2).margin(0.01));
    CHECK(metric_of(report, name + "gap_min_mm") == Approx(0.2).margin(0.02));
    CHECK(metric_of(report, name + "one_sided") == 0);
  }
  const InputReport tails =
      judge_parts(figure_parts(spec_of(FigureJoint::kDovetail)), "split:character:a:dovetail");
  for (int joint = 1; joint <= 5; ++joint)
    CHECK(metric_of(tails, "joints/" + std::to_string(joint) + "/gap_median_mm") == Approx(0.2).margin(0.01));
}

TEST_CASE("verify: a part that was dropped", "[verify][parts]") {
  std::vector<FigurePart> parts = ball_parts();
  parts.erase(parts.begin() + 1);  // the head
  const InputReport report = judge_parts(parts);
  INFO(describe_findings(report));
  CHECK(rules_of(report) == Rules{"parts/count", "parts/missing-surface"});
  expect_fires("parts/count", report.findings);
  expect_fires("parts/missing-surface", report.findings);
  // The skin of the head is what is missing: all of it but the cap.
  double skin = 0;
  const Shape& head = ball_parts()[1].shape;
  for (std::size_t face = 0; face < head.faces(); ++face) {
    Shape one;
    one.positions = head.positions;
    one.indices = {head.indices[3 * face], head.indices[3 * face + 1], head.indices[3 * face + 2]};
    bool on_plane = true;
    for (const std::uint32_t i : one.indices) on_plane = on_plane && head.positions[i].y <= 57.04F;
    if (!on_plane) skin += area_of(one);
  }
  CHECK(evidence_of(finding_of_rule(report, "parts/missing-surface"), "missing_area") ==
        Approx(skin).epsilon(0.02));
}

TEST_CASE("verify: a part that is there twice", "[verify][parts]") {
  std::vector<FigurePart> parts = ball_parts();
  parts.push_back(part_of(parts, "arm_r"));
  const InputReport report = judge_parts(parts);
  INFO(describe_findings(report));
  CHECK(rules_of(report) == Rules{"parts/duplicate"});
  expect_fires("parts/duplicate", report.findings);
}

TEST_CASE("verify: a part that was moved is put back", "[verify][parts]") {
  std::vector<FigurePart> parts = ball_parts();
  for (float3& p : part_of(parts, "arm_l").shape.positions) p = {p.x - 20, p.y + 15, p.z + 3};
  const InputReport report = judge_bare(parts);
  INFO(describe_findings(report));
  CHECK(rules_of(report) == Rules{"parts/frame-changed"});
  const Finding& finding = finding_of_rule(report, "parts/frame-changed");
  CHECK(finding.severity == Severity::kError);
  CHECK(finding.element == "/parts/2");
  CHECK(evidence_of(finding, "move") == Approx(std::sqrt(400 + 225 + 9)).epsilon(1e-3));
}

// A ball fits the rounded tip of an arm: it is not that tip.
TEST_CASE("verify: a foreign ball is not taken for a part that was moved", "[verify][parts]") {
  std::vector<FigurePart> parts = ball_parts();
  Shape& arm = part_of(parts, "arm_l").shape;
  std::vector<std::uint32_t> kept;
  for (std::size_t face = 0; face < arm.faces(); ++face) {
    const auto is_tip = [&](std::size_t i) { return arm.positions[arm.indices[3 * face + i]].x < -78; };
    if (is_tip(0) && is_tip(1) && is_tip(2)) continue;
    for (std::size_t i = 0; i < 3; ++i) kept.push_back(arm.indices[3 * face + i]);
  }
  arm.indices = kept;
  parts.push_back({"ball", placed(sphere(16), 11, {-110, 33, 5})});
  const InputReport report = judge_bare(parts);
  INFO(describe_findings(report));
  CHECK(rules_of(report) == Rules{"parts/foreign-geometry", "parts/missing-surface", "parts/not-watertight"});
}

TEST_CASE("verify: a part that was scaled is put back", "[verify][parts]") {
  std::vector<FigurePart> parts = ball_parts();
  for (float3& p : part_of(parts, "head").shape.positions) p = {p.x * 1.2F, p.y * 1.2F, p.z * 1.2F};
  const InputReport report = judge_bare(parts);
  INFO(describe_findings(report));
  CHECK(rules_of(report) == Rules{"parts/frame-changed"});
  CHECK(evidence_of(finding_of_rule(report, "parts/frame-changed"), "scale") == Approx(1.2).epsilon(1e-3));
}

// Its cut is where it was: what a smaller head would fit is no place that it was taken from.
TEST_CASE("verify: a part that was swollen where it is is not told as moved", "[verify][parts]") {
  std::vector<FigurePart> parts = figure_parts(spec_of(FigureJoint::kNone));
  Shape& head = part_of(parts, "head").shape;
  Box3 box;
  for (const float3& p : head.positions) box.add(p);
  const double3 centre = (to_double(box.min) + to_double(box.max)) * 0.5;
  for (float3& p : head.positions) {
    const double3 away = to_double(p) - centre;
    const double above = std::clamp((static_cast<double>(p.y - box.min.y)) / 6, 0.0, 1.0);
    const double3 q = centre + away * (1 + 0.07 * above);
    p = {static_cast<float>(q.x), static_cast<float>(q.y), static_cast<float>(q.z)};
  }
  const InputReport report = judge_bare(parts, kPlainExpect);
  INFO(describe_findings(report));
  // What it runs along outside is not missing.
  CHECK(rules_of(report) == Rules{"parts/foreign-geometry"});
}

namespace {

// Every vertex moved along its normal.
Shape swollen(Shape shape, double by) {
  std::vector<double3> normals(shape.positions.size());
  for (std::size_t face = 0; face < shape.faces(); ++face) {
    const std::uint32_t* c = &shape.indices[3 * face];
    const double3 a = to_double(shape.positions[c[0]]);
    const double3 n = cross(to_double(shape.positions[c[1]]) - a, to_double(shape.positions[c[2]]) - a);
    for (std::size_t i = 0; i < 3; ++i) normals[c[i]] = normals[c[i]] + n;
  }
  for (std::size_t i = 0; i < normals.size(); ++i) {
    const double3 q = to_double(shape.positions[i]) + normals[i] * (by / length(normals[i]));
    shape.positions[i] = {static_cast<float>(q.x), static_cast<float>(q.y), static_cast<float>(q.z)};
  }
  return shape;
}

}  // namespace

// One defect, one finding: it is the part that was asked for, it is there, and larger.
TEST_CASE("verify: a part that is swollen all over is told once", "[verify][parts]") {
  std::vector<FigurePart> parts = figure_parts(spec_of(FigureJoint::kNone));
  Shape& torso = part_of(parts, "torso").shape;
  torso = swollen(torso, 1.2);
  const InputReport report = judge_bare(parts, kPlainExpect);
  INFO(describe_findings(report));
  CHECK(rules_of(report) == Rules{"parts/foreign-geometry"});
  const Finding& finding = finding_of_rule(report, "parts/foreign-geometry");
  CHECK(evidence_of(finding, "max_distance_mm") == Approx(1.2).epsilon(0.1));
  CHECK(finding.message.find("larger than what it was cut from") != std::string::npos);
  CHECK(metric_of(report, "displaced_share") > 0.05);
  CHECK(metric_of(report, "coverage") < 0.95);
}

TEST_CASE("verify: what a swollen part lacks is missing all the same", "[verify][parts]") {
  std::vector<FigurePart> parts = figure_parts(spec_of(FigureJoint::kNone));
  Shape& head = part_of(parts, "head").shape;
  const Shape before = head;
  head = swollen(head, 1.2);
  float top = 0;
  for (const float3& p : head.positions) top = std::max(top, p.y);
  std::vector<std::uint32_t> kept;
  double lost = 0;
  for (std::size_t face = 0; face < head.faces(); ++face) {
    Shape one = before;
    one.indices.assign(head.indices.begin() + static_cast<std::ptrdiff_t>(3 * face),
                       head.indices.begin() + static_cast<std::ptrdiff_t>(3 * face + 3));
    if (head.positions[one.indices[0]].y > top - 12) {
      lost += area_of(one);
    } else {
      kept.insert(kept.end(), one.indices.begin(), one.indices.end());
    }
  }
  head.indices = kept;
  const InputReport report = judge_bare(parts, kPlainExpect);
  INFO(describe_findings(report));
  CHECK(rules_of(report) == Rules{"parts/foreign-geometry", "parts/missing-surface", "parts/not-watertight"});
  // Beside the rim of the hole the part is still above what is missing.
  const double missing = evidence_of(finding_of_rule(report, "parts/missing-surface"), "missing_area");
  CHECK(missing < 1.05 * lost);
  CHECK(missing > 0.7 * lost);
}

// A body that wraps a part which is there is no part that has grown.
TEST_CASE("verify: a second skin around a part is foreign", "[verify][parts]") {
  std::vector<FigurePart> parts = figure_parts(spec_of(FigureJoint::kNone));
  parts.push_back({"skin", swollen(part_of(parts, "arm_r").shape, 1.2)});
  const InputReport report = judge_bare(parts, kPlainExpect);
  INFO(describe_findings(report));
  CHECK(rules_of(report) == Rules{"parts/foreign-geometry"});
  CHECK(finding_of_rule(report, "parts/foreign-geometry").message.find("does not belong there") !=
        std::string::npos);
}

TEST_CASE("verify: another frame is found and told", "[verify][parts]") {
  const auto map = GENERATE(values<double3 (*)(double3)>({
      [](double3 p) {
        return p + double3{30, -20, 500};
      },                                    // moved
      [](double3 p) { return p * 0.001; },  // scaled
      [](double3 p) {
        return double3{p.z, p.x, p.y};
      },  // axes exchanged
      [](double3 p) {
        return double3{p.x, -p.z, p.y} * 2.5 + double3{1, 2, 3};
      },  // Z up, and more
      [](double3 p) {
        return double3{p.x * 0.6 + p.z * 0.8, p.y, p.z * 0.6 - p.x * 0.8} + double3{90, 5, -40};
      },  // turned by 53° about y
      [](double3 p) {
        return double3{p.x * 0.8 - p.y * 0.36 + p.z * 0.48, p.x * 0.6 + p.y * 0.48 - p.z * 0.64,
                       p.y * 0.8 + p.z * 0.6} *
               1.7;
      },  // turned about no axis in particular
  }));
  const InputReport report = judge_bare(mapped(ball_parts(), map));
  INFO(describe_findings(report));
  CHECK(rules_of(report) == Rules{"parts/frame-changed"});
  expect_fires("parts/frame-changed", report.findings);
  CHECK(finding_of_rule(report, "parts/frame-changed").severity == Severity::kWarning);
  // The scale that was found, and where a known point goes.
  const double scale = length(map({1, 0, 0}) - map({0, 0, 0}));
  CHECK(metric_of(report, "pose_scale") == Approx(scale).epsilon(1e-4));
  CHECK(metric_of(report, "coverage") == 1);
}

TEST_CASE("verify: a mirror image", "[verify][parts]") {
  std::vector<FigurePart> parts = mapped(ball_parts(), [](double3 p) { return double3{-p.x, p.y, p.z}; });
  for (FigurePart& part : parts) part.shape = turned_over(part.shape);
  const InputReport report = judge_bare(parts);
  INFO(describe_findings(report));
  CHECK(rules_of(report) == Rules{"parts/mirrored"});
  expect_fires("parts/mirrored", report.findings);
}

TEST_CASE("verify: a part with a hole", "[verify][parts]") {
  std::vector<FigurePart> parts = ball_parts();
  Shape& torso = part_of(parts, "torso").shape;
  torso.indices.erase(torso.indices.begin(), torso.indices.begin() + 6);
  const InputReport report = judge_parts(parts);
  INFO(describe_findings(report));
  CHECK(rules_of(report) == Rules{"parts/not-watertight"});
  expect_fires("parts/not-watertight", report.findings);
  CHECK(finding_of_rule(report, "parts/not-watertight").severity == Severity::kWarning);
  REQUIRE(!report.not_checked.empty());
  CHECK(report.not_checked.front().rule == "parts/volume-mismatch");
}

TEST_CASE("verify: parts that share space", "[verify][parts]") {
  FigureSpec spec = spec_of(FigureJoint::kNone);
  spec.arm_overlap = 0.8;
  const InputReport report = judge_parts(figure_parts(spec), "split:character:a:none");
  INFO(describe_findings(report));
  CHECK(rules_of(report) == Rules{"parts/overlap"});
  expect_fires("parts/overlap", report.findings);
  CHECK(evidence_of(finding_of_rule(report, "parts/overlap"), "depth_mm") == Approx(0.8).epsilon(0.05));
  double sum = 0;
  for (const FigurePart& part : figure_parts(spec)) sum += volume_of(part.shape);
  CHECK(evidence_of(finding_of_rule(report, "parts/overlap"), "volume") ==
        Approx(sum - volume_of(whole_figure())).epsilon(0.03));
}

TEST_CASE("verify: how deep an overlap may be", "[verify][parts]") {
  FigureSpec spec = spec_of(FigureJoint::kNone);
  spec.arm_overlap = 0.015;
  const InputReport shallow = judge_parts(figure_parts(spec), "split:character:a:none");
  CHECK(rules_of(shallow).empty());
  spec.arm_overlap = 0.03;
  const InputReport deep = judge_parts(figure_parts(spec), "split:character:a:none");
  CHECK(finding_of_rule(deep, "parts/overlap").severity == Severity::kWarning);
  // Without a unit: 0.02 % of the diagonal of 257.
  CHECK(rules_of(judge_parts(figure_parts(spec), "split:character:a:none", 0)).empty());
}

TEST_CASE("verify: a ball without a socket", "[verify][parts]") {
  FigureSpec spec = spec_of(FigureJoint::kBall);
  spec.socket = false;
  const InputReport report = judge_parts(figure_parts(spec));
  INFO(describe_findings(report));
  CHECK(rules_of(report) == Rules{"parts/joint-missing"});
  expect_fires("parts/joint-missing", report.findings);
}

TEST_CASE("verify: no joint where one was asked for", "[verify][parts]") {
  const InputReport ball = judge_parts(figure_parts(spec_of(FigureJoint::kNone)));
  CHECK(rules_of(ball) == Rules{"parts/joint-missing"});
  const InputReport tail = judge_parts(ball_parts(), "split:character:a:dovetail");
  CHECK(rules_of(tail) == Rules{"parts/joint-missing"});
}

TEST_CASE("verify: clearance of joints", "[verify][parts]") {
  const auto judge_gap = [](double clearance, double unit_mm = 1) {
    FigureSpec spec = spec_of(FigureJoint::kBall);
    spec.clearance = clearance;
    return judge_parts(figure_parts(spec), kExpect, unit_mm);
  };
  const InputReport negative = judge_gap(-0.15);
  INFO(describe_findings(negative));
  CHECK(rules_of(negative) == Rules{"parts/joint-clearance"});
  expect_fires("parts/joint-clearance", negative.findings);
  CHECK(finding_of_rule(negative, "parts/joint-clearance").severity == Severity::kError);
  CHECK(evidence_of(finding_of_rule(negative, "parts/joint-clearance"), "gap_median_mm") ==
        Approx(-0.15).margin(0.02));
  const InputReport tight = judge_gap(0.1);
  CHECK(rules_of(tight) == Rules{"parts/joint-clearance"});
  CHECK(finding_of_rule(tight, "parts/joint-clearance").severity == Severity::kWarning);
  CHECK(rules_of(judge_gap(0.17)).empty());
  CHECK(rules_of(judge_gap(0.58)).empty());
  CHECK(rules_of(judge_gap(0.7)) == Rules{"parts/joint-clearance"});
  // Without a unit only a negative gap can be told.
  const InputReport unknown = judge_gap(0.1, 0);
  CHECK(unknown.findings.empty());
  REQUIRE(unknown.not_checked.size() == 1);
  CHECK(unknown.not_checked[0].rule == "parts/joint-clearance");
}

TEST_CASE("verify: textures and colours", "[verify][parts]") {
  Asset bare = painted(ball_parts());
  bare.scene.meshes[1].uvs.clear();
  const InputReport stripped = judge(source(), bare, kExpect);
  INFO(describe_findings(stripped));
  CHECK(rules_of(stripped) == Rules{"parts/texture-lost"});
  expect_fires("parts/texture-lost", stripped.findings);
  const InputReport drifted = judge(source(), painted(ball_parts(), 25), kExpect);
  INFO(describe_findings(drifted));
  CHECK(rules_of(drifted) == Rules{"parts/color-drift"});
  expect_fires("parts/color-drift", drifted.findings);
  CHECK(judge(source(), painted(ball_parts(), 3), kExpect).findings.empty());
}

TEST_CASE("verify: a body that does not belong to it", "[verify][parts]") {
  std::vector<FigurePart> parts = ball_parts();
  parts.push_back({"blob", placed(sphere(8), 12, {60, 70, 0})});
  const InputReport report = judge_parts(parts);
  INFO(describe_findings(report));
  CHECK(rules_of(report) == Rules{"parts/foreign-geometry"});
  expect_fires("parts/foreign-geometry", report.findings);
  CHECK(evidence_of(finding_of_rule(report, "parts/foreign-geometry"), "foreign_area") ==
        Approx(area_of(parts.back().shape)).epsilon(0.02));
}

TEST_CASE("verify: a part that touches no other", "[verify][parts]") {
  FigureSpec spec = spec_of(FigureJoint::kNone);
  spec.arm_gap = 1.8;
  const InputReport report = judge_parts(figure_parts(spec), "split:character:a:none");
  INFO(describe_findings(report));
  CHECK(rules_of(report) == Rules{"parts/detached"});
  expect_fires("parts/detached", report.findings);
  CHECK(evidence_of(finding_of_rule(report, "parts/detached"), "distance_mm") == Approx(1.8).epsilon(0.05));
  CHECK(finding_of_rule(report, "parts/detached").message.find("missing") == std::string::npos);
}

namespace {

// A ball above the figure that touches it nowhere, as floating eyes do.
Shape floating_ball() { return placed(sphere(16), 12, {40, 90, 0}); }
InputReport judge_with_ball(std::vector<FigurePart> parts) {
  Asset two = make_asset(joined(whole_figure(), floating_ball()));
  two.path = "figure.glb";
  two.format = "glb";
  parts.push_back({"ball", floating_ball()});
  return judge(two, asset_of_parts(parts), "split:general:medium");
}

}  // namespace

TEST_CASE("verify: what lies apart in the source may stay apart", "[verify][parts]") {
  const InputReport report = judge_with_ball(figure_parts(spec_of(FigureJoint::kBall)));
  INFO(describe_findings(report));
  CHECK(report.findings.empty());
  expect_silent("parts/detached", report.findings);
}

TEST_CASE("verify: beside a body that lies apart a part that comes off is told", "[verify][parts]") {
  FigureSpec spec = spec_of(FigureJoint::kNone);
  spec.arm_gap = 1.8;
  const InputReport report = judge_with_ball(figure_parts(spec));
  INFO(describe_findings(report));
  CHECK(rules_of(report) == Rules{"parts/detached"});
  const Finding& finding = finding_of_rule(report, "parts/detached");
  CHECK(finding.count == 1);
  CHECK(finding.message.find("arm_l") != std::string::npos);
}

TEST_CASE("verify: of a body that lies apart the smaller half that comes off is told", "[verify][parts]") {
  const Shape ball = placed(sphere(32), 40, {140, 90, 0});
  Asset two = make_asset(joined(whole_figure(), ball));
  two.path = "figure.glb";
  two.format = "glb";
  // Cut at its equator; the upper part is as it was, of the lower part a slice is lost.
  Shape upper, lower;
  for (std::size_t face = 0; face < ball.faces(); ++face) {
    const auto y = [&](std::size_t i) { return ball.positions[ball.indices[3 * face + i]].y - 90; };
    const float least = std::min({y(0), y(1), y(2)}), most = std::max({y(0), y(1), y(2)});
    Shape* const side = least >= -0.01F ? &upper : most < -4 ? &lower : nullptr;
    if (side == nullptr) continue;
    side->indices.insert(side->indices.end(), ball.indices.begin() + static_cast<std::ptrdiff_t>(3 * face),
                         ball.indices.begin() + static_cast<std::ptrdiff_t>(3 * face + 3));
  }
  upper.positions = lower.positions = ball.positions;
  std::vector<FigurePart> parts = figure_parts(spec_of(FigureJoint::kNone));
  parts.push_back({"upper", upper});
  parts.push_back({"lower", lower});
  const InputReport report = judge(two, asset_of_parts(parts), "split:general:medium");
  INFO(describe_findings(report));
  std::vector<std::string> detached;
  for (const Finding& finding : report.findings) {
    if (finding.rule == "parts/detached") detached.push_back(finding.element);
  }
  CHECK(detached == std::vector<std::string>{"/parts/7"});
}

TEST_CASE("verify: a source of several bodies that came back uncut was not split", "[verify][parts]") {
  Shape two = joined(whole_figure(), floating_ball());
  Asset sent = make_asset(two);
  sent.path = "figure.glb";
  sent.format = "glb";
  for (const char* expect : {"split:character:f:ball", "split:general:low"}) {
    const InputReport report = judge(sent, sent, expect);
    INFO(describe_findings(report));
    CHECK(finding_of_rule(report, "parts/count").message.find("it was not split") != std::string::npos);
  }
}

namespace {

Shape box_of(float3 min, float3 max) {
  Shape box = cube();
  for (float3& p : box.positions) {
    p = {p.x < 0 ? min.x : max.x, p.y < 0 ? min.y : max.y, p.z < 0 ? min.z : max.z};
  }
  return box;
}

// Two boxes that share the space of x from 0 to 10.
Asset crossing_boxes() {
  Asset asset =
      make_asset(joined(box_of({-10, -10, -10}, {10, 10, 10}), box_of({0, -10, -10}, {30, 10, 10})));
  asset.path = "boxes.glb";
  asset.format = "glb";
  return asset;
}

}  // namespace

TEST_CASE("verify: bodies of the source that share space may be united", "[verify][parts]") {
  const std::vector<FigurePart> parts{{"left", box_of({-10, -10, -10}, {15, 10, 10})},
                                      {"right", box_of({15, -10, -10}, {30, 10, 10})}};
  const InputReport report = judge(crossing_boxes(), asset_of_parts(parts), "split:general:low");
  INFO(describe_findings(report));
  CHECK(report.findings.empty());
  CHECK(metric_of(report, "coverage") == 1);
  // Two squares of 20 a side, but for what lies within the tolerance of the parts.
  CHECK(metric_of(report, "buried_area") == Approx(780.5).epsilon(0.01));
  CHECK(metric_of(report, "foreign_area") == 0);
}

TEST_CASE("verify: a little shared space does not keep volumes from being compared", "[verify][parts]") {
  // A pin that reaches a little into a block: 16 square units are buried, 4 cubic ones are shared.
  Asset source = make_asset(joined(box_of({-50, -50, -50}, {50, 50, 50}), box_of({49, -1, -1}, {53, 1, 1})));
  source.path = "block.glb";
  source.format = "glb";
  std::vector<FigurePart> parts{{"left", box_of({-50, -50, -50}, {0, 50, 50})},
                                {"right", box_of({0, -50, -50}, {50, 50, 50})},
                                {"pin", box_of({50, -1, -1}, {53, 1, 1})}};
  const InputReport clean = judge(source, asset_of_parts(parts), "split:general:low");
  INFO(describe_findings(clean));
  CHECK(metric_of(clean, "buried_area") > 0);
  CHECK(metric_of(clean, "result_volume") == Approx(1e6 + 12));
  expect_silent("parts/volume-mismatch", clean.findings);
  Shape cavity = box_of({-40, -22, -22}, {-10, 23, 23});
  for (std::size_t i = 0; i < cavity.indices.size(); i += 3)
    std::swap(cavity.indices[i], cavity.indices[i + 1]);
  parts[0].shape = joined(parts[0].shape, cavity);
  const InputReport hollow = judge(source, asset_of_parts(parts), "split:general:low");
  INFO(describe_findings(hollow));
  const Finding& finding = finding_of_rule(hollow, "parts/volume-mismatch");
  CHECK(finding.severity == Severity::kError);
  CHECK(evidence_of(finding, "share") == Approx(0.06075).epsilon(0.01));
}

TEST_CASE("verify: parts that share space where the source does are told, no more", "[verify][parts]") {
  const std::vector<FigurePart> parts{{"left", box_of({-10, -10, -10}, {10, 10, 10})},
                                      {"right", box_of({0, -10, -10}, {30, 10, 10})}};
  const InputReport report = judge(crossing_boxes(), asset_of_parts(parts), "split:general:low");
  INFO(describe_findings(report));
  const Finding& finding = finding_of_rule(report, "parts/overlap");
  CHECK(finding.severity == Severity::kInfo);
  CHECK(finding.message.find("The source overlaps itself there") != std::string::npos);
  CHECK(report.verdict == Verdict::kPass);
}

TEST_CASE("verify: halves of an open sheet touch along their rim", "[verify][parts]") {
  Shape sheet, left, right;
  for (std::uint32_t y = 0; y <= 20; ++y) {
    for (std::uint32_t x = 0; x <= 20; ++x) {
      const auto u = static_cast<float>(x), v = static_cast<float>(y);
      sheet.positions.push_back({u, v, 0.02F * u * v});
    }
  }
  left.positions = right.positions = sheet.positions;
  for (std::uint32_t y = 0; y < 20; ++y) {
    for (std::uint32_t x = 0; x < 20; ++x) {
      const std::uint32_t a = 21 * y + x;
      for (Shape* const shape : {&sheet, x < 9 ? &left : &right})
        shape->indices.insert(shape->indices.end(), {a, a + 1, a + 22, a, a + 22, a + 21});
    }
  }
  Asset source_sheet = make_asset(sheet);
  source_sheet.path = "sheet.glb";
  source_sheet.format = "glb";
  const InputReport report =
      judge(source_sheet, asset_of_parts({{"left", left}, {"right", right}}), "split:general:low");
  INFO(describe_findings(report));
  CHECK_FALSE(rules_of(report).contains("parts/detached"));
}

TEST_CASE("verify: parts that lost the one between them are told so, not as if the cut were wrong",
          "[verify][parts]") {
  std::vector<FigurePart> parts = ball_parts();
  parts.erase(parts.begin());  // the torso
  const InputReport report = judge_parts(parts);
  INFO(describe_findings(report));
  CHECK(finding_of_rule(report, "parts/count")
            .message.find("what is missing is told by parts/missing-surface") != std::string::npos);
  for (const Finding& finding : report.findings) {
    if (finding.rule == "parts/detached")
      CHECK(finding.message.find("What it touched may be what is missing") != std::string::npos);
  }
  expect_fires("parts/detached", report.findings);
}

TEST_CASE("verify: a part inside of another", "[verify][parts]") {
  std::vector<FigurePart> parts = ball_parts();
  parts.push_back({"core", placed(sphere(6), 9, {0, 10, 0})});
  const InputReport report = judge_parts(parts);
  INFO(describe_findings(report));
  CHECK(rules_of(report) == Rules{"parts/contained"});
  expect_fires("parts/contained", report.findings);
  CHECK(judge_parts(parts, "split:character:a:ball:loose").findings.empty());
}

TEST_CASE("verify: a part that is inside out", "[verify][parts]") {
  std::vector<FigurePart> parts = ball_parts();
  part_of(parts, "head").shape = turned_over(part_of(parts, "head").shape);
  const InputReport report = judge_parts(parts);
  INFO(describe_findings(report));
  CHECK(rules_of(report) == Rules{"parts/inverted"});
  expect_fires("parts/inverted", report.findings);
}

TEST_CASE("verify: all parts in one node are told apart", "[verify][parts]") {
  Shape all;
  for (const FigurePart& part : ball_parts()) all = joined(all, part.shape);
  const InputReport report = judge_parts({{"all", all}});
  INFO(describe_findings(report));
  CHECK(rules_of(report) == Rules{"parts/one-piece"});
  expect_fires("parts/one-piece", report.findings);
  CHECK(finding_of_rule(report, "parts/one-piece").severity == Severity::kInfo);
  CHECK(metric_of(report, "parts") == 6);
}

TEST_CASE("verify: two bodies in one part", "[verify][parts]") {
  std::vector<FigurePart> parts = ball_parts();
  part_of(parts, "leg_l").shape = joined(part_of(parts, "leg_l").shape, part_of(parts, "arm_r").shape);
  parts.erase(parts.begin() + 3);
  const InputReport report = judge_parts(parts);
  INFO(describe_findings(report));
  CHECK(rules_of(report) == Rules{"parts/multiple-shells"});
  expect_fires("parts/multiple-shells", report.findings);
}

TEST_CASE("verify: parts may have one name below nodes of their own", "[verify][parts]") {
  std::vector<FigurePart> parts = ball_parts();
  Asset result = painted(parts);
  const auto count = static_cast<std::uint32_t>(parts.size());
  for (std::uint32_t i = 0; i < count; ++i) {
    Node above;
    above.name = parts[i].name;
    result.scene.nodes.push_back(above);
    result.scene.nodes[i].name = "mesh";
    result.scene.nodes[i].parent = count + i;
  }
  const InputReport report = judge(source(), result, "split:character:a:ball");
  INFO(describe_findings(report));
  CHECK(report.findings.empty());
  // Two below one node are one name.
  result.scene.nodes[1].parent = result.scene.nodes[0].parent;
  CHECK(rules_of(judge(source(), result, "split:character:a:ball")) == Rules{"parts/name-collision"});
}

TEST_CASE("verify: names and empty parts", "[verify][parts]") {
  std::vector<FigurePart> parts = ball_parts();
  part_of(parts, "arm_l").name = "ARM_R";
  const InputReport names = judge_parts(parts);
  INFO(describe_findings(names));
  CHECK(rules_of(names) == Rules{"parts/name-collision"});
  expect_fires("parts/name-collision", names.findings);
  parts = ball_parts();
  parts.push_back({"nothing", {}});
  const InputReport empty = judge_parts(parts);
  INFO(describe_findings(empty));
  CHECK(rules_of(empty) == Rules{"parts/empty"});
  expect_fires("parts/empty", empty.findings);
}

TEST_CASE("verify: vertices that are no numbers are told of every result", "[verify][parts]") {
  std::vector<FigurePart> parts = ball_parts();
  part_of(parts, "leg_r").shape.positions[5].y = std::numeric_limits<float>::quiet_NaN();
  for (const char* expect : {"none", "split:general:medium", "segmentation:low"}) {
    const InputReport report = judge(source(), painted(parts), expect);
    INFO(expect << "\n" << describe_findings(report));
    CHECK(finding_of_rule(report, "mesh/non-finite-position").count == 1);
    CHECK(finding_of_rule(report, "mesh/non-finite-position").severity == Severity::kError);
    CHECK_FALSE(
        rules_of(judge(source(), painted(ball_parts()), expect)).contains("mesh/non-finite-position"));
  }
}

TEST_CASE("verify: what was not measured has no number", "[verify][parts]") {
  const InputReport report = judge(source(), asset_of_parts({{"none", {}}}), "none");
  INFO(describe_findings(report));
  CHECK(metric_of(report, "to_result_samples") == 0);
  for (const char* name : {"coverage", "missing_area", "to_result_mean", "to_result_max", "to_source_mean"}) {
    INFO(name);
    CHECK(std::none_of(report.metrics.begin(), report.metrics.end(),
                       [&](const auto& metric) { return metric.first == name; }));
  }
}

TEST_CASE("verify: parts that were hollowed have another volume", "[verify][parts]") {
  std::vector<FigurePart> parts = ball_parts();
  Shape& torso = part_of(parts, "torso").shape;
  torso = joined(torso, turned_over(placed(sphere(12), 17, {0, 8, 0})));
  const InputReport report = judge_parts(parts);
  INFO(describe_findings(report));
  CHECK(rules_of(report) == Rules{"parts/volume-mismatch"});
  expect_fires("parts/volume-mismatch", report.findings);
}
