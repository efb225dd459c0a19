#include <fmt/core.h>

#include <array>

#include "command.h"
#include "meshgate/profile.h"
#include "meshgate/rule.h"
#include "terminal.h"

namespace meshgate {
namespace {

constexpr std::array<Option, 1> kOptions{{
    {"--show", "NAME|FILE", "print the limits, with their sources, and the severities of one profile"},
}};

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text.empty() ? "all" : text;
}

int show(const std::string& name) {
  const auto profile = load_profile(name);
  if (!profile) return report_error(profile.error());
  std::string text =
      fmt::format("{}: {}\n\nmesh formats:  {}\nimage formats: {}\n\nlimits\n", profile->name,
                  profile->summary, joined(profile->mesh_formats), joined(profile->image_formats));
  for (const auto& [limit, value] : profile->limits) {
    text += fmt::format("  {:<18} {:>12.0f}  {} ({})\n", limit, value.value, value.source, value.date);
  }
  text += "\nrules\n";
  for (const Rule* rule : all_rules()) {
    text += fmt::format("  {:<40} {}", rule->id, to_string(profile->severity(rule->id)));
    for (const Parameter& parameter : rule->parameters) {
      text += fmt::format("  {}={}", parameter.name, profile->parameter(rule->id, parameter.name));
    }
    text += '\n';
  }
  write_stdout(text);
  return 0;
}

int run(const Arguments& arguments, const std::stop_token& /*stop*/) {
  if (arguments.has("--show")) return show(arguments.get("--show"));
  std::string text;
  for (const std::string& name : profile_names()) {
    const auto profile = load_profile(name);
    if (!profile) return report_error(profile.error());
    text += fmt::format("{:<20} {}\n", name, profile->summary);
  }
  write_stdout(text);
  return 0;
}

}  // namespace

extern const Command command_profiles{.name = "profiles",
                                      .summary = "list the profiles, or show one",
                                      .details = {},
                                      .options = kOptions,
                                      .run = run};

}  // namespace meshgate
