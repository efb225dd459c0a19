#pragma once
// A sub-command as data: one file in commands/ = one Command. cli.cpp turns it into a parser.
#include <map>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace meshgate {

/// An option or positional argument of a command.
struct Option {
  std::string_view name;   ///< "--jobs"; without dashes: positional
  std::string_view value;  ///< "N": takes a value; empty: a flag
  std::string_view doc;
  bool repeatable = false;
  bool required = false;
};

/// What the command line said: every option given, in order.
class Arguments {
 public:
  void add(const std::string& name, std::string value) { values_[name].push_back(std::move(value)); }
  [[nodiscard]] bool has(const std::string& name) const { return values_.count(name) != 0; }
  [[nodiscard]] std::vector<std::string> all(const std::string& name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? std::vector<std::string>() : found->second;
  }
  /// The last value given, or `fallback`.
  [[nodiscard]] std::string get(const std::string& name, const std::string& fallback = {}) const {
    const auto found = values_.find(name);
    return found == values_.end() ? fallback : found->second.back();
  }

 private:
  std::map<std::string, std::vector<std::string>> values_;
};

struct Command {
  std::string_view name;
  std::string_view summary;
  std::string_view details;  ///< shown below the options in --help; may be empty
  std::span<const Option> options;
  /// Returns the exit code.
  int (*run)(const Arguments&, const std::stop_token&) = nullptr;
  /// Options made from tables, besides `options`; may be null.
  std::span<const Option> (*table_options)() = nullptr;
};

/// All options of a command. They live for the whole program.
std::vector<const Option*> options_of(const Command& command);

/// All commands, sorted by name.
std::span<const Command* const> all_commands();

/// Parses the command line and runs the command. Help and version go to stdout, usage errors to stderr (exit
/// 2).
int run_command_line(int argc, const char* const* argv, const std::stop_token& stop);

}  // namespace meshgate
