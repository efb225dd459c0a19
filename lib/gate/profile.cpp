#include "meshgate/profile.h"

#include <stdexcept>

#include "meshgate/rule.h"

namespace meshgate {

Severity Profile::severity(std::string_view rule) const {
  const auto setting = rules.find(rule);
  if (setting != rules.end() && setting->second.severity) return *setting->second.severity;
  const Rule* record = find_rule(rule);
  return record == nullptr ? Severity::kOff : record->severity;
}

double Profile::parameter(std::string_view rule, std::string_view parameter_name) const {
  const auto setting = rules.find(rule);
  if (setting != rules.end()) {
    const auto value = setting->second.parameters.find(parameter_name);
    if (value != setting->second.parameters.end()) return value->second;
  }
  const Rule* record = find_rule(rule);
  if (record != nullptr) {
    for (const Parameter& parameter : record->parameters) {
      if (parameter.name == parameter_name) return parameter.value;
    }
  }
  throw std::logic_error("no parameter " + std::string(parameter_name) + " in rule " + std::string(rule));
}

std::optional<double> Profile::limit(std::string_view limit_name) const {
  const auto found = limits.find(limit_name);
  return found == limits.end() ? std::nullopt : std::optional(found->second.value);
}

void apply_settings(const Settings& settings, Profile& profile) {
  for (const auto& [name, limit] : settings.limits) profile.limits[name] = limit;
  for (const auto& [id, setting] : settings.rules) {
    RuleSetting& into = profile.rules[id];
    if (setting.severity) {
      into.severity = setting.severity;
      into.severity_origin = setting.severity_origin;
    }
    for (const auto& [name, value] : setting.parameters) {
      into.parameters[name] = value;
      into.parameter_origins[name] = {};
    }
    for (const auto& [name, origin] : setting.parameter_origins) into.parameter_origins[name] = origin;
  }
}

}  // namespace meshgate
