#include "values.h"

#include <fmt/core.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <fstream>
#include <iostream>

#include "meshgate/nearest_name.h"
#include "meshgate/rule.h"

namespace meshgate {
namespace {

// The number at the start of `text` and what follows it.
std::pair<double, std::string_view> split_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return {std::nan(""), text};
  return {value, text.substr(static_cast<std::size_t>(end - text.data()))};
}

}  // namespace

Result<double> parse_number(const std::string& option, const std::string& text, double min, double max) {
  const auto [value, rest] = split_number(text);
  if (!rest.empty() || !(value >= min && value <= max)) {
    return fail(ErrorKind::kUsage,
                fmt::format("{} takes a number from {} to {}, not \"{}\"", option, min, max, text));
  }
  return value;
}

Result<int> parse_count(const std::string& option, const std::string& text, int min, int max) {
  int value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end || value < min || value > max) {
    return fail(ErrorKind::kUsage,
                fmt::format("{} takes a whole number from {} to {}, not \"{}\"", option, min, max, text));
  }
  return value;
}

Result<std::uint64_t> parse_bytes(const std::string& option, const std::string& text) {
  constexpr std::array<std::pair<std::string_view, double>, 10> kUnits{{{"", 1},
                                                                        {"k", 1e3},
                                                                        {"K", 1e3},
                                                                        {"M", 1e6},
                                                                        {"G", 1e9},
                                                                        {"T", 1e12},
                                                                        {"Ki", 1024.0},
                                                                        {"Mi", 1048576.0},
                                                                        {"Gi", 1073741824.0},
                                                                        {"Ti", 1099511627776.0}}};
  auto [value, unit] = split_number(text);
  if (unit.ends_with('B')) unit.remove_suffix(1);
  for (const auto& [name, factor] : kUnits) {
    if (unit == name && value * factor >= 1 && value * factor < 1e18)
      return static_cast<std::uint64_t>(value * factor);
  }
  return fail(ErrorKind::kUsage,
              fmt::format("{} takes a size such as 500M, 2G or 1.5Gi, not \"{}\"", option, text));
}

Result<Severity> parse_fail_on(const std::string& text) {
  if (text == "never") return Severity::kOff;
  for (const Severity severity : {Severity::kInfo, Severity::kWarning, Severity::kError}) {
    if (text == to_string(severity)) return severity;
  }
  return unknown_name("level of --fail-on", text, {"error", "warning", "info", "never"});
}

Result<std::pair<std::string, Severity>> parse_severity_setting(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos) {
    return fail(ErrorKind::kUsage, "--severity takes RULE=LEVEL, as mesh/degenerate-face=error");
  }
  const std::string rule = text.substr(0, equals), level = text.substr(equals + 1);
  if (find_rule(rule) == nullptr) {
    std::vector<std::string_view> known;
    for (const Rule* candidate : all_rules()) known.push_back(candidate->id);
    return unknown_name("rule", rule, known);
  }
  for (const Severity severity : {Severity::kOff, Severity::kInfo, Severity::kWarning, Severity::kError}) {
    if (level == to_string(severity)) return std::pair(rule, severity);
  }
  return unknown_name("severity", level, {"error", "warning", "info", "off"});
}

Result<std::vector<std::string>> read_lines(const std::string& path) {
  std::ifstream file;
  if (path != "-") {
    file.open(path);
    if (!file) return fail(ErrorKind::kNotFound, path + ": " + std::strerror(errno));
  }
  std::istream& stream = path == "-" ? std::cin : file;
  std::vector<std::string> lines;
  errno = 0;
  for (std::string line; std::getline(stream, line);) {
    if (line.ends_with('\r')) line.pop_back();
    if (!line.empty()) lines.push_back(std::move(line));
  }
  // A folder can be opened, and fails at the first read.
  if (stream.bad()) return fail(ErrorKind::kIo, path + ": " + std::strerror(errno != 0 ? errno : EIO));
  return lines;
}

tl::unexpected<Error> unknown_name(std::string_view what, std::string_view name,
                                   const std::vector<std::string_view>& known) {
  std::string message = fmt::format("unknown {} \"{}\"", what, name);
  if (const std::string_view nearest = nearest_name(name, known); !nearest.empty()) {
    message += fmt::format("; did you mean \"{}\"?", nearest);
  } else if (known.size() <= 10) {
    for (std::size_t i = 0; i < known.size(); ++i)
      message += fmt::format("{} {}", i == 0 ? "; known:" : ",", known[i]);
  } else if (what == "rule") {
    message += "; `meshgate rules` lists them";
  }
  return fail(ErrorKind::kUsage, message);
}

}  // namespace meshgate
