#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "configured.h"
#include "meshgate/rule.h"
#include "terminal.h"
#include "values.h"

namespace meshgate {
namespace {

constexpr std::array<Option, 4> kOptions{{
    {"--show", "NAME|FILE", "print the limits, with their sources, and the severities of one profile"},
    {"--origin", "", "with --show: say for each value in which file and line it was set"},
    kConfigOption,
    {"--schema", "WHAT", "print the JSON schema of \"config\" (meshgate.toml) or \"profile\", for editors"},
}};

// A profile that lists formats of one kind only takes none of the other.
std::string joined(const std::vector<std::string>& names, const std::vector<std::string>& others) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return !text.empty() ? text : others.empty() ? "all" : "none";
}

std::string shown_limits(const Profile& profile, bool origin) {
  std::string text = "\nlimits\n";
  for (const auto& [name, limit] : profile.limits) {
    text += fmt::format("  {:<18} {:>12.0f}", name, limit.value);
    if (origin) text += "  " + limit.origin;
    if (!origin || limit.source != limit.origin.substr(0, limit.origin.rfind(':')))
      text += "  " + limit.source + (limit.date.empty() ? "" : " (" + limit.date + ")");
    text += '\n';
  }
  return text;
}

// What was set nowhere is the rule's own.
std::string origin_or_default(const std::string& origin) { return origin.empty() ? "default" : origin; }

std::string shown_rules(const Profile& profile, bool origin) {
  std::size_t width = 0;
  for (const Rule* rule : all_rules()) width = std::max(width, rule->id.size());
  std::string text = "\nrules\n";
  for (const Rule* rule : all_rules()) {
    const auto setting = profile.rules.find(rule->id);
    const RuleSetting& set = setting == profile.rules.end() ? RuleSetting() : setting->second;
    text += fmt::format("  {:<{}}  {:<7}", rule->id, width, to_string(profile.severity(rule->id)));
    if (origin) text += "  " + origin_or_default(set.severity_origin);
    for (const Parameter& parameter : rule->parameters) {
      text += origin ? fmt::format("\n      {:<{}}", parameter.name, width - 4)
                     : fmt::format("  {}=", parameter.name);
      const std::string value = fmt::format("{}", profile.parameter(rule->id, parameter.name));
      text += origin ? fmt::format("  {:<7}", value) : value;
      const auto from = set.parameter_origins.find(parameter.name);
      if (origin) text += "  " + origin_or_default(from == set.parameter_origins.end() ? "" : from->second);
    }
    text.erase(text.find_last_not_of(' ') + 1);
    text += '\n';
  }
  return text;
}

Result<int> show(const Arguments& given) {
  MG_TRY(Configured settings, configured(given, kOptions));
  settings.arguments.add("--profile", given.get("--show"));
  MG_TRY(const Profile profile, configured_profile(settings));
  std::string text = fmt::format("{}: {}\n", profile.name, profile.summary);
  if (!settings.config.path.empty())
    text += fmt::format("with [limits] and [rules] of {}\n", settings.config.path);
  text += fmt::format("\nmesh formats:  {}\nimage formats: {}\n",
                      joined(profile.mesh_formats, profile.image_formats),
                      joined(profile.image_formats, profile.mesh_formats));
  text += shown_limits(profile, given.has("--origin"));
  text += shown_rules(profile, given.has("--origin"));
  write_stdout(text);
  return 0;
}

Result<int> print_schema(const std::string& what) {
  if (what != "config" && what != "profile") return unknown_name("schema", what, {"config", "profile"});
  write_stdout(what == "config" ? render_config_schema() : render_profile_schema());
  return 0;
}

Result<int> list() {
  std::size_t width = 0;
  for (const std::string& name : profile_names()) width = std::max(width, name.size());
  std::string text;
  for (const std::string& name : profile_names()) {
    MG_TRY(const Profile profile, load_profile(name));
    text += fmt::format("{:<{}} {}\n", name, width, profile.summary);
  }
  write_stdout(text);
  return 0;
}

int run(const Arguments& arguments, const std::stop_token& /*stop*/) {
  const Result<int> code = arguments.has("--schema") ? print_schema(arguments.get("--schema"))
                           : arguments.has("--show") ? show(arguments)
                                                     : list();
  return code ? *code : report_error(code.error());
}

}  // namespace

extern const Command command_profiles{.name = "profiles",
                                      .summary = "list the profiles, or show one",
                                      .details = {},
                                      .options = kOptions,
                                      .run = run};

}  // namespace meshgate
