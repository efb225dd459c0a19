// What a share of the surface does not show: material missing at a cut, a small body or a hole, colours of
// vertices.
#include <catch2/catch.hpp>

#include "support/figure.h"
#include "support/rule_cases.h"
#include "support/verify_cases.h"
#include "verify/result_parts.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

using Rules = std::set<std::string>;
constexpr const char* kExpect = "split:general:medium";

// A box of 80 between two heights.
Shape slab(double low, double high) {
  Shape shape = placed(cube(), 40, {0, 0, 0});
  for (float3& p : shape.positions) p.y = static_cast<float>(p.y < 0 ? low : high);
  return shape;
}

Asset block() {
  Asset asset = make_asset(slab(-40, 40));
  asset.path = "block.glb";
  asset.format = "glb";
  return asset;
}

Asset halves(double gap) {
  return asset_of_parts({{"low", slab(-40, -gap / 2)}, {"high", slab(gap / 2, 40)}});
}

Asset with_colors(Asset asset) {
  for (Mesh& mesh : asset.scene.meshes) {
    std::vector<float4> colors;
    for (const float3& p : mesh.positions) colors.push_back({p.x > 0 ? 1.0F : 0.1F, 0.2F, 0.1F, 1});
    mesh.colors = Array<float4>(std::move(colors));
  }
  return asset;
}

}  // namespace

TEST_CASE("small losses: material missing at a plain cut", "[verify][losses]") {
  const InputReport report = judge(block(), halves(0.8), kExpect);
  INFO(describe_findings(report));
  REQUIRE(rules_of(report) == Rules{"parts/joint-clearance"});
  const Finding& finding = finding_of_rule(report, "parts/joint-clearance");
  CHECK(finding.severity == Severity::kWarning);
  CHECK(evidence_of(finding, "gap_median_mm") == Approx(0.8).epsilon(0.01));
  CHECK(evidence_of(finding, "missing_volume") == Approx(0.8 * 80 * 80).epsilon(0.05));
  expect_silent("parts/joint-clearance", judge(block(), halves(0.5), kExpect).findings);
  // Without a print scale: 0.25 % of the diagonal of 138.6.
  CHECK(rules_of(judge(block(), halves(0.4), kExpect, 0)) == Rules{"parts/joint-clearance"});
  CHECK(rules_of(judge(block(), halves(0.3), kExpect, 0)) == Rules{});
}

TEST_CASE("small losses: a small body of the source that is not there", "[verify][losses]") {
  const Asset source = make_asset(joined(slab(-40, 40), placed(cube(), 1, {60, 0, 0})));
  const InputReport report = judge(source, halves(0), kExpect);
  INFO(describe_findings(report));
  REQUIRE(rules_of(report) == Rules{"parts/missing-surface"});
  const Finding& finding = finding_of_rule(report, "parts/missing-surface");
  CHECK(finding.severity == Severity::kWarning);
  CHECK(metric_of(report, "missing_bodies") == 1);
  CHECK(metric_of(report, "coverage") > 0.995);
  // It is there, as a part.
  const Asset whole =
      asset_of_parts({{"low", slab(-40, 0)}, {"high", slab(0, 40)}, {"dot", placed(cube(), 1, {60, 0, 0})}});
  expect_silent("parts/missing-surface", judge(source, whole, kExpect).findings);
}

TEST_CASE("small losses: colours of vertices that were lost", "[verify][losses]") {
  const InputReport report = judge(with_colors(block()), halves(0), kExpect);
  INFO(describe_findings(report));
  CHECK(rules_of(report) == Rules{"parts/texture-lost"});
  CHECK(rules_of(judge(with_colors(block()), with_colors(halves(0)), kExpect)) == Rules{});
}

TEST_CASE("small losses: bodies beyond a number are measured as one, and counted", "[verify][losses]") {
  Shape crowd;
  for (int i = 0; i < 1010; ++i)
    crowd = joined(crowd, placed(cube(), 0.2F, {static_cast<float>(i % 40), static_cast<float>(i / 40), 0}));
  const Asset source = block(), result = make_asset(crowd);
  ComparisonOptions options;
  options.expectation = parse_expectation(kExpect).value();
  options.samples = 1000;
  Comparison comparison = start_comparison(source, {{"crowd.glb", &result, ""}}, options);
  add_result_parts(comparison);
  CHECK(comparison.parts.size() == 1000);
  CHECK(comparison.parts_found == 1010);
}
