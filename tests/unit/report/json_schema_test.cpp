#include <catch2/catch.hpp>
#include <limits>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "meshgate/emitter.h"
#include "meshgate/gate.h"
#include "support/files.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

// Problems of a document against docs/reference/report.schema.json; empty when it is valid.
std::string schema_problems(const nlohmann::json& document) {
  const auto schema_json =
      nlohmann::json::parse(read_text(source_dir() / "docs/reference/report.schema.json"));
  valijson::Schema schema;
  valijson::SchemaParser(valijson::SchemaParser::kDraft7)
      .populateSchema(valijson::adapters::NlohmannJsonAdapter(schema_json), schema);
  valijson::ValidationResults results;
  valijson::Validator validator;
  std::string problems;
  if (validator.validate(schema, valijson::adapters::NlohmannJsonAdapter(document), &results))
    return problems;
  for (valijson::ValidationResults::Error error; results.popError(error);) {
    for (const std::string& step : error.context) problems += step;
    problems += ": " + error.description + "\n";
  }
  return problems;
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
  CHECK(schema_problems(json) == "");
  CHECK(json["summary"]["inputs"] == inputs.size());
}

TEST_CASE("json: the schema refuses what is not in it", "[report]") {
  Report report;
  report.command = "check";
  report.profile = "hitem3d";
  auto json = nlohmann::json::parse(find_emitter("json")->render(report, {}));
  CHECK(schema_problems(json) == "");
  json["more"] = 1;
  CHECK(schema_problems(json) != "");
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
  CHECK(schema_problems(json) == "");
  CHECK(json["inputs"][0]["metrics"]["surface_area"].is_null());
  CHECK(text.find("0.1,") != std::string::npos);  // not 0.10000000149011612
}
