// meshgate.toml: reading it, and finding it.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <filesystem>

#include "core/source.h"
#include "core/text.h"
#include "gate/paths.h"
#include "gate/toml_reader.h"
#include "meshgate/config.h"
#include "meshgate/emitter.h"

namespace meshgate {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFileName = "meshgate.toml";
constexpr std::size_t kMaxConfigBytes = 4U << 20U;

using Type = ConfigOption::Type;
constexpr auto kOptions = std::to_array<ConfigOption>({
    {"baseline", Type::kPath, "file of accepted findings, relative to this folder"},
    {"fail-on", Type::kLevel, "what fails the run: error, warning, info or never"},
    {"ignore", Type::kRuleGlobs, "rules that are not checked, as [\"uv/*\"]"},
    {"jobs", Type::kCount, "threads"},
    {"max-memory", Type::kBytes, "memory for one input and its checks: bytes, or text as \"2G\""},
    {"profile", Type::kProfile, "what the target accepts: a name, or a TOML file relative to this folder"},
    {"report", Type::kReports, "reports, as [\"text\", \"json=report.json\"]; paths stay below this folder"},
    {"select", Type::kRuleGlobs, "only rules that match"},
    {"timeout", Type::kNumber, "seconds after which the checks of an input end"},
});

std::string beside(const Config& config, const std::string& path) {
  return (fs::path(config.folder) / path).lexically_normal().string();
}

void read_profile_name(const toml::node& node, Config& config, std::string& into, TomlProblem& problem) {
  read_text(node, into, problem);
  if (suffix_of(into) == ".toml") {
    into = beside(config, into);
    return;
  }
  const std::vector<std::string> names = profile_names();
  if (std::find(names.begin(), names.end(), into) == names.end())
    problem.unknown(node, "profile", into, {names.begin(), names.end()});
}

void read_level(const toml::node& node, std::string& into, TomlProblem& problem) {
  constexpr std::array<std::string_view, 4> kLevels{"error", "warning", "info", "never"};
  read_text(node, into, problem);
  if (std::find(kLevels.begin(), kLevels.end(), into) == kLevels.end())
    problem.unknown(node, "level", into, {kLevels.begin(), kLevels.end()});
}

// A configuration comes with the assets: it may not make meshgate write elsewhere.
void read_reports(const toml::node& node, Config& config, std::vector<std::string>& into,
                  TomlProblem& problem) {
  read_texts(node, into, problem);
  for (std::string& report : into) {
    const std::string format = report.substr(0, report.find('='));
    if (find_emitter(format) == nullptr) {
      std::vector<std::string_view> known;
      for (const Emitter* emitter : all_emitters()) known.push_back(emitter->id);
      return problem.unknown(node, "report format", format, known);
    }
    if (format.size() == report.size()) continue;
    const std::string path = report.substr(format.size() + 1);
    if (const auto reason = unsafe_path_reason(path)) {
      return problem.set(node,
                         fmt::format("report path \"{}\": {}; use --report for a path outside this folder",
                                     printable(path), *reason));
    }
    report = format + '=' + beside(config, path);
  }
}

void read_rule_globs(const toml::node& node, std::vector<std::string>& into, TomlProblem& problem) {
  read_texts(node, into, problem);
  for (const std::string& glob : into) {
    if (!matches_a_rule(glob)) problem.unknown(node, "rule", glob, rule_ids());
  }
}

// Numbers become the text that the command line would have.
void read_number(const toml::node& node, Type type, std::string& into, TomlProblem& problem) {
  if (const auto integer = node.value_exact<std::int64_t>(); integer && *integer > 0) {
    into = std::to_string(*integer);
  } else if (const auto number = node.value_exact<double>(); type == Type::kNumber && number && *number > 0) {
    into = fmt::format("{}", *number);
  } else if (const auto text = node.value_exact<std::string>(); type == Type::kBytes && text) {
    into = *text;
  } else {
    problem.set(node, type == Type::kCount    ? "expected a whole number above zero"
                      : type == Type::kNumber ? "expected a number above zero"
                                              : "expected a number of bytes, or text as \"2G\"");
  }
}

void read_option(const ConfigOption& option, const toml::node& node, Config& config, TomlProblem& problem) {
  std::vector<std::string>& values = config.options[std::string(option.name)];
  switch (option.type) {
    case Type::kReports:
      return read_reports(node, config, values, problem);
    case Type::kRuleGlobs:
      return read_rule_globs(node, values, problem);
    case Type::kProfile:
      return read_profile_name(node, config, values.emplace_back(), problem);
    case Type::kLevel:
      return read_level(node, values.emplace_back(), problem);
    case Type::kPath:
      read_text(node, values.emplace_back(), problem);
      values.back() = beside(config, values.back());
      return;
    default:
      return read_number(node, option.type, values.emplace_back(), problem);
  }
}

void read_override(const toml::node& node, Config& config, TomlProblem& problem) {
  PathSettings& settings = config.path_settings.emplace_back();
  read_table(node, problem, [&](std::string_view key, const toml::node& entry) {
    if (key == "path") {
      read_texts(entry, settings.paths, problem);
    } else if (key == "rules") {
      read_rules(entry, settings.settings, problem);
    } else if (key == "limits") {
      read_limits(entry, settings.settings, problem);
    } else {
      problem.unknown(entry, "key", key, {"path", "rules", "limits"});
    }
  });
  if (settings.paths.empty()) problem.set(node, "an [[override]] needs path = \"…\"");
}

void read_date(const toml::node& node, std::string& into, TomlProblem& problem) {
  std::tm parts{};
  if (const auto date = node.value<toml::date>()) {
    into = fmt::format("{:04}-{:02}-{:02}", date->year, date->month, date->day);
  } else {
    read_text(node, into, problem);
  }
  const char* end = ::strptime(into.c_str(), "%Y-%m-%d", &parts);
  if (end == nullptr || *end != '\0' || into.size() != 10)
    problem.set(node, "expected a date such as 2027-03-01");
}

void read_suppression(const toml::node& node, Config& config, TomlProblem& problem) {
  Suppression& suppression = config.suppressions.emplace_back();
  suppression.origin = problem.line_of(node);
  read_table(node, problem, [&](std::string_view key, const toml::node& entry) {
    if (key == "rule") {
      read_text(entry, suppression.rule, problem);
      if (!matches_a_rule(suppression.rule)) problem.unknown(entry, "rule", suppression.rule, rule_ids());
    } else if (key == "path") {
      read_text(entry, suppression.path, problem);
    } else if (key == "reason") {
      read_text(entry, suppression.reason, problem);
    } else if (key == "expires") {
      read_date(entry, suppression.expires, problem);
    } else {
      problem.unknown(entry, "key", key, {"rule", "path", "reason", "expires"});
    }
  });
  if (suppression.rule.empty()) problem.set(node, "a [[suppress]] needs rule = \"…\"");
  if (suppression.reason.find_first_not_of(" \t\n") == std::string::npos)
    problem.set(node, "a [[suppress]] needs reason = \"…\": why the finding is accepted");
}

template <class ReadEntry>
void read_list(const toml::node& node, std::string_view name, TomlProblem& problem, ReadEntry read_entry) {
  const toml::array* list = node.as_array();
  if (list == nullptr) return problem.set(node, fmt::format("write [[{}]], with two brackets", name));
  for (const toml::node& entry : *list) read_entry(entry);
}

void read_key(std::string_view key, const toml::node& node, Config& config, TomlProblem& problem) {
  const auto option = std::find_if(kOptions.begin(), kOptions.end(),
                                   [&](const ConfigOption& candidate) { return candidate.name == key; });
  if (option != kOptions.end()) {
    read_option(*option, node, config, problem);
  } else if (key == "exclude") {
    read_texts(node, config.exclude, problem);
  } else if (key == "limits") {
    read_limits(node, config.settings, problem);
  } else if (key == "rules") {
    read_rules(node, config.settings, problem);
  } else if (key == "override") {
    read_list(node, key, problem, [&](const toml::node& entry) { read_override(entry, config, problem); });
  } else if (key == "suppress") {
    read_list(node, key, problem, [&](const toml::node& entry) { read_suppression(entry, config, problem); });
  } else {
    std::vector<std::string_view> known{"exclude", "limits", "rules", "override", "suppress"};
    for (const ConfigOption& candidate : kOptions) known.push_back(candidate.name);
    problem.unknown(node, "key", key, known);
  }
}

}  // namespace

std::span<const ConfigOption> config_options() { return kOptions; }

Result<Config> parse_config(std::string_view toml, const std::string& path) {
  MG_TRY(const toml::table document, parse_toml(toml, path));
  Config config;
  config.path = path;
  config.folder = fs::path(path).parent_path().string();
  TomlProblem problem{path, {}};
  for (const auto& [key, node] : document) read_key(key.str(), node, config, problem);
  if (!problem.text.empty()) return fail(ErrorKind::kConfig, problem.text);
  return config;
}

Result<Config> read_config(const std::string& path) {
  MG_TRY(const FileStatus status, file_status(path));
  if (status.bytes > kMaxConfigBytes) {
    return fail(ErrorKind::kConfig,
                fmt::format("{}: {} are too many for a configuration (the limit is {})", path,
                            format_bytes(status.bytes), format_bytes(kMaxConfigBytes)));
  }
  MG_TRY(const auto bytes, read_head(path, kMaxConfigBytes));
  return parse_config(as_text(bytes), path);
}

std::string find_config(const std::string& folder) {
  std::string up;
  for (fs::path at = absolute_path(folder); !at.empty(); at = at.parent_path(), up += "../") {
    std::error_code error;
    if (fs::is_regular_file(at / kFileName, error))
      return (fs::path(folder) / up / kFileName).lexically_normal().string();
    if (at == at.root_path()) break;
  }
  return {};
}

bool path_matches(const std::vector<std::string>& globs, const std::string& folder, const std::string& path) {
  const std::string seen = seen_from(folder, path);
  return std::any_of(globs.begin(), globs.end(),
                     [&](const std::string& glob) { return glob_matches(glob, seen); });
}

}  // namespace meshgate
