#include "prepare/plan.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "core/text.h"
#include "prepare/frame.h"

namespace meshgate {
namespace {

// The size of the output is looked at when there is one: see fit_bytes().
bool is_about_bytes(std::string_view rule) {
  return rule == "file/too-large" || rule == "file/near-size-limit";
}

bool is_asked_for(const Step& step, const PrepareOptions& options) {
  return std::find(options.steps.begin(), options.steps.end(), step.id) != options.steps.end();
}

// Occurrences of each rule that a step mends, among findings that matter.
std::vector<std::pair<std::string, std::uint64_t>> rules_for(const Step& step, const InputReport& before) {
  std::vector<std::pair<std::string, std::uint64_t>> rules;
  for (const Finding& finding : before.findings) {
    if (finding.fix != step.id || finding.severity < Severity::kWarning || is_about_bytes(finding.rule))
      continue;
    if (rules.empty() || rules.back().first != finding.rule) rules.emplace_back(finding.rule, 0);
    rules.back().second += finding.count;
  }
  return rules;
}

std::string advice_for(const Step& step, const std::vector<std::pair<std::string, std::uint64_t>>& rules) {
  std::string names;
  for (const auto& [rule, count] : rules)
    names += fmt::format("{}{} ({})", names.empty() ? "" : ", ", rule, group_digits(count));
  return fmt::format("{}: {} to {}", names, option_of(step), step.summary);
}

}  // namespace

std::string option_of(const Step& step) {
  return (step.use == StepUse::kOptIn ? "--" : "--step ") + std::string(step.id);
}

std::vector<PlannedStep> plan_again(const InputReport& after) {
  std::vector<PlannedStep> steps;
  for (const Step* step : all_steps()) {
    const bool repairs = step->kind == after.kind && step->use == StepUse::kAutomatic &&
                         !step->approximates && step->id != "convert";
    if (!repairs) continue;
    PlannedStep planned{step, {}};
    for (const auto& [rule, count] : rules_for(*step, after))
      planned.why.push_back(fmt::format("{} ({}) that was left or came up", rule, group_digits(count)));
    if (!planned.why.empty()) steps.push_back(std::move(planned));
  }
  return steps;
}

Plan make_plan(const AssetFacts& facts, const StepContext& context) {
  Plan plan;
  for (const Step* step : all_steps()) {
    if (step->kind != context.input->kind) continue;
    PlannedStep planned{step, {}};
    const auto rules = rules_for(*step, *context.before);
    const bool asked = is_asked_for(*step, *context.options);
    if (step->use == StepUse::kOptIn && !asked) {
      if (!rules.empty()) plan.advice.push_back(advice_for(*step, rules));
      continue;
    }
    for (const auto& [rule, count] : rules)
      planned.why.push_back(fmt::format("{} ({})", rule, group_digits(count)));
    if (asked) planned.why.push_back(option_of(*step));
    const std::string wanted = step->wanted == nullptr ? std::string() : step->wanted(facts, context);
    if (!wanted.empty()) planned.why.push_back(wanted);
    if (!planned.why.empty()) plan.steps.push_back(std::move(planned));
  }
  if (context.input->kind == AssetKind::kMesh) {
    std::string advice = frame_advice(facts.asset().scene, *context.input, *context.output,
                                      !context.options->unit.empty(), context.options->up != 0);
    if (!advice.empty()) plan.advice.push_back(std::move(advice));
  }
  return plan;
}

Result<bool> validate_steps(const PrepareOptions& options) {
  std::vector<std::string_view> ids;
  std::map<std::string, const Parameter*, std::less<>> parameters;
  for (const Step* step : all_steps()) {
    ids.push_back(step->id);
    for (const Parameter& parameter : step->parameters)
      parameters[fmt::format("{}.{}", step->id, parameter.name)] = &parameter;
  }
  const auto unknown = [](std::string_view what, std::string_view name,
                          const std::vector<std::string_view>& known) {
    const std::string_view nearest = nearest_name(name, known);
    return fail(ErrorKind::kUsage,
                fmt::format("unknown {} \"{}\"{}", what, printable(name),
                            nearest.empty() ? "" : fmt::format("; did you mean \"{}\"?", nearest)));
  };
  for (const std::string& id : options.steps) {
    if (std::find(ids.begin(), ids.end(), id) == ids.end()) return unknown("step", id, ids);
  }
  for (const auto& [name, value] : options.parameters) {
    const auto found = parameters.find(name);
    if (found == parameters.end()) {
      std::vector<std::string_view> names;
      for (const auto& known : parameters) names.push_back(known.first);
      return unknown("parameter", name, names);
    }
    const Parameter& parameter = *found->second;
    if (!(value >= parameter.min && value <= parameter.max))
      return fail(ErrorKind::kUsage, fmt::format("{} is {:g}, and may be from {:g} to {:g}", name, value,
                                                 parameter.min, parameter.max));
  }
  return true;
}

double StepContext::parameter(const Step& step, std::string_view name) const {
  const auto found = options->parameters.find(fmt::format("{}.{}", step.id, name));
  if (found != options->parameters.end()) return found->second;
  return std::find_if(step.parameters.begin(), step.parameters.end(),
                      [&](const Parameter& parameter) { return parameter.name == name; })
      ->value;
}

bool StepContext::welds_by_distance() const {
  const auto tolerance = options->parameters.find("weld.tolerance");
  return tolerance != options->parameters.end() && tolerance->second > 0;
}

bool StepContext::has_finding(std::string_view rule, Severity from) const {
  return std::any_of(before->findings.begin(), before->findings.end(), [&](const Finding& finding) {
    return finding.rule == rule && finding.severity >= from;
  });
}

}  // namespace meshgate
