// A result in another unit or with another axis upwards, when its file states that: parts/frame-changed says
// it.
#include <catch2/catch.hpp>
#include <functional>

#include "support/figure.h"
#include "support/rule_cases.h"
#include "support/verify_cases.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

struct Stated {
  double meters;
  char up;
};

// The only finding of a copy of the figure, which has Y up and metres.
Finding judge_copy(const Stated& stated, const std::function<float3(float3)>& to) {
  Asset source = make_asset(figure(9));
  source.path = "figure.glb";
  source.format = "glb";
  source.scene.meters_per_unit = 1;
  source.scene.up_axis = 'Y';
  Shape moved = figure(9);
  for (float3& p : moved.positions) p = to(p);
  Asset result = make_asset(moved);
  result.path = "result.usdz";
  result.format = "usdz";
  result.scene.meters_per_unit = stated.meters;
  result.scene.up_axis = stated.up;
  const InputReport report = judge(source, result, "none");
  INFO(describe_findings(report));
  REQUIRE(rules_of(report) == std::set<std::string>{"parts/frame-changed"});
  CHECK(report.findings[0].severity == Severity::kWarning);
  return report.findings[0];
}

bool says(const Finding& finding, std::string_view text) {
  return finding.message.find(text) != std::string::npos;
}

float3 z_up(float3 p) { return {p.x, -p.z, p.y}; }

}  // namespace

// rx8 F12.
TEST_CASE("stated frame: a turn and a scale that the file states are explained", "[verify][moved]") {
  const Finding turned = judge_copy({1, 'Z'}, z_up);
  CHECK(says(turned, "The file says that Z is up (in the source Y), which explains the turn"));
  CHECK_FALSE(says(turned, "unit"));
  const Finding scaled = judge_copy({0.01, 'Y'}, [](float3 p) {
    return float3{100 * p.x, 100 * p.y, 100 * p.z};
  });
  CHECK(says(scaled, "The file says that 1 unit = 0.01 m (in the source 1 m), which explains the scale"));
  CHECK_FALSE(says(scaled, "is up"));
  const Finding both = judge_copy({0.01, 'Z'}, [](float3 p) {
    return z_up({100 * p.x, 100 * p.y, 100 * p.z});
  });
  CHECK(says(both, "which explains the scale, and that Z is up"));
  CHECK(says(both, "which explains the turn"));
}

TEST_CASE("stated frame: what the file states is no excuse for another pose", "[verify][moved]") {
  // The other way round, about another axis, by another factor; and nothing stated.
  CHECK_FALSE(says(judge_copy({1, 'Z'}, [](float3 p) { return float3{p.x, p.z, -p.y}; }), "says that"));
  CHECK_FALSE(says(judge_copy({1, 'Z'}, [](float3 p) { return float3{-p.y, p.x, p.z}; }), "says that"));
  CHECK_FALSE(says(judge_copy({0.01, 'Y'},
                              [](float3 p) {
                                return float3{10 * p.x, 10 * p.y, 10 * p.z};
                              }),
                   "says that"));
  CHECK_FALSE(says(judge_copy({1, 'Y'}, z_up), "says that"));
}
