// Depth maps on the way that users take.
#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "meshgate/emitter.h"
#include "meshgate/verify.h"
#include "support/depth_scene.h"
#include "support/json_schema.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

VerifyOptions options_for(const std::string& expect) {
  VerifyOptions options;
  options.check.profile = load_profile("hitem3d").value();
  options.check.pictures = PictureStyle::kReport;
  options.expectation = parse_expectation(expect).value();
  return options;
}

}  // namespace

TEST_CASE("verify: a depth map with its findings, metrics and pictures", "[depth][verify]") {
  const TemporaryFolder folder;
  const std::string source = write_source(folder, true);
  const std::string good = write_map(folder, {.width = 1024, .height = 768}, depth_at);
  const Result<Report> clean = verify_files(source, {good}, options_for("depth:base:rmbg"));
  REQUIRE(clean);
  REQUIRE(clean->inputs.size() == 1);
  CHECK(clean->inputs[0].findings.empty());
  CHECK(clean->inputs[0].kind == AssetKind::kResult);
  CHECK(clean->inputs[0].pictures.size() == 3);
  CHECK(schema_problems(nlohmann::json::parse(find_emitter("json")->render(*clean, {})),
                        "docs/reference/report.schema.json") == "");
  const auto& metrics = clean->inputs[0].metrics;
  const auto iou =
      std::find_if(metrics.begin(), metrics.end(), [](const auto& m) { return m.first == "mask_iou"; });
  REQUIRE(iou != metrics.end());
  CHECK(std::get<double>(iou->second) > 0.98);

  // Of another size than pro gives: a warning, no error.
  const Result<Report> small = verify_files(source, {good}, options_for("depth:pro:rmbg"));
  REQUIRE(small);
  REQUIRE(small->inputs[0].findings.size() == 1);
  CHECK(small->inputs[0].findings[0].rule == "depth/size-mismatch");
  CHECK(small->inputs[0].findings[0].severity == Severity::kWarning);

  const Result<Report> absent =
      verify_files(source, {(folder.path() / "absent.exr").string()}, options_for("depth:base:rmbg"));
  REQUIRE(absent);
  REQUIRE(absent->inputs[0].findings.size() == 1);
  CHECK(absent->inputs[0].findings[0].rule == "depth/damaged");
}

TEST_CASE("verify: what is no depth map is a wrong call", "[depth][verify]") {
  const TemporaryFolder folder;
  const std::string source = write_source(folder, true), model = testdata("demo/figure.glb");
  const auto kind = [&](const std::string& from, const std::vector<std::string>& results) {
    const Result<Report> report = verify_files(from, results, options_for("depth:base:rmbg"));
    REQUIRE_FALSE(report);
    return report.error().kind;
  };
  CHECK(kind(source, {model}) == ErrorKind::kUsage);
  CHECK(kind(model, {source}) == ErrorKind::kUsage);
  CHECK(kind(source, {source, source}) == ErrorKind::kUsage);
}
