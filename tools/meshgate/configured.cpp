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

Result<CheckOptions> configured_check(const Configured& settings, const std::stop_token& stop) {
  const Arguments& arguments = settings.arguments;
  CheckOptions options;
  MG_TRY(options.profile, configured_profile(settings));
  options.folder = settings.config.folder;
  options.path_settings = settings.config.path_settings;
  options.suppressions = settings.config.suppressions;
  options.select = arguments.all("--select");
  options.ignore = arguments.all("--ignore");
  if (arguments.has("--jobs")) {
    MG_TRY(options.jobs, parse_count("--jobs", arguments.get("--jobs"), 1, 1024));
  }
  if (arguments.has("--timeout")) {
    MG_TRY(options.timeout_s, parse_number("--timeout", arguments.get("--timeout"), 0.001, 1e9));
  }
  if (arguments.has("--max-memory")) {
    MG_TRY(options.max_memory, parse_bytes("--max-memory", arguments.get("--max-memory")));
  }
  options.hash = arguments.has("--hash");
  options.stop = stop;
  return options;
}

Result<bool> take_print_options(const Arguments& arguments, VerifyOptions& options) {
  if (arguments.has("--unit")) {
    MG_TRY(options.unit_mm, parse_unit_mm(arguments.get("--unit")));
  }
  if (arguments.has("--scale")) {
    MG_TRY(options.scale, parse_number("--scale", arguments.get("--scale"), 1e-9, 1e9));
    // A factor says nothing about millimetres of what has no unit.
    if (!options.unit_mm) return fail(ErrorKind::kUsage, "--scale needs --unit: a factor of which unit?");
  }
  MG_TRY(options.process, parse_process(arguments.get("--process", "fdm")));
  return true;
}

}  // namespace meshgate
