#include <catch2/catch.hpp>
#include <limits>
#include <nlohmann/json.hpp>

#include "meshgate/emitter.h"
#include "meshgate/gate.h"
#include "meshgate/prepare.h"
#include "support/files.h"
#include "support/json_schema.h"
#include "support/report_samples.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

std::string problems_of(const nlohmann::json& document) {
  return schema_problems(document, "docs/reference/report.schema.json");
}

}  // namespace

TEST_CASE("json: the report of all of testdata fits the schema", "[report]") {
  std::vector<std::string> inputs{"/absent/file.stl"};
  for (const std::string& file : testdata_inputs()) inputs.push_back((source_dir() / file).string());
  CheckOptions options;
  options.profile = load_profile("hitem3d").value();
  options.hash = true;
  EmitOptions emit;
  emit.timings = true;
  const std::string text = find_emitter("json")->render(check_files(inputs, options).value(), emit);
  const auto json = nlohmann::json::parse(text);
  CHECK(problems_of(json) == "");
  CHECK(json["summary"]["inputs"] == inputs.size());
}

TEST_CASE("json: the schema refuses what is not in it", "[report]") {
  Report report;
  report.command = "check";
  report.profile = "hitem3d";
  auto json = nlohmann::json::parse(find_emitter("json")->render(report, {}));
  CHECK(problems_of(json) == "");
  json["more"] = 1;
  CHECK(problems_of(json) != "");
}

TEST_CASE("json: bytes that are not UTF-8, NaN and infinity still make valid JSON", "[report]") {
  Report report;
  InputReport input;
  input.path = "bad\xff\xfe.stl";
  input.metrics = {{"surface_area", std::numeric_limits<double>::infinity()},
                   {"bbox_min", float3{0.1F, -0.0F, std::nanf("")}}};
  Finding finding;
  finding.rule = "mesh/empty";
  finding.message = "\x01\"quoted\"";
  finding.severity = Severity::kError;
  finding.fingerprint = "0123456789abcdef";
  finding.evidence = {{"ratio", std::nan("")}};
  Location location;
  location.kind = LocationKind::kVertex;
  location.position = float3{1e30F, 0, 0};
  finding.locations.push_back(location);
  input.findings.push_back(finding);
  report.inputs.push_back(input);
  const std::string text = find_emitter("json")->render(report, {});
  const auto json = nlohmann::json::parse(text);
  CHECK(problems_of(json) == "");
  CHECK(json["inputs"][0]["metrics"]["surface_area"].is_null());
  CHECK(text.find("0.1,") != std::string::npos);  // not 0.10000000149011612
}

TEST_CASE("json: muted and fixed findings are told", "[report]") {
  Report report = nasty_report();
  for (InputReport& input : report.inputs) input.metrics.clear();  // the schema knows the values of each
  const std::string text = find_emitter("json")->render(report, {});
  const auto json = nlohmann::json::parse(text);
  CHECK(problems_of(json) == "");
  CHECK(json["summary"]["muted"] == 2);
  CHECK(json["fixed"][0]["count_before"] == 5);
  const auto& muted = json["inputs"][0]["muted"];
  REQUIRE(muted.size() == 2);
  CHECK(muted[0]["by"] == "baseline");
  CHECK(muted[1]["by"] == "suppression");
  CHECK(muted[1]["reason"].get<std::string>().find("knots") == 0);
}

TEST_CASE("json: pictures stay out", "[report]") {
  Report with = many_findings(3, 2), without = with;
  with.inputs[0].pictures.push_back(tiny_picture("front"));
  CHECK(find_emitter("json")->render(with, {}) == find_emitter("json")->render(without, {}));
}

TEST_CASE("json: reports of prepare fit the schema", "[report][prepare]") {
  const TemporaryFolder folder;
  PrepareOptions options;
  options.check.profile = load_profile("hitem3d").value();
  options.overwrite = true;
  const auto report_of = [&](const char* input, const char* output) {
    const auto report = prepare_file(testdata(input), (folder.path() / output).string(), options);
    if (!report) FAIL(describe(report.error()));
    auto json = nlohmann::json::parse(find_emitter("json")->render(*report, {}));
    CHECK(problems_of(json) == "");
    return nlohmann::json(json["inputs"][0]);
  };
  const auto converted = report_of("demo/figure.glb", "out.stl");
  CHECK(converted["steps"].back()["step"] == "convert");
  CHECK(converted["preparation"]["refusals"].empty());
  CHECK(converted["preparation"]["drift"].contains("max_relative"));
  CHECK(converted["preparation"]["before"]["format"] == "glb");
  CHECK(report_of("demo/figure.glb", "same.glb")["preparation"]["unchanged"] == true);
  CHECK_FALSE(report_of("obj/out_of_range.obj", "cut.glb")["preparation"]["refusals"].empty());
  report_of("image/filters.png", "picture.jpg");
  options.target_triangles = 1000;
  const auto decimated = report_of("demo/figure.glb", "fewer.glb");
  CHECK(decimated["steps"][0]["numbers"]["after"] <= 1000);
  options.dry_run = true;
  const auto planned = report_of("demo/figure.glb", "planned.glb");
  CHECK(planned["preparation"]["planned"] == true);
  CHECK(planned["steps"][0]["step"] == "decimate");
}
