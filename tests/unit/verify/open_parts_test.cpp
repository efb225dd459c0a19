// Parts that are open: as their source is, clothes around a figure, or because a cut was left open.
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

#include "support/figure.h"
#include "support/rule_cases.h"
#include "support/solid_shapes.h"
#include "support/verify_cases.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

using Rules = std::set<std::string>;

// A box of 10 × 10 between two heights; without the face at one of them when it is told so.
Shape pillar(float low, float high, bool bottom = true, bool top = true) {
  Shape shape = placed(cube(), 5, {0, 0, 0});
  for (float3& p : shape.positions) p.z = p.z < 0 ? low : high;
  Shape kept;
  kept.positions = shape.positions;
  for (std::size_t i = 0; i < shape.indices.size(); i += 3) {
    const auto height = [&](std::size_t k) { return shape.positions[shape.indices[i + k]].z; };
    const bool flat = height(0) == height(1) && height(1) == height(2);
    if (flat && (height(0) == low ? !bottom : !top)) continue;
    for (std::size_t k = 0; k < 3; ++k) kept.indices.push_back(shape.indices[i + k]);
  }
  return kept;
}

// An open cone around the z axis, from `high` down; all around, or from one column of its mesh to another.
Shape skirt(double top_radius, double low_radius, double high, double low, int from = 0, int to = 48) {
  constexpr int kRings = 12, kColumns = 48;
  Shape shape;
  for (int ring = 0; ring <= kRings; ++ring) {
    const double t = static_cast<double>(ring) / kRings;
    const double radius = top_radius + (low_radius - top_radius) * t;
    for (int column = 0; column < kColumns; ++column) {
      const double turn = 2 * std::numbers::pi * column / kColumns;
      shape.positions.push_back({static_cast<float>(radius * std::cos(turn)),
                                 static_cast<float>(radius * std::sin(turn)),
                                 static_cast<float>(high + (low - high) * t)});
    }
  }
  for (int ring = 0; ring < kRings; ++ring) {
    for (int column = from; column < to; ++column) {
      const auto at = [&](int r, int c) { return static_cast<std::uint32_t>(r * kColumns + c % kColumns); };
      const std::uint32_t a = at(ring, column), b = at(ring, column + 1), c = at(ring + 1, column),
                          d = at(ring + 1, column + 1);
      shape.indices.insert(shape.indices.end(), {a, c, b, b, c, d});
    }
  }
  return shape;
}

// A square cloth of 12 × 12 quads of size 5, with waves; or the quads of a range.
Shape cloth(std::uint32_t x0 = 0, std::uint32_t x1 = 12, std::uint32_t y0 = 0, std::uint32_t y1 = 12) {
  Shape shape;
  for (std::uint32_t y = 0; y <= 12; ++y) {
    for (std::uint32_t x = 0; x <= 12; ++x) {
      const auto u = static_cast<float>(x), v = static_cast<float>(y);
      shape.positions.push_back({5 * u, 5 * v, 4 * std::sin(0.4F * u) * std::cos(0.3F * v)});
    }
  }
  for (std::uint32_t y = y0; y < y1; ++y) {
    for (std::uint32_t x = x0; x < x1; ++x) {
      const std::uint32_t a = 13 * y + x;
      shape.indices.insert(shape.indices.end(), {a, a + 1, a + 14, a, a + 14, a + 13});
    }
  }
  return shape;
}

// Every finding is that a part is not closed, and as many are only told.
void check_only_told(const InputReport& report, std::size_t told) {
  INFO(describe_findings(report));
  CHECK(report.verdict == Verdict::kPass);
  CHECK(report.findings.size() == told);
  for (const Finding& finding : report.findings) {
    CHECK(finding.rule == "parts/not-watertight");
    CHECK(finding.severity == Severity::kInfo);
  }
}

}  // namespace

TEST_CASE("open parts: a body within an open skirt is not inside of it", "[verify][open]") {
  // To the feet, and to the knee.
  for (const double low : {-24.0, -14.0}) {
    const Shape cone = skirt(9, 16, 2, low);
    const Asset source = model_of(joined(pillar(-25, 20), cone));
    for (const std::string expect : {"split:character:e:none", "split:general:medium"}) {
      const InputReport report = judge(
          source, asset_of_parts({{"body", pillar(-5, 20)}, {"legs", pillar(-25, -5)}, {"skirt", cone}}),
          expect);
      check_only_told(report, 1);
      CHECK(metric_of(report, "overlaps") == 0);
      CHECK(metric_of(report, "contacts") == 1);
    }
    // The skirt is cut as well, which leaves it open there: from rim to rim.
    const std::vector<FigurePart> cut{{"body", pillar(-5, 20)},
                                      {"legs", pillar(-25, -5)},
                                      {"left", skirt(9, 16, 2, low, 0, 20)},
                                      {"right", skirt(9, 16, 2, low, 20, 48)}};
    check_only_told(judge(source, asset_of_parts(cut), "split:character:d:none"), 2);
  }
}

TEST_CASE("open parts: legs that were moved into each other overlap within a skirt, too", "[verify][open]") {
  const Shape cone = skirt(9, 16, 2, -24);
  const Asset source = model_of(joined(pillar(-25, 20), cone));
  const InputReport report =
      judge(source, asset_of_parts({{"body", pillar(-7, 20)}, {"legs", pillar(-25, -5)}, {"skirt", cone}}),
            "split:character:e:none");
  INFO(describe_findings(report));
  CHECK(rules_of(report) == Rules{"parts/not-watertight", "parts/overlap"});
  CHECK(finding_of_rule(report, "parts/overlap").severity == Severity::kError);
  CHECK(evidence_of(finding_of_rule(report, "parts/overlap"), "depth") == Approx(2).epsilon(0.01));
}

TEST_CASE("open parts: pieces of a cloth are open, and so is the cloth", "[verify][open]") {
  std::vector<FigurePart> pieces;
  for (std::uint32_t y = 0; y < 12; y += 4) {
    for (std::uint32_t x = 0; x < 12; x += 4) pieces.push_back({"piece", cloth(x, x + 4, y, y + 4)});
  }
  for (std::size_t i = 0; i < pieces.size(); ++i) pieces[i].name += std::to_string(i);
  // That in the middle has no rim of the cloth.
  check_only_told(judge(model_of(cloth()), asset_of_parts(pieces), "split:general:medium"), 9);
}

TEST_CASE("open parts: a cut through a body that nothing closed is a defect", "[verify][open]") {
  const std::vector<FigurePart> open{{"body", pillar(-5, 20, false)}, {"legs", pillar(-25, -5)}};
  const auto judge_open = [&](const Shape& source) {
    const InputReport report = judge(model_of(source), asset_of_parts(open), "split:character:f:none");
    INFO(describe_findings(report));
    const Finding& finding = finding_of_rule(report, "parts/not-watertight");
    CHECK(finding.severity == Severity::kWarning);
    CHECK(evidence_of(finding, "new_open_edges") == 4);
  };
  judge_open(pillar(-25, 20));
  // Also where the source is open elsewhere, below the feet.
  judge_open(pillar(-25, 20, false));
}

TEST_CASE("open parts: what a body with a hole swallowed is inside of it", "[verify][open]") {
  Shape ball = placed(sphere(12), 20, {0, 0, 0});
  ball.indices.resize(ball.indices.size() - 3);
  const InputReport report =
      judge(model_of(ball), asset_of_parts({{"ball", ball}, {"core", placed(sphere(6), 8, {0, 2, 0})}}),
            "split:general:low");
  INFO(describe_findings(report));
  CHECK(rules_of(report).contains("parts/contained"));
}

TEST_CASE("open parts: an open source that overlaps itself is told so", "[verify][open]") {
  const Shape crossing = placed(cube(), 4, {6, 0, 30});
  const Asset source =
      model_of(joined(joined(pillar(0, 20, false, false), pillar(20, 40, false, true)), crossing));
  const InputReport report =
      judge(source,
            asset_of_parts({{"foot", pillar(0, 20, false)}, {"top", pillar(20, 40)}, {"crossing", crossing}}),
            "split:general:medium", 1);
  INFO(describe_findings(report));
  CHECK(finding_of_rule(report, "parts/overlap").severity == Severity::kInfo);
  for (const Finding& finding : report.findings) CHECK(finding.severity == Severity::kInfo);
}

TEST_CASE("open parts: parts on both sides of an open wedge are no neighbours", "[verify][open]") {
  // The wedge fills 21° between the others, and three quarters of its skin are gone, in the source as well.
  const Shape wedge = prism({{30, 0}, {41, 60}, {19, 60}}, 60, {1});
  const Shape left = prism({{0, 0}, {30, 0}, {19, 60}, {0, 60}}, 60);
  const Shape right = prism({{30, 0}, {60, 0}, {60, 60}, {41, 60}}, 60);
  const Asset source =
      model_of(prism({{0, 0}, {30, 0}, {60, 0}, {60, 60}, {41, 60}, {19, 60}, {0, 60}}, 60, {4}));
  const InputReport report =
      judge(source, asset_of_parts({{"left", left}, {"wedge", wedge}, {"right", right}}),
            "split:general:medium", 1);
  INFO(describe_findings(report));
  CHECK_FALSE(rules_of(report).contains("parts/joint-clearance"));
  CHECK(metric_of(report, "contacts") == 2);
}

TEST_CASE("open parts: a cut that ends in a hole of the source is no foreign surface", "[verify][open]") {
  // The front is gone; the cut reaches to where it was, farther than the hole seems to be deep.
  const std::vector<std::array<float, 2>> outline{{0, 0}, {30, 0}, {30, 30}, {0, 30}, {-9, 15}};
  const Shape low = prism(outline, 30, {3, 4});
  const Asset source = model_of(prism(outline, 60, {3, 4}));
  const InputReport report =
      judge(source, asset_of_parts({{"low", low}, {"high", placed(low, 1, {0, 0, 30})}}),
            "split:general:medium", 1);
  INFO(describe_findings(report));
  CHECK_FALSE(rules_of(report).contains("parts/foreign-geometry"));
}
