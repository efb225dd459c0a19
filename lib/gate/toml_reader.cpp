#include "gate/toml_reader.h"

#include <algorithm>
#include <array>
#include <optional>
#include <sstream>

#include "core/text.h"
#include "meshgate/rule.h"

namespace meshgate {
namespace {

constexpr std::array<std::string_view, 4> kLimitNames{"image-bytes", "image-bytes-near", "mesh-bytes",
                                                      "mesh-bytes-near"};

// As many are worth listing when none is near.
constexpr std::size_t kFewNames = 12;

std::optional<Severity> parse_severity(std::string_view name) {
  for (const Severity severity : {Severity::kOff, Severity::kInfo, Severity::kWarning, Severity::kError}) {
    if (to_string(severity) == name) return severity;
  }
  return std::nullopt;
}

void read_limit(std::string_view name, const toml::node& node, Settings& settings, TomlProblem& problem) {
  if (std::find(kLimitNames.begin(), kLimitNames.end(), name) == kLimitNames.end()) {
    return problem.unknown(node, "limit", name, limit_names());
  }
  Limit limit;
  const toml::table* table = node.as_table();
  const toml::node* value = table == nullptr ? &node : table->get("value");
  const auto number = value == nullptr ? std::nullopt : value->value<double>();
  if (!number || !(*number >= 0)) return problem.set(node, "expected a number of bytes, zero or more");
  limit.value = *number;
  limit.source = problem.origin;
  limit.origin = problem.line_of(node);
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
  settings.limits[std::string(name)] = limit;
}

void read_parameter(const Rule& rule, std::string_view name, const toml::node& node, RuleSetting& setting,
                    TomlProblem& problem) {
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
  setting.parameter_origins[std::string(name)] = problem.line_of(node);
}

void read_rule_glob(std::string_view glob, const toml::node& node, Settings& settings, TomlProblem& problem) {
  const std::optional<Severity> severity = parse_severity(node.value_or(std::string()));
  if (!severity) {
    return problem.set(
        node, "a severity is \"error\", \"warning\", \"info\" or \"off\"; a glob takes nothing else");
  }
  if (!matches_a_rule(glob)) return problem.unknown(node, "rule", glob, rule_ids());
  for (const Rule* rule : all_rules()) {
    if (!glob_matches(glob, rule->id)) continue;
    RuleSetting& setting = settings.rules[std::string(rule->id)];
    setting.severity = severity;
    setting.severity_origin = problem.line_of(node);
  }
}

void read_rule(std::string_view id, const toml::node& node, Settings& settings, TomlProblem& problem) {
  const Rule* rule = find_rule(id);
  if (rule == nullptr) return problem.unknown(node, "rule", id, rule_ids());
  RuleSetting& setting = settings.rules[std::string(id)];
  const auto read_severity = [&](const toml::node& entry) {
    setting.severity = parse_severity(entry.value_or(std::string()));
    setting.severity_origin = problem.line_of(entry);
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

bool is_glob(std::string_view id) { return id.find_first_of("*?") != std::string_view::npos; }

}  // namespace

std::string TomlProblem::line_of(const toml::node& node) const {
  return origin + ":" + std::to_string(node.source().begin.line);
}

void TomlProblem::set(const toml::node& node, const std::string& message) {
  if (text.empty()) text = line_of(node) + ": " + message;
}

void TomlProblem::unknown(const toml::node& node, std::string_view what, std::string_view name,
                          const std::vector<std::string_view>& known) {
  const std::string_view nearest = nearest_name(name, known);
  std::string hint;
  if (!nearest.empty()) {
    hint = "; did you mean \"" + std::string(nearest) + "\"?";
  } else if (known.size() <= kFewNames) {
    for (const std::string_view candidate : known)
      hint += (hint.empty() ? "; known: " : ", ") + std::string(candidate);
  }
  set(node, "unknown " + std::string(what) + " \"" + printable(name) + "\"" + hint);
}

Result<toml::table> parse_toml(std::string_view text, const std::string& origin) {
  try {
    return toml::parse(text, origin);
  } catch (const toml::parse_error& error) {
    return fail(ErrorKind::kConfig, origin + ":" + std::to_string(error.source().begin.line) + ": " +
                                        std::string(error.description()));
  }
}

void read_text(const toml::node& node, std::string& into, TomlProblem& problem) {
  if (const auto value = node.value<std::string>()) {
    into = *value;
  } else {
    problem.set(node, "expected text in quotes");
  }
}

void read_texts(const toml::node& node, std::vector<std::string>& into, TomlProblem& problem) {
  into.clear();
  const toml::array* list = node.as_array();
  if (list == nullptr) return read_text(node, into.emplace_back(), problem);
  for (const toml::node& entry : *list) read_text(entry, into.emplace_back(), problem);
}

void read_limits(const toml::node& node, Settings& settings, TomlProblem& problem) {
  read_table(node, problem, [&](std::string_view name, const toml::node& entry) {
    read_limit(name, entry, settings, problem);
  });
}

void read_rules(const toml::node& node, Settings& settings, TomlProblem& problem) {
  std::vector<std::pair<std::string_view, const toml::node*>> globs;
  read_table(node, problem, [&](std::string_view id, const toml::node& entry) {
    if (is_glob(id)) globs.emplace_back(id, &entry);
  });
  // A TOML table is sorted by key; the order of the file is what its author meant.
  std::stable_sort(globs.begin(), globs.end(), [](const auto& a, const auto& b) {
    const auto place = [](const toml::node& entry) {
      return std::pair(entry.source().begin.line, entry.source().begin.column);
    };
    return place(*a.second) < place(*b.second);
  });
  for (const auto& [glob, entry] : globs) read_rule_glob(glob, *entry, settings, problem);
  read_table(node, problem, [&](std::string_view id, const toml::node& entry) {
    if (!is_glob(id)) read_rule(id, entry, settings, problem);
  });
}

std::vector<std::string_view> rule_ids() {
  std::vector<std::string_view> ids;
  for (const Rule* rule : all_rules()) ids.push_back(rule->id);
  return ids;
}

std::vector<std::string_view> limit_names() { return {kLimitNames.begin(), kLimitNames.end()}; }

bool matches_a_rule(std::string_view glob) {
  return std::any_of(all_rules().begin(), all_rules().end(),
                     [&](const Rule* rule) { return glob_matches(glob, rule->id); });
}

}  // namespace meshgate
