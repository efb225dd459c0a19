// Profiles as TOML: the only file that includes toml++ besides the version table.
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/source.h"
#include "core/text.h"
#include "gate/builtin_profiles.h"
#include "meshgate/format.h"
#include "meshgate/profile.h"
#include "meshgate/rule.h"

namespace meshgate {
namespace {

constexpr int kMaxExtends = 8;
constexpr std::size_t kMaxProfileBytes = 1U << 20U;

constexpr std::array<std::string_view, 4> kLimitNames{"image-bytes", "image-bytes-near", "mesh-bytes",
                                                      "mesh-bytes-near"};

// Collects the first problem, so that every reader below stays a plain statement.
struct Problem {
  std::string origin;
  std::string text;

  void set(const toml::node& node, const std::string& message) {
    if (!text.empty()) return;
    text = origin + ":" + std::to_string(node.source().begin.line) + ": " + message;
  }
  void unknown(const toml::node& node, std::string_view what, std::string_view name,
               const std::vector<std::string_view>& known) {
    const std::string_view nearest = nearest_name(name, known);
    set(node, "unknown " + std::string(what) + " \"" + printable(name) + "\"" +
                  (nearest.empty() ? std::string() : "; did you mean \"" + std::string(nearest) + "\"?"));
  }
};

std::optional<Severity> parse_severity(std::string_view name) {
  for (const Severity severity : {Severity::kOff, Severity::kInfo, Severity::kWarning, Severity::kError}) {
    if (to_string(severity) == name) return severity;
  }
  return std::nullopt;
}

std::vector<std::string_view> rule_ids() {
  std::vector<std::string_view> ids;
  for (const Rule* rule : all_rules()) ids.push_back(rule->id);
  return ids;
}

void read_text(const toml::node& node, std::string& into, Problem& problem) {
  if (const auto value = node.value<std::string>()) {
    into = *value;
  } else {
    problem.set(node, "expected text in quotes");
  }
}

void read_formats(const toml::node& node, AssetKind kind, std::vector<std::string>& into, Problem& problem) {
  std::vector<std::string_view> known;
  for (const Format* format : all_formats()) {
    if (format->kind == kind) known.push_back(format->id);
  }
  const toml::array* names = node.as_array();
  if (names == nullptr) return problem.set(node, "expected a list of format names");
  into.clear();
  for (const toml::node& entry : *names) {
    const std::string name = entry.value_or(std::string());
    if (std::find(known.begin(), known.end(), name) == known.end())
      problem.unknown(entry, "format", name, known);
    into.push_back(name);
  }
}

void read_limit(std::string_view name, const toml::node& node, Profile& profile, Problem& problem) {
  if (std::find(kLimitNames.begin(), kLimitNames.end(), name) == kLimitNames.end()) {
    return problem.unknown(node, "limit", name, {kLimitNames.begin(), kLimitNames.end()});
  }
  Limit limit;
  const toml::table* table = node.as_table();
  const toml::node* value = table == nullptr ? &node : table->get("value");
  const auto number = value == nullptr ? std::nullopt : value->value<double>();
  if (!number || !(*number >= 0)) return problem.set(node, "expected a number of bytes, zero or more");
  limit.value = *number;
  limit.source = problem.origin;
  if (table != nullptr) {
    for (const auto& [key, entry] : *table) {
      if (key == "source") {
        read_text(entry, limit.source, problem);
      } else if (key == "date") {
        read_text(entry, limit.date, problem);
      } else if (key != "value") {
        problem.unknown(entry, "key", key.str(), {"value", "source", "date"});
      }
    }
  }
  profile.limits[std::string(name)] = limit;
}

void read_parameter(const Rule& rule, std::string_view name, const toml::node& node, RuleSetting& setting,
                    Problem& problem) {
  const auto parameter = std::find_if(rule.parameters.begin(), rule.parameters.end(),
                                      [&](const Parameter& candidate) { return candidate.name == name; });
  if (parameter == rule.parameters.end()) {
    std::vector<std::string_view> known{"severity"};
    for (const Parameter& candidate : rule.parameters) known.push_back(candidate.name);
    return problem.unknown(node, "parameter of " + std::string(rule.id), name, known);
  }
  const auto value = node.value<double>();
  if (!value || !(*value >= parameter->min && *value <= parameter->max)) {
    std::ostringstream range;
    range << "parameter \"" << name << "\" of " << rule.id << " is a number from " << parameter->min << " to "
          << parameter->max;
    return problem.set(node, range.str());
  }
  setting.parameters[std::string(name)] = *value;
}

// "mesh/*" = "off": a severity for every rule that the glob matches. Read before the rules' own entries,
// which go before it, and after those of the profile that is extended, which it replaces.
void read_rule_glob(std::string_view glob, const toml::node& node, Profile& profile, Problem& problem) {
  const std::optional<Severity> severity = parse_severity(node.value_or(std::string()));
  if (!severity) {
    return problem.set(
        node, "a severity is \"error\", \"warning\", \"info\" or \"off\"; a glob takes nothing else");
  }
  bool any = false;
  for (const Rule* rule : all_rules()) {
    if (!glob_matches(glob, rule->id)) continue;
    profile.rules[std::string(rule->id)].severity = severity;
    any = true;
  }
  if (!any) problem.unknown(node, "rule", glob, rule_ids());
}

bool is_glob(std::string_view id) { return id.find_first_of("*?") != std::string_view::npos; }

void read_rule(std::string_view id, const toml::node& node, Profile& profile, Problem& problem) {
  const Rule* rule = find_rule(id);
  if (rule == nullptr) return problem.unknown(node, "rule", id, rule_ids());
  RuleSetting& setting = profile.rules[std::string(id)];
  const auto read_severity = [&](const toml::node& entry) {
    setting.severity = parse_severity(entry.value_or(std::string()));
    if (!setting.severity) problem.set(entry, "a severity is \"error\", \"warning\", \"info\" or \"off\"");
  };
  const toml::table* table = node.as_table();
  if (table == nullptr) return read_severity(node);
  for (const auto& [key, entry] : *table) {
    if (key == "severity") {
      read_severity(entry);
    } else {
      read_parameter(*rule, key.str(), entry, setting, problem);
    }
  }
}

template <class ReadEntry>
void read_table(const toml::node& node, Problem& problem, ReadEntry read_entry) {
  const toml::table* table = node.as_table();
  if (table == nullptr) return problem.set(node, "expected a table");
  for (const auto& [key, entry] : *table) read_entry(key.str(), entry);
}

// A file that a profile extends is named as seen from that profile's folder.
std::string beside(const std::string& origin, const std::string& name) {
  if (suffix_of(name) != ".toml") return name;
  return (std::filesystem::path(origin).parent_path() / name).string();
}

Result<Profile> parse(std::string_view text, const std::string& origin, int depth);

Result<Profile> load(const std::string& name_or_path, int depth) {
  std::vector<std::string_view> known;
  for (const BuiltinProfile& builtin : builtin_profiles()) {
    if (builtin.name == name_or_path) return parse(builtin.toml, name_or_path, depth);
    known.push_back(builtin.name);
  }
  if (suffix_of(name_or_path) == ".toml") {
    MG_TRY(const auto bytes, read_head(name_or_path, kMaxProfileBytes));
    return parse(as_text(bytes), name_or_path, depth);
  }
  const std::string_view nearest = nearest_name(name_or_path, known);
  return fail(ErrorKind::kConfig,
              "no profile named \"" + printable(name_or_path) + "\"" +
                  (nearest.empty() ? "; `meshgate profiles` lists them, a file ends in .toml"
                                   : "; did you mean \"" + std::string(nearest) + "\"?"));
}

Result<Profile> parse(std::string_view text, const std::string& origin, int depth) {
  if (depth > kMaxExtends)
    return fail(ErrorKind::kConfig, origin + ": profiles extend each other in a circle");
  toml::table document;
  try {
    document = toml::parse(text, origin);
  } catch (const toml::parse_error& error) {
    return fail(ErrorKind::kConfig, origin + ":" + std::to_string(error.source().begin.line) + ": " +
                                        std::string(error.description()));
  }
  Profile profile;
  Problem problem{origin, {}};
  if (const toml::node* base = document.get("extends")) {
    std::string name;
    read_text(*base, name, problem);
    if (!problem.text.empty()) return fail(ErrorKind::kConfig, problem.text);
    MG_TRY(profile, load(beside(origin, name), depth + 1));
  }
  profile.name = origin;
  for (const auto& [key, node] : document) {
    if (key == "name") {
      read_text(node, profile.name, problem);
    } else if (key == "summary") {
      read_text(node, profile.summary, problem);
    } else if (key == "mesh-formats") {
      read_formats(node, AssetKind::kMesh, profile.mesh_formats, problem);
    } else if (key == "image-formats") {
      read_formats(node, AssetKind::kImage, profile.image_formats, problem);
    } else if (key == "limits") {
      read_table(node, problem, [&](std::string_view name, const toml::node& entry) {
        read_limit(name, entry, profile, problem);
      });
    } else if (key == "rules") {
      read_table(node, problem, [&](std::string_view id, const toml::node& entry) {
        if (is_glob(id)) read_rule_glob(id, entry, profile, problem);
      });
      read_table(node, problem, [&](std::string_view id, const toml::node& entry) {
        if (!is_glob(id)) read_rule(id, entry, profile, problem);
      });
    } else if (key != "extends") {
      problem.unknown(node, "key", key.str(),
                      {"name", "summary", "extends", "mesh-formats", "image-formats", "limits", "rules"});
    }
  }
  if (!problem.text.empty()) return fail(ErrorKind::kConfig, problem.text);
  return profile;
}

}  // namespace

std::vector<std::string> profile_names() {
  std::vector<std::string> names;
  for (const BuiltinProfile& builtin : builtin_profiles()) names.emplace_back(builtin.name);
  return names;
}

Result<Profile> load_profile(const std::string& name_or_path) { return load(name_or_path, 0); }

Result<Profile> parse_profile(std::string_view toml, const std::string& origin) {
  return parse(toml, origin, 0);
}

}  // namespace meshgate
