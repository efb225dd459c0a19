// Segmentations of the figure: clean ones, and one planted fault at a time.
#include <algorithm>
#include <catch2/catch.hpp>

#include "gate/labels.h"
#include "support/figure.h"
#include "support/files.h"
#include "support/rule_cases.h"
#include "support/verify_cases.h"
#include "verify/segments.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

using Rules = std::set<std::string>;
constexpr const char* kExpect = "segmentation:medium";

const Shape& whole_figure() {
  static const Shape kWhole = figure(5);
  return kWhole;
}
Asset source() {
  Asset asset = make_asset(whole_figure());
  asset.path = "figure.glb";
  asset.format = "glb";
  return asset;
}

// Which of six regions a face of the figure belongs to.
std::uint32_t region_of(const Shape& shape, std::size_t face) {
  double3 middle;
  for (std::size_t i = 0; i < 3; ++i)
    middle = middle + to_double(shape.positions[shape.indices[3 * face + i]]) * (1.0 / 3);
  if (middle.y > 57) return 1;
  if (middle.x < -36) return 2;
  if (middle.x > 36) return 3;
  if (middle.y < -46) return middle.x < 0 ? 4 : 5;
  return 0;
}

std::vector<FigurePart> segments() {
  const Shape& whole = whole_figure();
  std::vector<FigurePart> parts;
  for (const char* name : {"torso", "head", "arm_l", "arm_r", "leg_l", "leg_r"}) {
    parts.push_back({name, {}});
    parts.back().shape.positions = whole.positions;
  }
  for (std::size_t face = 0; face < whole.faces(); ++face) {
    for (std::size_t i = 0; i < 3; ++i)
      parts[region_of(whole, face)].shape.indices.push_back(whole.indices[3 * face + i]);
  }
  return parts;
}

InputReport judge_segments(const std::vector<FigurePart>& parts) {
  return judge(source(), asset_of_parts(parts), kExpect);
}

}  // namespace

TEST_CASE("segmentation: a clean one has no finding", "[verify][segments]") {
  const InputReport report = judge_segments(segments());
  INFO(describe_findings(report));
  CHECK(report.findings.empty());
  CHECK(metric_of(report, "parts") == 6);
  CHECK(metric_of(report, "labelled_faces") == static_cast<double>(whole_figure().faces()));
  CHECK(metric_of(report, "result_area") == Approx(metric_of(report, "source_area")));
  expect_silent("segments/count", report.findings);
  expect_silent("segments/area-mismatch", report.findings);
  expect_silent("segments/duplicate-surface", report.findings);
  expect_silent("segments/sliver", report.findings);
}

TEST_CASE("segmentation: labels are the regions that were cut", "[verify][segments]") {
  const Asset whole = source(), result = asset_of_parts(segments());
  ComparisonOptions options;
  options.expectation = parse_expectation(kExpect).value();
  options.samples = kTestSamples;
  const SegmentComparison found = compare_segments(whole, {{"segments.glb", &result, ""}}, options);
  REQUIRE(found.labels.size() == whole_figure().faces());
  for (std::size_t face = 0; face < found.labels.size(); ++face)
    REQUIRE(found.labels[face] == region_of(whole_figure(), face));
  CHECK(found.told_by == "nodes");
}

TEST_CASE("segmentation: one mesh with colours or materials", "[verify][segments]") {
  Asset result = make_asset(unshared(whole_figure()));
  result.path = "colored.glb";
  result.format = "glb";
  Mesh& mesh = result.scene.meshes[0];
  SECTION("vertex colours") {
    std::vector<float4> colors;
    for (std::size_t face = 0; face < mesh.face_count(); ++face) {
      const auto shade = static_cast<float>(region_of(whole_figure(), face)) / 8;
      colors.insert(colors.end(), 3, float4{shade, 1 - shade, 0.5F, 1});
    }
    mesh.colors = Array<float4>(std::move(colors));
    CHECK(judge(source(), result, kExpect).findings.empty());
  }
  SECTION("materials") {
    for (std::uint32_t face = 0; face < mesh.face_count(); ++face) {
      const std::uint32_t region = region_of(whole_figure(), face);
      if (mesh.materials.empty() || mesh.materials.back().material != region)
        mesh.materials.push_back({face, 0, region, ""});
      ++mesh.materials.back().face_count;
    }
    for (int i = 0; i < 6; ++i) result.scene.materials.emplace_back();
    CHECK(judge(source(), result, kExpect).findings.empty());
  }
  SECTION("neither") {
    const InputReport report = judge(source(), result, kExpect);
    INFO(describe_findings(report));
    CHECK(rules_of(report) == Rules{"segments/count"});
    expect_fires("segments/count", report.findings);
  }
}

TEST_CASE("segmentation: a segment that is missing", "[verify][segments]") {
  std::vector<FigurePart> parts = segments();
  parts.erase(parts.begin() + 3);
  const InputReport report = judge_segments(parts);
  INFO(describe_findings(report));
  CHECK(rules_of(report) == Rules{"parts/missing-surface"});
}

TEST_CASE("segmentation: surface that two segments claim", "[verify][segments]") {
  std::vector<FigurePart> parts = segments();
  std::vector<std::uint32_t>& torso = parts[0].shape.indices;
  torso.insert(torso.end(), parts[1].shape.indices.begin(), parts[1].shape.indices.end());
  const InputReport report = judge_segments(parts);
  INFO(describe_findings(report));
  CHECK(rules_of(report) == Rules{"segments/duplicate-surface"});
  expect_fires("segments/duplicate-surface", report.findings);
  Shape head = parts[1].shape;
  CHECK(metric_of(report, "duplicate_area") == Approx(area_of(head)).epsilon(0.02));
}

TEST_CASE("segmentation: a segment that is inside out", "[verify][segments]") {
  std::vector<FigurePart> parts = segments();
  parts[2].shape = turned_over(parts[2].shape);
  const InputReport report = judge_segments(parts);
  INFO(describe_findings(report));
  CHECK(rules_of(report) == Rules{"parts/inverted"});
  CHECK(evidence_of(finding_of_rule(report, "parts/inverted"), "turned_share") == 1);
  CHECK(metric_of(report, "parts/3/turned_share") == 1);
  CHECK(metric_of(report, "parts/1/turned_share") == 0);
}

// Every third triangle of one segment, by number: about a third of its area.
TEST_CASE("segmentation: a segment with some faces turned over", "[verify][segments]") {
  std::vector<FigurePart> parts = segments();
  std::vector<std::uint32_t>& indices = parts[2].shape.indices;
  for (std::size_t face = 0; 3 * face < indices.size(); face += 3)
    std::swap(indices[3 * face + 1], indices[3 * face + 2]);
  const InputReport report = judge_segments(parts);
  INFO(describe_findings(report));
  CHECK(rules_of(report) == Rules{"parts/inverted"});
  CHECK(evidence_of(finding_of_rule(report, "parts/inverted"), "turned_share") ==
        Approx(1.0 / 3).margin(0.05));
}

TEST_CASE("segmentation: crumbs", "[verify][segments]") {
  std::vector<FigurePart> parts = segments();
  std::vector<std::uint32_t>& torso = parts[0].shape.indices;
  FigurePart crumb{"crumb", {}};
  crumb.shape.positions = parts[0].shape.positions;
  crumb.shape.indices.assign(torso.begin(), torso.begin() + 3);
  torso.erase(torso.begin(), torso.begin() + 3);
  parts.push_back(crumb);
  const InputReport report = judge_segments(parts);
  INFO(describe_findings(report));
  CHECK(rules_of(report) == Rules{"segments/sliver"});
  expect_fires("segments/sliver", report.findings);
}

TEST_CASE("segmentation: segments with caps have another area", "[verify][segments]") {
  FigureSpec spec;
  spec.cell = 5;
  spec.joint = FigureJoint::kNone;
  const InputReport report = judge_segments(figure_parts(spec));
  INFO(describe_findings(report));
  CHECK(rules_of(report).contains("segments/area-mismatch"));
  expect_fires("segments/area-mismatch", report.findings);
}

TEST_CASE("labels: files are read as they were written", "[verify][segments]") {
  const TemporaryFolder folder;
  const std::vector<std::uint32_t> labels{0, 3, kNoIndex, 70'000};
  for (const char* name : {"labels.npy", "labels.json"}) {
    const std::string path = (folder.path() / name).string();
    REQUIRE(write_labels(path, labels, 4));
    CHECK(read_labels(path).value() == labels);
  }
  CHECK(write_labels((folder.path() / "labels.txt").string(), labels, 4).error().kind == ErrorKind::kUsage);
  write_text(folder.path() / "plain.json", "[1, 2, -1]");
  CHECK(read_labels((folder.path() / "plain.json").string()).value() ==
        std::vector<std::uint32_t>{1, 2, kNoIndex});
  for (const char* text : {"{}", "[1.5]", "nothing", ""}) {
    write_text(folder.path() / "bad.json", text);
    CHECK(read_labels((folder.path() / "bad.json").string()).error().kind == ErrorKind::kMalformed);
  }
  write_text(folder.path() / "bad.npy", "\x93NUMPY\1");
  CHECK(read_labels((folder.path() / "bad.npy").string()).error().kind == ErrorKind::kMalformed);
}
