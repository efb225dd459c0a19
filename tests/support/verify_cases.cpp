#include "support/verify_cases.h"

#include <stdexcept>

#include "gate/verify_branch.h"

namespace meshgate::test {

InputReport judge(const Asset& source, const std::vector<ComparedFile>& results, const std::string& expect,
                  double unit_mm) {
  VerifyOptions options;
  options.check.profile = load_profile("hitem3d").value();
  options.expectation = parse_expectation(expect).value();
  options.samples = kTestSamples;
  if (unit_mm > 0) options.unit_mm = unit_mm;
  const VerifyJob job{&options, &options.check.profile, &source, results, {}};
  const bool segments = options.expectation.kind == ExpectationKind::kSegmentation;
  VerifyOutcome outcome = (segments ? verify_segments(job) : verify_parts(job)).value();
  InputReport report;
  report.path = results.front().path;
  report.kind = AssetKind::kResult;
  report.metrics = std::move(outcome.metrics);
  report.not_checked = std::move(outcome.not_checked);
  decide(std::move(outcome.findings), options.check.profile, options.check, report);
  return report;
}

InputReport judge(const Asset& source, const Asset& result, const std::string& expect, double unit_mm) {
  return judge(source, std::vector<ComparedFile>{{result.path, &result, ""}}, expect, unit_mm);
}

Asset model_of(const Shape& shape) {
  Asset asset = make_asset(shape);
  asset.path = "model.glb";
  asset.format = "glb";
  return asset;
}

double3 middle_of(const Shape& shape) {
  Box3 box;
  for (const float3& p : shape.positions) box.add(p);
  return box.middle();
}

void map(Shape& shape, const std::function<double3(double3)>& to) {
  for (float3& p : shape.positions) {
    const double3 q = to(to_double(p));
    p = {static_cast<float>(q.x), static_cast<float>(q.y), static_cast<float>(q.z)};
  }
}

FlatMesh flat_of(const Shape& shape) {
  FlatMesh flat;
  flat.positions = shape.positions;
  flat.indices = shape.indices;
  return flat;
}

std::set<std::string> rules_of(const InputReport& report) {
  std::set<std::string> rules;
  for (const Finding& finding : report.findings) rules.insert(finding.rule);
  return rules;
}

const Finding& finding_of_rule(const InputReport& report, const std::string& rule) {
  for (const Finding& finding : report.findings) {
    if (finding.rule == rule) return finding;
  }
  throw std::runtime_error(rule + " did not fire:\n" + describe_findings(report));
}

double metric_of(const InputReport& report, const std::string& name) {
  for (const auto& [key, value] : report.metrics) {
    if (key != name) continue;
    if (const auto* number = std::get_if<double>(&value)) return *number;
    if (const auto* count = std::get_if<std::int64_t>(&value)) return static_cast<double>(*count);
    if (const auto* flag = std::get_if<bool>(&value)) return *flag ? 1 : 0;
  }
  throw std::runtime_error("no number " + name);
}

double evidence_of(const Finding& finding, const std::string& name) {
  for (const auto& [key, value] : finding.evidence) {
    if (key != name) continue;
    if (const auto* number = std::get_if<double>(&value)) return *number;
    if (const auto* count = std::get_if<std::int64_t>(&value)) return static_cast<double>(*count);
  }
  throw std::runtime_error("no evidence " + name);
}

std::string describe_findings(const InputReport& report) {
  std::string text;
  for (const Finding& finding : report.findings)
    text += finding.rule + " " + finding.element + ": " + finding.message + "\n";
  return text;
}

}  // namespace meshgate::test
