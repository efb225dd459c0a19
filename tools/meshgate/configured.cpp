#include "configured.h"

#include <algorithm>
#include <cstdlib>

#include "values.h"

namespace meshgate {
namespace {

// "fail-on" is MESHGATE_FAIL_ON. An empty variable is as good as none.
const char* from_environment(std::string_view name) {
  std::string variable = "MESHGATE_";
  for (const char c : name)
    variable += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  const char* value = std::getenv(variable.c_str());
  return value != nullptr && *value != '\0' ? value : nullptr;
}

Result<Config> find_and_read(const Arguments& given) {
  const char* variable = from_environment("config");
  if (given.has("--config") || variable != nullptr) {
    const std::string path = given.has("--config") ? given.get("--config") : variable;
    return path.empty() ? Config{} : read_config(path);
  }
  const std::string found = find_config({});
  return found.empty() ? Config{} : read_config(found);
}

}  // namespace

Result<Configured> configured(const Arguments& given, std::span<const Option> options) {
  Configured result{given, {}};
  MG_TRY(result.config, find_and_read(given));
  for (const ConfigOption& option : config_options()) {
    const std::string name = "--" + std::string(option.name);
    const bool known = std::any_of(options.begin(), options.end(),
                                   [&](const Option& candidate) { return candidate.name == name; });
    if (!known || given.has(name)) continue;
    if (const char* value = from_environment(option.name)) {
      result.arguments.add(name, value);
    } else if (const auto values = result.config.options.find(option.name);
               values != result.config.options.end()) {
      for (const std::string& text : values->second) result.arguments.add(name, text);
    }
  }
  return result;
}

Result<Profile> configured_profile(const Configured& configured) {
  MG_TRY(Profile profile, load_profile(configured.arguments.get("--profile", kDefaultProfile)));
  apply_settings(configured.config.settings, profile);
  for (const std::string& setting : configured.arguments.all("--severity")) {
    MG_TRY(const auto rule_and_level, parse_severity_setting(setting));
    profile.rules[rule_and_level.first].severity = rule_and_level.second;
    profile.rules[rule_and_level.first].severity_origin = "--severity";
  }
  return profile;
}

}  // namespace meshgate
