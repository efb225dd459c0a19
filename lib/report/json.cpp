// The JSON report, schema meshgate-report/1: docs/reference/report.schema.json.
#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "meshgate/emitter.h"
#include "meshgate/version.h"

namespace meshgate {
namespace {

using Json = nlohmann::ordered_json;

// JSON has no NaN or infinity.
Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

// A float printed as a double shows noise digits (0.1 → 0.10000000149011612): go through the shortest text.
Json shortest(float value) {
  if (!std::isfinite(value)) return nullptr;
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  double same = 0;
  std::from_chars(text.data(), end, same);
  return same;
}

Json vector(float3 p) { return Json::array({shortest(p.x), shortest(p.y), shortest(p.z)}); }

Json location_json(const Location& location, const std::string& element) {
  Json json = {{"element", location.element.empty() ? element : location.element},
               {"kind", to_string(location.kind)}};
  if (!location.indices.empty()) json["indices"] = location.indices;
  if (location.position) json["position"] = vector(*location.position);
  if (location.byte_offset) json["byte_offset"] = *location.byte_offset;
  if (location.line) json["line"] = *location.line;
  if (!location.pointer.empty()) json["pointer"] = location.pointer;
  return json;
}

Json finding_json(const Finding& finding) {
  Json json = {{"rule", finding.rule},
               {"severity", to_string(finding.severity)},
               {"element", finding.element},
               {"message", finding.message},
               {"count", finding.count}};
  json["locations"] = Json::array();
  for (const Location& location : finding.locations)
    json["locations"].push_back(location_json(location, finding.element));
  json["evidence"] = Json::object();
  for (const auto& [name, value] : finding.evidence) {
    if (const auto* integer = std::get_if<std::int64_t>(&value)) {
      json["evidence"][name] = *integer;
    } else if (const auto* real = std::get_if<double>(&value)) {
      json["evidence"][name] = number(*real);
    } else {
      json["evidence"][name] = std::get<std::string>(value);
    }
  }
  if (!finding.fix.empty()) json["fix"] = finding.fix;
  json["fingerprint"] = finding.fingerprint;
  return json;
}

struct MetricToJson {
  Json operator()(std::int64_t value) const { return value; }
  Json operator()(double value) const { return number(value); }
  Json operator()(bool value) const { return value; }
  Json operator()(const std::string& value) const { return value; }
  Json operator()(float3 value) const { return vector(value); }
};

Json input_json(const InputReport& input, const EmitOptions& options) {
  Json json = {{"path", input.path},
               {"kind", to_string(input.kind)},
               {"format", input.format},
               {"bytes", input.bytes}};
  if (!input.sha256.empty()) json["sha256"] = input.sha256;
  json["verdict"] = to_string(input.verdict);
  json["metrics"] = Json::object();
  for (const auto& [name, value] : input.metrics) json["metrics"][name] = std::visit(MetricToJson{}, value);
  json["findings"] = Json::array();
  for (const Finding& finding : input.findings) json["findings"].push_back(finding_json(finding));
  json["not_checked"] = Json::array();
  for (const NotChecked& rule : input.not_checked) {
    json["not_checked"].push_back({{"rule", rule.rule}, {"reason", rule.reason}});
  }
  if (options.timings) {
    json["timings_ms"] = Json::object();
    for (const auto& [name, value] : input.timings_ms) json["timings_ms"][name] = number(value);
  }
  return json;
}

std::string render(const Report& report, const EmitOptions& options) {
  const Summary summary = summarize(report);
  Json json = {{"schema", "meshgate-report/1"},
               {"tool", {{"name", "meshgate"}, {"version", version()}}},
               {"command", report.command},
               {"profile", report.profile},
               {"summary",
                {{"inputs", summary.inputs},
                 {"passed", summary.passed},
                 {"failed", summary.failed},
                 {"errors", summary.errors},
                 {"warnings", summary.warnings},
                 {"infos", summary.infos},
                 {"not_checked", summary.not_checked}}},
               {"inputs", Json::array()}};
  for (const InputReport& input : report.inputs) json["inputs"].push_back(input_json(input, options));
  // Paths and names may hold any bytes: what is not UTF-8 becomes U+FFFD instead of an exception.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

extern const Emitter emitter_json{
    .id = "json", .summary = "machine-readable report, schema meshgate-report/1", .render = render};

}  // namespace meshgate
