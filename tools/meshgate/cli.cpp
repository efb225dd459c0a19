// The only file that includes CLI11.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <deque>

#include "command.h"
#include "meshgate/version.h"
#include "terminal.h"
#include "values.h"

namespace meshgate {
namespace {

// Where CLI11 puts values until the command runs.
struct Parsed {
  const Command* command = nullptr;
  CLI::App* app = nullptr;
  std::deque<std::pair<const Option*, std::vector<std::string>>> values;
  std::deque<std::pair<const Option*, bool>> flags;

  [[nodiscard]] Arguments arguments() const {
    Arguments arguments;
    for (const auto& [option, values_given] : values) {
      for (const std::string& value : values_given) arguments.add(std::string(option->name), value);
    }
    for (const auto& [option, given] : flags) {
      if (given) arguments.add(std::string(option->name), "");
    }
    return arguments;
  }
};

void add_option(Parsed& parsed, const Option& option) {
  const std::string name(option.name), doc(option.doc);
  if (option.value.empty()) {
    parsed.flags.emplace_back(&option, false);
    parsed.app->add_flag(name, parsed.flags.back().second, doc);
    return;
  }
  parsed.values.emplace_back(&option, std::vector<std::string>());
  CLI::Option* added = parsed.app->add_option(name, parsed.values.back().second, doc);
  added->type_name(std::string(option.value))->required(option.required);
  if (option.name.starts_with("-")) {
    added->type_size(1)->allow_extra_args(false);
    // `expected` also keeps "..." out of the help.
    if (!option.repeatable) added->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  } else if (!option.repeatable) {
    // Otherwise the first positional takes what is meant for the second.
    added->expected(1)->allow_extra_args(false);
  }
}

std::string version_text() {
  std::string text = fmt::format("meshgate {}\n", version());
  for (const auto& [name, number] : library_versions()) text += fmt::format("  {} {}\n", name, number);
  return text;
}

}  // namespace

std::vector<const Option*> options_of(const Command& command) {
  std::vector<const Option*> options;
  for (const Option& option : command.options) options.push_back(&option);
  if (command.table_options == nullptr) return options;
  for (const Option& option : command.table_options()) options.push_back(&option);
  return options;
}

int run_command_line(int argc, const char* const* argv, const std::stop_token& stop) {
  CLI::App app("meshgate: checks 3D models and pictures before, and parts after, an AI service has them",
               "meshgate");
  app.require_subcommand(1);
  app.set_help_flag("-h,--help", "show help");
  app.set_version_flag("--version", version_text(), "show the versions of meshgate and its libraries");
  app.get_formatter()->column_width(34);
  app.footer(
      "`meshgate COMMAND --help` shows the options of a command.\n"
      "Exit codes: 0 passed, 1 findings, 2 wrong usage, 3 the service failed, 4 interrupted, 70 a bug.");
  std::deque<Parsed> commands;
  for (const Command* command : all_commands()) {
    Parsed& parsed = commands.emplace_back();
    parsed.command = command;
    parsed.app = app.add_subcommand(std::string(command->name), std::string(command->summary));
    parsed.app->footer(std::string(command->details));
    for (const Option* option : options_of(*command)) add_option(parsed, *option);
  }
  if (argc < 2) {
    write_stderr(app.help());
    return 2;
  }
  std::vector<std::string_view> known;
  for (const Command* command : all_commands()) known.push_back(command->name);
  if (argv[1][0] != '-' && std::find(known.begin(), known.end(), argv[1]) == known.end()) {
    return report_error(unknown_name("command", argv[1], known).value());
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    const auto chosen = app.get_subcommands();
    write_stdout(chosen.empty() ? app.help() : chosen.front()->help("meshgate"));
    return 0;
  } catch (const CLI::CallForVersion& wanted) {
    write_stdout(wanted.what());
    return 0;
  } catch (const CLI::ParseError& error) {
    const auto chosen = app.get_subcommands();
    const std::string help =
        chosen.empty() ? "meshgate --help" : "meshgate " + chosen.front()->get_name() + " --help";
    write_note(error.what());
    write_stderr(fmt::format("Run `{}` for the options.\n", help));
    return 2;
  }
  for (const Parsed& parsed : commands) {
    if (parsed.app->parsed()) return parsed.command->run(parsed.arguments(), stop);
  }
  return 2;
}

}  // namespace meshgate
