// The JSON report, schema meshgate-report/1: docs/reference/report.schema.json.
#include "report/detail/json.h"
#include "meshgate/emitter.h"
#include "meshgate/version.h"

namespace meshgate {
namespace {

Json location_json(const Location& location, const std::string& element) {
  Json json = {{"element", location.element.empty() ? element : location.element},
               {"kind", to_string(location.kind)}};
  if (!location.indices.empty()) json["indices"] = location.indices;
  if (location.position) json["position"] = json_vector(*location.position);
  if (location.scene_position) json["scene_position"] = json_vector(*location.scene_position);
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
  json["evidence"] = json_evidence(finding.evidence);
  if (!finding.fix.empty()) json["fix"] = finding.fix;
  json["fingerprint"] = finding.fingerprint;
  return json;
}

Json muted_json(const MutedFinding& muted) {
  Json json = {{"by", to_string(muted.by)}, {"reason", muted.reason}};
  json.update(finding_json(muted.finding));
  return json;
}

Json fixed_json(const FixedFinding& fixed) {
  return {{"path", fixed.path},
          {"rule", fixed.rule},
          {"element", fixed.element},
          {"count_before", fixed.count_before},
          {"count_now", fixed.count_now}};
}

struct MetricToJson {
  Json operator()(std::int64_t value) const { return value; }
  Json operator()(double value) const { return json_number(value); }
  Json operator()(bool value) const { return value; }
  Json operator()(const std::string& value) const { return value; }
  Json operator()(float3 value) const { return json_vector(value); }
};

Json step_json(const StepRecord& step) {
  Json json = {{"step", step.step},
               {"done", step.done},
               {"count", step.count},
               {"why", step.why},
               {"lost", step.lost}};
  if (step.moved) json["moved"] = json_number(*step.moved);
  json["numbers"] = json_evidence(step.numbers);
  return json;
}

Json drift_json(const Drift& drift) {
  return {{"mean", json_number(drift.mean)},
          {"p99", json_number(drift.p99)},
          {"max", json_number(drift.max)},
          {"diagonal", json_number(drift.diagonal)},
          {"max_relative", json_number(drift.relative(drift.max))},
          {"samples", drift.samples}};
}

Json input_json(const InputReport& input, const EmitOptions& options);

Json preparation_json(const Preparation& made, const EmitOptions& options) {
  Json json = {{"source", made.source},       {"output", made.output},     {"planned", made.planned},
               {"unchanged", made.unchanged}, {"refusals", made.refusals}, {"advice", made.advice}};
  if (made.drift) json["drift"] = drift_json(*made.drift);
  if (made.before != nullptr) json["before"] = input_json(*made.before, options);
  return json;
}

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
  if (!input.muted.empty()) {
    json["muted"] = Json::array();
    for (const MutedFinding& muted : input.muted) json["muted"].push_back(muted_json(muted));
  }
  json["not_checked"] = Json::array();
  for (const NotChecked& rule : input.not_checked) {
    json["not_checked"].push_back({{"rule", rule.rule}, {"reason", rule.reason}});
  }
  if (input.preparation != nullptr) {
    json["steps"] = Json::array();
    for (const StepRecord& step : input.steps) json["steps"].push_back(step_json(step));
    json["preparation"] = preparation_json(*input.preparation, options);
  }
  if (options.timings) {
    json["timings_ms"] = Json::object();
    for (const auto& [name, value] : input.timings_ms) json["timings_ms"][name] = json_number(value);
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
                 {"not_checked", summary.not_checked},
                 {"muted", summary.muted}}},
               {"inputs", Json::array()}};
  for (const InputReport& input : report.inputs) json["inputs"].push_back(input_json(input, options));
  if (!report.fixed.empty()) {
    json["fixed"] = Json::array();
    for (const FixedFinding& fixed : report.fixed) json["fixed"].push_back(fixed_json(fixed));
  }
  return dump_json(json);
}

}  // namespace

extern const Emitter emitter_json{
    .id = "json", .summary = "machine-readable report, schema meshgate-report/1", .render = render};

}  // namespace meshgate
